package io.millrace.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code pipelines/failed_logins_then_success.sql}, case by case; each user is one case. */
class FailedLoginsIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final long DAY = 86_400;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  /**
   * One user's logins in the order they arrive, and the alerts they must give. A login is {@code
   * f}ailure, {@code s}uccess or another outcome, its second and perhaps its id; an alert is first
   * second, last second and number of failures.
   */
  private record Case(String user, String logins, String... alerts) {}

  private static final List<Case> CASES =
      List.of(
          new Case("three", "f0 f60 f120 s180", "0 180 3"),
          new Case("two", "f0 f60 s120"),
          new Case("five", "f0 f1 f2 f3 f4 s5", "0 5 5"),
          new Case("none", "s0 s1"),
          new Case("no-success", "f0 f1 f2 f3"),
          new Case("interrupted", "f0 f10 s20 f30 f40 s50"),
          new Case("starts-again", "f0 f10 s20 f30 f40 f50 s60", "30 60 3"),
          new Case("twice", "f0 f1 f2 s3 f4 f5 f6 f7 s8", "0 3 3", "4 8 4"),
          new Case("two-successes", "f0 f1 f2 s3 s4", "0 3 3"),
          // The first failure must be less than 10 minutes older than the success.
          new Case("just-in-time", "f0 f1 f2 s599.999", "0 599.999 3"),
          new Case("ten-minutes", "f0 f1 f2 s600"),
          new Case("ten-minutes-of-four", "f0 f1 f2 f3 s600", "1 600 3"),
          new Case("gap", "f0 f1 f2 f700 s701"),
          // Of a run that is longer, what is in time counts: seconds 420 to 900 before 960.
          new Case(
              "long-run",
              "f0 f60 f120 f180 f240 f300 f360 f420 f480 f540 f600 f660 f720 f780 f840 f900 s960",
              "420 960 9"),
          new Case("out-of-order", "f40 f0 s55 f20", "0 55 3"),
          new Case("success-arrives-first", "s30 f0 f10 f20", "0 30 3"),
          // In one millisecond, ids decide.
          new Case("same-time", "f5:a f5:b f5:c s5:d", "5 5 3"),
          new Case("same-time-success-third", "f5:a f5:b f5:d s5:c"),
          new Case("other-outcome", "f0 locked1 f2 locked3 f4 s5", "0 5 3"));

  private static SqlStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = SqlStack.shared();
  }

  /** When a login arrives: when the latest of its user's so far happened. */
  private record Login(String user, String id, double second, double arrival, String outcome) {}

  @Test
  void logins_allCases_giveExactlyTheAlertsWorkedOutByHand() {
    List<String> expected = new ArrayList<>();
    for (Case one : CASES) {
      for (String alert : one.alerts()) {
        expected.add(alert(one.user(), alert.split(" ")));
      }
    }
    stack.createTopic("events.logins", 2);
    CASES.stream()
        .flatMap(one -> logins(one).stream())
        .sorted(Comparator.comparingDouble(Login::arrival))
        .forEach(FailedLoginsIT::send);
    sendWhatIngestNeverWrites();
    close(DAY);

    String job = stack.submit("pipelines/failed_logins_then_success.sql");
    SqlStack.await("the alerts are there", () -> alerts().size() >= expected.size());
    assertThat(alerts()).containsExactlyInAnyOrderElementsOf(expected);

    // Behind the watermark now: no match. The next day's user shows that they were read.
    logins(new Case("late", "f0 f1 f2 s3")).forEach(FailedLoginsIT::send);
    logins(new Case("next-day", "f90000 f90001 f90002 s90003")).forEach(FailedLoginsIT::send);
    close(2 * DAY);
    expected.add(alert("next-day", "90000", "90003", "3"));
    SqlStack.await("the next day's alert is there", () -> alerts().size() >= expected.size());
    stack.stop(job);
    assertThat(alerts()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(stack.committed("alerts.sql"))
        .allSatisfy(
            record ->
                assertThat(SqlStack.value(record))
                    .startsWith("{\"id\":\"" + new String(record.key(), UTF_8) + "\","));
  }

  private static List<Login> logins(Case one) {
    List<Login> logins = new ArrayList<>();
    double latest = 0;
    for (String login : one.logins().split(" ")) {
      String outcome = login.replaceFirst("[0-9].*", "");
      String[] secondAndId = login.substring(outcome.length()).split(":");
      double second = Double.parseDouble(secondAndId[0]);
      latest = Math.max(latest, second);
      String id = secondAndId.length > 1 ? secondAndId[1] : Integer.toString(logins.size() + 100);
      logins.add(new Login(one.user(), one.user() + "-" + id, second, latest, outcome));
    }
    return logins;
  }

  private static void send(Login login) {
    String outcome =
        switch (login.outcome()) {
          case "f" -> "failure";
          case "s" -> "success";
          default -> login.outcome();
        };
    String time = time(BigDecimal.valueOf(login.second()));
    int partition = Math.floorMod(login.user().hashCode(), 2);
    stack.sendEvent(
        "events.logins",
        partition,
        login.id(),
        EventText.login(login.id(), time, login.user(), outcome),
        Instant.parse(time));
  }

  /** Moves the watermark past everything: each partition has its own. */
  private static void close(long second) {
    for (int partition = 0; partition < 2; partition++) {
      String id = "closing-" + second + "-" + partition;
      stack.sendEvent(
          "events.logins",
          partition,
          id,
          EventText.login(id, time(BigDecimal.valueOf(second)), "closing", "success"),
          START.plusSeconds(second));
    }
  }

  private static void sendWhatIngestNeverWrites() {
    stack.send("events.logins", 0, "a", "not JSON");
    stack.send("events.logins", 0, "b", "{\"user\":{\"id\":\"timeless\"},\"outcome\":\"failure\"}");
    stack.send("events.logins", 1, "c", EventText.event("c", time(BigDecimal.ONE), "\"x\":1"));
    stack.send(new ProducerRecord<>("events.logins", 1, new byte[] {'d'}, null));
  }

  private static String alert(String user, String... firstLastFailures) {
    String first = time(new BigDecimal(firstLastFailures[0]));
    String last = time(new BigDecimal(firstLastFailures[1]));
    String rule = "failed-logins-then-success";
    return "{\"id\":\"%s/%s/%s\",\"rule\":\"%s\",\"key\":\"%s\",\"first_time\":\"%s\",\"last_time\":\"%s\",\"events\":%s}"
        .formatted(rule, user, first, rule, user, first, last, firstLastFailures[2]);
  }

  private static List<String> alerts() {
    return stack.committed("alerts.sql").stream()
        .map(SqlStack::value)
        .filter(alert -> alert.contains("\"rule\":\"failed-logins-then-success\""))
        .toList();
  }

  private static String time(BigDecimal second) {
    return TIME.format(START.plusMillis(second.movePointRight(3).longValueExact()));
  }
}
