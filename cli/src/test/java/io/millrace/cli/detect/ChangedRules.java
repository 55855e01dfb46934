package io.millrace.cli.detect;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules that change, and what they find in sign-ins: told by arithmetic on the sign-ins and on when
 * which version held, without a line of the engine.
 */
final class ChangedRules {

  /** One sign-in. Which one it is says all of it. */
  record SignIn(int number, int partition, long timeMillis, String user, String outcome, int amount)
      implements Comparable<SignIn> {

    /** Some come up to three seconds behind those before them. */
    static SignIn of(int number) {
      long some = mixed(number);
      long behind = some % 3 == 0 ? (some >>> 8) % 3_000 : 0;
      int chance = (int) ((some >>> 24) % 100);
      return new SignIn(
          number,
          (int) ((some >>> 32) % PARTITIONS),
          BASE.toEpochMilli() + number * STEP_MILLIS - behind,
          "u" + (some >>> 36) % USERS,
          chance < 25 ? "failure" : chance < 40 ? "success" : chance < 47 ? "last" : "other",
          (int) ((some >>> 48) % 100));
    }

    private static long mixed(long number) {
      long bits = (number + 1) * 0x9E3779B97F4A7C15L;
      bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
      bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
      return (bits ^ (bits >>> 31)) >>> 1;
    }

    /** As the log has it: of equal times the partition's, and then its own, order. */
    @Override
    public int compareTo(SignIn other) {
      return Comparator.comparingLong(SignIn::timeMillis)
          .thenComparingInt(SignIn::partition)
          .thenComparingInt(SignIn::number)
          .compare(this, other);
    }

    String json() {
      return "{\"keen\":{\"timestamp\":\"%s\"},\"n\":%d,\"user\":\"%s\",\"outcome\":\"%s\",\"amount\":%d}"
          .formatted(Instant.ofEpochMilli(timeMillis), number, user, outcome, amount);
    }
  }

  /**
   * When a version held, as the job says.
   *
   * @param fromMillis the first
   * @param untilMillis the first at which it did no more
   */
  record Held(int version, long fromMillis, long untilMillis) {}

  static final int PARTITIONS = 2;

  /** Long ago, so that no wall clock has a say. */
  static final Instant BASE =
      Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);

  private static final long STEP_MILLIS = 100;
  private static final int USERS = 40;

  /** In the order in which they are changed. The last is not there at the beginning. */
  static final List<String> IDS = List.of("much", "guessed", "thrice", "given-up");

  private static final long GUESSED_MILLIS = 30_000;
  private static final long GIVEN_UP_MILLIS = 20_000;

  private ChangedRules() {}

  /** A version of a rule, as one writes it. */
  static String text(String id, int version) {
    String query =
        switch (id) {
          case "much" -> "signins where amount >= " + least(id, version);
          case "guessed" ->
              """
              sequence by user with maxspan=30s
                  [ signins where outcome == "failure" and amount >= %d ]
                  [ signins where outcome == "success" ]"""
                  .formatted(least(id, version));
          case "thrice" ->
              """
              sequence by user with maxspan=%ds
                  [ signins where outcome == "failure" ] with runs=2
                  [ signins where outcome == "success" ]"""
                  .formatted(thriceSeconds(version));
          default ->
              """
              sequence by user with maxspan=20s
                  [ signins where outcome == "last" and amount >= %d ]
                  ![ signins where outcome == "success" ]"""
                  .formatted(least(id, version));
        };
    return """
        id: %s
        version: %d
        enabled: %s
        lateness: 10 s
        alert: {fields: {n: n}}
        query: |
          %s
        """
        .formatted(id, version, isEnabled(id, version), query);
  }

  private static int least(String id, int version) {
    return id.equals("much") ? 85 + version * 7 % 11 : version * 37 % 60;
  }

  /** Of another shape than the version before, and of the same as the one before that. */
  private static int thriceSeconds(int version) {
    return version % 2 == 0 ? 20 : 40;
  }

  private static boolean isEnabled(String id, int version) {
    return id.equals("thrice") || version % 5 != 4;
  }

  /**
   * All that should have been found: rule, version, user, sign-ins and last time.
   *
   * @param held by rule, in time
   */
  static List<String> expected(List<SignIn> sent, Map<String, List<Held>> held) {
    List<String> found = new ArrayList<>();
    Map<String, List<SignIn>> byUser = new TreeMap<>();
    for (SignIn each : sent.stream().sorted().toList()) {
      byUser.computeIfAbsent(each.user(), user -> new ArrayList<>()).add(each);
      Held much = at(held, "much", each.timeMillis());
      if (much != null && each.amount() >= least("much", much.version())) {
        found.add(line("much", much.version(), "", List.of(each), each.timeMillis()));
      }
    }
    for (List<SignIn> ofUser : byUser.values()) {
      guessed(ofUser, held, found);
      thrice(ofUser, held, found);
      givenUp(ofUser, held, found);
    }
    Collections.sort(found);
    return found;
  }

  /** A success takes the newest failure since the success before. */
  private static void guessed(
      List<SignIn> ofUser, Map<String, List<Held>> held, List<String> found) {
    SignIn failure = null;
    for (SignIn each : ofUser) {
      Held now = at(held, "guessed", each.timeMillis());
      if (now == null) {
        continue;
      }
      if (each.outcome().equals("failure") && each.amount() >= least("guessed", now.version())) {
        failure = each;
      } else if (each.outcome().equals("success")) {
        if (failure != null
            && each.timeMillis() - failure.timeMillis() <= GUESSED_MILLIS
            && isOneRule(held, "guessed", failure.timeMillis(), each.timeMillis())) {
          found.add(
              line(
                  "guessed",
                  now.version(),
                  each.user(),
                  List.of(failure, each),
                  each.timeMillis()));
        }
        failure = null;
      }
    }
  }

  /** The two failures right before a success, and no success behind the second. */
  private static void thrice(
      List<SignIn> ofUser, Map<String, List<Held>> held, List<String> found) {
    List<SignIn> failures = new ArrayList<>();
    boolean isTaken = true;
    for (SignIn each : ofUser) {
      if (each.outcome().equals("failure")) {
        failures.add(each);
        isTaken = false;
      } else if (each.outcome().equals("success")) {
        int size = failures.size();
        Held now = at(held, "thrice", each.timeMillis());
        if (!isTaken && size >= 2 && now != null) {
          SignIn first = failures.get(size - 2);
          if (first.timeMillis() >= now.fromMillis()
              && each.timeMillis() - first.timeMillis() <= thriceSeconds(now.version()) * 1_000L) {
            found.add(
                line(
                    "thrice",
                    now.version(),
                    each.user(),
                    List.of(first, failures.get(size - 1), each),
                    each.timeMillis()));
          }
        }
        isTaken = true;
      }
    }
  }

  /** Judged when the time is over, by what holds then. */
  private static void givenUp(
      List<SignIn> ofUser, Map<String, List<Held>> held, List<String> found) {
    for (SignIn last : ofUser) {
      Held then = at(held, "given-up", last.timeMillis());
      long over = last.timeMillis() + GIVEN_UP_MILLIS;
      Held atEnd = at(held, "given-up", over);
      if (then != null
          && atEnd != null
          && last.outcome().equals("last")
          && last.amount() >= least("given-up", then.version())
          && isOneRule(held, "given-up", last.timeMillis(), over)
          && ofUser.stream()
              .noneMatch(
                  each ->
                      each.outcome().equals("success")
                          && each.compareTo(last) > 0
                          && each.timeMillis() <= over
                          && at(held, "given-up", each.timeMillis()) != null)) {
        found.add(line("given-up", atEnd.version(), last.user(), List.of(last), over));
      }
    }
  }

  private static @Nullable Held at(Map<String, List<Held>> held, String id, long millis) {
    for (Held each : held.getOrDefault(id, List.of())) {
      if (each.fromMillis() <= millis && millis < each.untilMillis()) {
        return isEnabled(id, each.version()) ? each : null;
      }
    }
    return null;
  }

  /** Whether it held all the time in between. */
  private static boolean isOneRule(
      Map<String, List<Held>> held, String id, long firstMillis, long lastMillis) {
    long until = firstMillis;
    for (Held each : held.getOrDefault(id, List.of())) {
      if (until <= lastMillis && each.fromMillis() <= until && until < each.untilMillis()) {
        until = isEnabled(id, each.version()) ? each.untilMillis() : until;
      }
    }
    return until > lastMillis;
  }

  /** What would be found if each version, but for the first, held from later on. */
  static Map<String, List<Held>> later(Map<String, List<Held>> held, Duration by) {
    long millis = by.toMillis();
    Map<String, List<Held>> later = new HashMap<>();
    held.forEach(
        (id, versions) ->
            later.put(
                id,
                versions.stream()
                    .map(
                        each ->
                            new Held(
                                each.version(),
                                each.fromMillis() == Long.MIN_VALUE
                                    ? Long.MIN_VALUE
                                    : each.fromMillis() + millis,
                                each.untilMillis() == Long.MAX_VALUE
                                    ? Long.MAX_VALUE
                                    : each.untilMillis() + millis))
                    .toList()));
    return later;
  }

  private static String line(
      String id, int version, String user, List<SignIn> events, long lastMillis) {
    List<Integer> numbers = events.stream().map(SignIn::number).toList();
    return line(id, version, user, numbers, Instant.ofEpochMilli(lastMillis));
  }

  /** An alert, in short. */
  static String line(String id, int version, String user, List<Integer> numbers, Instant last) {
    return id + " v" + version + " " + user + " " + numbers + " " + last;
  }
}
