package io.millrace.sql;

import static io.millrace.sql.EventText.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code pipelines/purchases_per_category.sql} on rows whose sums are worked out by hand. */
class PurchasesPerCategoryIT {

  private static SqlStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = SqlStack.shared();
  }

  @Test
  void purchases_oddPricesAndHourBorders_giveExactSums() {
    stack.createTopic("events.purchases", 2);
    // Far ahead of what ingest has still to read of other partitions: no window may close yet.
    for (int partition = 0; partition < 2; partition++) {
      String ahead = category("q" + partition, "2026-03-01T20:00:00.000Z", "\"ahead\"", "1");
      stack.sendEvent("events.purchases", partition, "q" + partition, ahead, "no number");
      stack.send("events.purchases", partition, "q" + partition, ahead);
      stack.sendEvent(
          "events.purchases", partition, "q" + partition, ahead, Instant.EPOCH.toEpochMilli() + "");
    }
    String job =
        stack.submit(
            "pipelines/purchases_per_category.sql", "--define", "lateness=INTERVAL '2' HOUR");
    stack.awaitRead(job, "events.purchases", "millrace-sql-purchases_per_category");
    purchase(0, "p1", "2026-03-01T10:00:00.000Z", "\"toys\"", "19.99");
    purchase(1, "p2", "2026-03-01T10:59:59.999Z", "\"toys\"", "0.01");
    purchase(0, "p3", "2026-03-01T11:00:00.000Z", "\"toys\"", "0.1");
    purchase(1, "p4", "2026-03-01T11:10:00.000Z", "\"toys\"", "0.2");
    purchase(0, "p5", "2026-03-01T10:30:00.000Z", "\"books\"", "0.30000000000000004");
    purchase(0, "p6", "2026-03-01T10:31:00.000Z", "\"books\"", "-1e1");
    // Counted without a price: no number, no exact number, none.
    purchase(1, "p7", "2026-03-01T10:32:00.000Z", "\"wine\"", "\"7.50\"");
    purchase(1, "p8", "2026-03-01T10:33:00.000Z", "\"wine\"", "1e30");
    purchase(1, "p9", "2026-03-01T10:34:00.000Z", "\"wine\"", "null");
    // One that a double would round.
    purchase(0, "p10", "2026-03-01T10:35:00.000Z", "\"gold\"", "9007199254740993.01");
    purchase(1, "p11", "2026-03-01T10:36:00.000Z", "null", "1");
    stack.sendEvent(
        "events.purchases",
        0,
        "p12",
        event("p12", "2026-03-01T10:37:00.000Z", "\"price\":2"),
        Instant.parse("2026-03-01T10:37:00Z"));
    stack.send("events.purchases", 0, "p13", "not JSON");
    close("2026-03-02T00:00:00.000Z");

    List<String> expected =
        List.of(
            row("ahead", "20", 6, "6.000000000000000000"),
            row("toys", "10", 2, "20.000000000000000000"),
            row("toys", "11", 2, "0.300000000000000000"),
            row("books", "10", 2, "-9.699999999999999960"),
            row("wine", "10", 3, "0.000000000000000000"),
            row("gold", "10", 1, "9007199254740993.010000000000000000"),
            row("\\\\absent", "10", 2, "3.000000000000000000"));
    SqlStack.await("the hours are there", () -> rows().size() >= expected.size());
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(expected);

    // Late by now: its hour is not written again. The next day shows that it was read.
    purchase(0, "p14", "2026-03-01T10:40:00.000Z", "\"toys\"", "1");
    purchase(0, "p15", "2026-03-02T00:30:00.000Z", "\"late\"", "1");
    close("2026-03-03T00:00:00.000Z");
    SqlStack.await(
        "the next day is there",
        () -> rows().stream().anyMatch(row -> row.contains("\"category\":\"late\"")));
    purchase(1, "p16", "2026-03-05T10:30:00.000Z", "\"before the silence\"", "1");
    // One of them is enough, once the other partition is idle.
    stack.sendHeartbeat("events.purchases", 0, Instant.parse("2026-03-05T13:00:00Z"));
    SqlStack.await(
        "the silence has closed the last hour",
        () -> rows().stream().anyMatch(row -> row.contains("\"before the silence\"")));
    stack.stop(job);
    assertThat(rows().stream().filter(row -> row.contains("2026-03-01")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void purchase(
      int partition, String id, String time, String category, String price) {
    stack.sendEvent(
        "events.purchases",
        partition,
        id,
        category(id, time, category, price),
        Instant.parse(time));
  }

  private static String category(String id, String time, String category, String price) {
    return event(id, time, "\"product\":{\"category\":%s},\"price\":%s".formatted(category, price));
  }

  private static void close(String time) {
    for (int partition = 0; partition < 2; partition++) {
      purchase(partition, "closing", time, "\"closing\"", "0");
    }
  }

  private static String row(String category, String hour, int count, String sum) {
    String key =
        "\"category\":\"%s\",\"hour_start\":\"2026-03-01T%s:00:00Z\"".formatted(category, hour);
    return "{%s} {%s,\"purchase_count\":%d,\"price_sum\":%s}".formatted(key, key, count, sum);
  }

  private static List<String> rows() {
    return stack.committed("purchases_per_category").stream()
        .map(record -> new String(record.key(), UTF_8) + " " + SqlStack.value(record))
        .toList();
  }
}
