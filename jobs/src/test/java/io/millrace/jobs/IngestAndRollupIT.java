package io.millrace.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INSTANT;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.ingest.IngestJob;
import io.millrace.jobs.rollup.RollupJob;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Both jobs on a real cluster, from inbound records to Cassandra rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestAndRollupIT {

  private static final long SENT = Instant.parse("2026-03-01T12:00:00.500Z").toEpochMilli();

  @TempDir static Path folder;
  private String ingest;
  private String rollup;

  @BeforeAll
  void submitJobs() throws IOException {
    Path config = folder.resolve("millrace.yaml");
    Files.writeString(
        config,
        """
        kafka: {bootstrap_servers: "${env:MILLRACE_KAFKA}"}
        topics: {partitions: 2}
        ingest: {discover_every: 1 s, silence_after: 5 s, future_limit: 2 h}
        cassandra: {contact_points: "${env:MILLRACE_CASSANDRA}", keyspace: jobs_it}
        rollup: {emit_every: 200 ms, discover_every: 1 s, idle_after: 1 s}
        datasets: datasets
        """);
    Files.createDirectory(folder.resolve("datasets"));
    Files.writeString(
        folder.resolve("datasets/orders.yaml"),
        """
        dataset_name: order totals
        query:
          event_collection: orders
          analysis_type: multi_analysis
          analyses:
            orders: {analysis_type: count}
            total: {analysis_type: sum, target_property: price}
            lowest: {analysis_type: minimum, target_property: price}
            highest: {analysis_type: maximum, target_property: price}
            mean: {analysis_type: average, target_property: price}
          filters: [{property_name: status, operator: ne, property_value: test}]
          intervals: [minutely, hourly, daily]
          group_by: country
        """);
    Files.writeString(
        folder.resolve("datasets/statistics.yaml"),
        """
        dataset_name: order statistics
        query:
          event_collection: orders
          analysis_type: multi_analysis
          analyses:
            countries: {analysis_type: count_unique, target_property: country}
            middle: {analysis_type: median, target_property: price}
            upper: {analysis_type: percentile, target_property: price, percentile: 75, sketch: false}
            spread: {analysis_type: standard_deviation, target_property: price}
            names: {analysis_type: select_unique, target_property: country}
            best: {analysis_type: top_k, target_property: country, k: 5}
          filters: [{property_name: status, operator: ne, property_value: test}]
          interval: daily
        """);
    Files.writeString(
        folder.resolve("datasets/ticks.yaml"),
        """
        dataset_name: ticks
        version: 3
        lateness: 1 h
        query: {event_collection: ticks, analysis_type: count, intervals: [minutely, monthly]}
        """);
    Files.writeString(
        folder.resolve("datasets/returns.yaml"),
        """
        dataset_name: returns
        lateness: 2 h
        corrections: true
        shards: 1
        query:
          event_collection: returns
          analysis_type: sum
          target_property: amount
          interval: hourly
          group_by: country
        """);
    JobsStack.createTopics(1, "in.orders", "in._bulk", "in.ticks", "in.returns");
    ingest =
        JobsStack.submit(
            IngestJob.class,
            config,
            "-Dexecution.checkpointing.interval=1s",
            "-Dexecution.checkpointing.min-pause=0s");
    rollup =
        JobsStack.submit(
            RollupJob.class,
            config,
            "-Dexecution.checkpointing.interval=1s",
            "-Dexecution.checkpointing.min-pause=0s");
  }

  @AfterAll
  void cancelJobs() {
    JobsStack.cancel(ingest);
    JobsStack.cancel(rollup);
  }

  @Test
  void records_becomeStampedEventsRejectsAndExactRows() {
    JobsStack.send(
        "in.orders",
        SENT,
        utf8(
            """
            {"keen":{"timestamp":"2026-03-01T11:59:59.999Z","id":"o-1"},"price":0.1,"country":"PL","status":"paid"}""",
            """
            {"keen":{"timestamp":"2026-03-01T11:59:00Z","id":"o-1"},"price":0.1,"country":"PL","status":"paid"}""",
            """
            {"keen":{"timestamp":"2026-03-01T12:59:59+01:00"},"price":0.2,"country":"PL","status":"paid"}""",
            """
            {"price":12345678901234567.89,"country":"DE","status":"paid"}""",
            """
            {"keen":{"timestamp":"2026-03-01T12:00:00Z"},"price":7,"country":"PL","status":"test"}""",
            """
            {"price":1,"price":2}"""));
    JobsStack.send(
        "in._bulk",
        SENT,
        utf8(
            """
            {"orders":[{"price":"free","country":null,"status":"paid"},{"price":NaN}]}""",
            """
            {"orders":[{"keen":{"uniqueness_token":"t"},"price":-5,"status":"paid"},7,
              {"keen":{"uniqueness_token":"t"},"price":-5,"status":"paid"}]}"""));

    List<ConsumerRecord<byte[], byte[]>> events = JobsStack.read("events.orders", 5);
    List<ConsumerRecord<byte[], byte[]>> rejects = JobsStack.read("rejects", 3);

    assertThat(events)
        .extracting(record -> JobsStack.text(record.key()) + " " + JobsStack.text(record.value()))
        .containsExactlyInAnyOrder(
            """
            o-1 {"keen":{"timestamp":"2026-03-01T11:59:59.999Z","created_at":"2026-03-01T12:00:00.500Z","id":"o-1","behind_ms":0},"price":0.1,"country":"PL","status":"paid"}""",
            """
            in.orders/0/2/0 {"keen":{"timestamp":"2026-03-01T11:59:59.000Z","created_at":"2026-03-01T12:00:00.500Z","id":"in.orders/0/2/0","behind_ms":999},"price":0.2,"country":"PL","status":"paid"}""",
            """
            in.orders/0/3/0 {"keen":{"timestamp":"2026-03-01T12:00:00.500Z","created_at":"2026-03-01T12:00:00.500Z","id":"in.orders/0/3/0","behind_ms":0},"price":12345678901234567.89,"country":"DE","status":"paid"}""",
            """
            in.orders/0/4/0 {"keen":{"timestamp":"2026-03-01T12:00:00.000Z","created_at":"2026-03-01T12:00:00.500Z","id":"in.orders/0/4/0","behind_ms":500},"price":7,"country":"PL","status":"test"}""",
            """
            in._bulk/0/1/0 {"keen":{"timestamp":"2026-03-01T12:00:00.500Z","created_at":"2026-03-01T12:00:00.500Z","id":"in._bulk/0/1/0","uniqueness_token":"t","behind_ms":0},"price":-5,"status":"paid"}""");
    assertThat(rejects)
        .extracting(
            record -> {
              Map<String, String> headers = JobsStack.headers(record);
              return String.join(
                  " ",
                  headers.get("millrace.code"),
                  headers.get("millrace.collection"),
                  headers.get("millrace.topic"),
                  headers.get("millrace.partition"),
                  headers.get("millrace.offset"),
                  headers.get("millrace.index"),
                  JobsStack.text(record.value()));
            })
        .containsExactlyInAnyOrder(
            "duplicate_key orders in.orders 0 5 0 {\"price\":1,\"price\":2}",
            "invalid_json null in._bulk 0 0 0 {\"orders\":[{\"price\":\"free\",\"country\":null,\"status\":\"paid\"},{\"price\":NaN}]}",
            "not_an_object orders in._bulk 0 1 1 7");

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(rows("order_totals_hourly"))
                    .containsExactlyInAnyOrder(
                        "2026-03-01 2026-03-01T11:00:00Z PL: 2 orders, total 0.3, lowest 0.1, highest 0.2, mean 0.15",
                        "2026-03-01 2026-03-01T12:00:00Z DE: 1 orders, total 12345678901234567.89, lowest 12345678901234567.89, highest 12345678901234567.89, mean 12345678901234567.89",
                        "2026-03-01 2026-03-01T12:00:00Z \\absent: 1 orders, total -5, lowest -5, highest -5, mean -5"));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(rows("order_totals_daily"))
                    .contains(
                        "2026-01-01 2026-03-01T00:00:00Z PL: 2 orders, total 0.3, lowest 0.1, highest 0.2, mean 0.15"));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(rows("order_totals_minutely"))
                    .contains(
                        "2026-03-01 2026-03-01T11:59:00Z PL: 2 orders, total 0.3, lowest 0.1, highest 0.2, mean 0.15"));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(JobsStack.rows("SELECT * FROM jobs_it.order_statistics_daily"))
                    .singleElement()
                    .satisfies(IngestAndRollupIT::assertStatistics));
    assertThat(
            JobsStack.rows(
                "SELECT writetime(total) AS w FROM jobs_it.order_totals_hourly WHERE bucket = '2026-03-01'"
                    + " AND shard IN (0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15)"
                    + " AND interval_start = '2026-03-01T11:00:00Z'"))
        .extracting(row -> row.getLong("w"))
        .containsExactly(1_772_362_800_000_000L + 1_000_000_000_000L + 2);
  }

  /** Of the prices -5, 0.1, 0.2 and 12345678901234567.89; the spread was computed in Python. */
  private static void assertStatistics(Row row) {
    assertThat(row.getLong("events")).isEqualTo(4);
    UdtValue countries = row.getUdtValue("countries");
    assertThat(countries.getDouble("estimate")).isEqualTo(2);
    assertThat(countries.getDouble("lower_bound")).isEqualTo(2);
    assertThat(countries.getDouble("upper_bound")).isEqualTo(2);
    HllSketch sketch = new HllSketch(12, TgtHllType.HLL_4);
    sketch.update("PL");
    sketch.update("DE");
    HllSketch read =
        HllSketch.heapify(Memory.wrap(Bytes.getArray(countries.getByteBuffer("sketch"))));
    Union union = new Union(12);
    union.update(sketch);
    union.update(read);
    assertThat(union.getEstimate()).isEqualTo(read.getEstimate()).isEqualTo(sketch.getEstimate());

    assertThat(row.getUdtValue("middle").getDouble("estimate")).isEqualTo(0.1);
    assertThat(
            KllDoublesSketch.heapify(
                    Memory.wrap(Bytes.getArray(row.getUdtValue("middle").getByteBuffer("sketch"))))
                .getMaxItem())
        .isEqualTo(12345678901234567.89);
    assertThat(row.getUdtValue("upper").getDouble("estimate")).isEqualTo(0.2);
    assertThat(row.getUdtValue("upper").isNull("sketch")).isTrue();
    assertThat(row.getBigDecimal("spread"))
        .isEqualTo(new BigDecimal("5345835777717346.43095256773259827"));
    assertThat(row.getUdtValue("names").getList("items", String.class)).containsExactly("DE", "PL");
    assertThat(row.getUdtValue("names").getBoolean("complete")).isTrue();
    assertThat(row.getUdtValue("best").getList("items", UdtValue.class))
        .extracting(item -> item.getString("item") + " " + item.getLong("frequency"))
        .containsExactly("PL 2", "DE 1");
    assertThat(row.getUdtValue("best").getLong("max_error")).isZero();
  }

  /** Ingest says how far it is in the events after its first checkpoint. */
  @Test
  void progress_followsTheEventsWhoseRowsAreWritten() {
    AtomicLong sent = new AtomicLong(SENT);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              JobsStack.send("in.ticks", sent.addAndGet(60_000), utf8("{}"));
              assertThat(progress("ticks", "minutely")).isNotNull();
              assertThat(progress("ticks", "monthly")).isNotNull();
            });

    Row minutely = Objects.requireNonNull(progress("ticks", "minutely"));
    Instant completeUntil = Objects.requireNonNull(minutely.getInstant("complete_until"));
    assertThat(completeUntil.toEpochMilli()).isBetween(SENT, sent.get());
    assertThat(minutely.getInstant("final_until"))
        .isEqualTo(completeUntil.minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES));
    assertThat(minutely.getInt("version")).isEqualTo(3);
    assertThat(minutely.getLong("milliseconds_behind"))
        .isEqualTo(
            Duration.between(
                    completeUntil, Objects.requireNonNull(minutely.getInstant("written_at")))
                .toMillis());
    assertThat(Objects.requireNonNull(progress("ticks", "monthly")).getInstant("final_until"))
        .isEqualTo("2026-03-01T00:00:00Z");
    long minutes =
        JobsStack.rows("SELECT * FROM jobs_it.ticks_minutely").stream()
            .filter(
                row ->
                    Objects.requireNonNull(row.getInstant("interval_start"))
                        .isBefore(completeUntil))
            .count();
    assertThat(minutes)
        .as("rows up to %s", completeUntil)
        .isGreaterThanOrEqualTo(Duration.ofMillis(completeUntil.toEpochMilli() - SENT).toMinutes());
  }

  /**
   * The hour of eleven is told to be complete; then two of its events come, and one of nine. The
   * job's time is that of all its collections, so there may be corrections before.
   */
  @Test
  void rowThatWasComplete_isWrittenAndTold() {
    JobsStack.send(
        "in.returns",
        SENT,
        utf8(
            """
            {"keen":{"timestamp":"2026-03-01T11:10:00Z"},"amount":2.5,"country":"PL"}"""));
    AtomicLong sent = new AtomicLong(SENT);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              JobsStack.send("in.returns", sent.addAndGet(1_000), utf8("{\"country\":\"DE\"}"));
              assertThat(progress("returns", "hourly"))
                  .isNotNull()
                  .extracting(row -> row.getInstant("complete_until"), INSTANT)
                  .isAfterOrEqualTo("2026-03-01T12:00:00Z");
            });

    JobsStack.send(
        "in.returns",
        sent.get(),
        utf8(
            """
            {"keen":{"timestamp":"2026-03-01T11:20:00Z"},"amount":0.25,"country":"PL"}""",
            """
            {"keen":{"timestamp":"2026-03-01T11:59:59.999Z"},"amount":1,"country":"FR"}""",
            """
            {"keen":{"timestamp":"2026-03-01T09:59:00Z"},"amount":1,"country":"PL"}"""));

    Set<String> told = Set.of(correction("PL", "2.75", 2), correction("FR", "1", 1));
    assertThat(
            JobsStack.read(
                "corrections", 2, record -> told.contains(JobsStack.text(record.value()))))
        .hasSize(2)
        .extracting(record -> JobsStack.text(record.value()))
        .containsAll(told);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        JobsStack.rows(
                            "SELECT country, sum, events FROM jobs_it.returns_hourly WHERE bucket ="
                                + " '2026-03-01' AND shard = 0 AND interval_start ="
                                + " '2026-03-01T11:00:00Z'"))
                    .extracting(row -> row.getString(0) + " " + plain(row.getBigDecimal(1)))
                    .containsExactly("FR 1", "PL 2.75"));
  }

  private static String correction(String country, String sum, int events) {
    return """
        {"dataset":"returns","version":1,"grain":"hourly","table":"returns_hourly",\
        "row":{"bucket":"2026-03-01","shard":0,"interval_start":"2026-03-01T11:00:00.000Z",\
        "country":"%s","sum":%s,"events":%d}}"""
        .formatted(country, sum, events);
  }

  private static @Nullable Row progress(String dataset, String grain) {
    return JobsStack.rows(
            "SELECT * FROM jobs_it.dataset_progress WHERE dataset = '%s' AND grain = '%s'"
                .formatted(dataset, grain))
        .stream()
        .findFirst()
        .orElse(null);
  }

  @Test
  void collection_whoseTopicAppearsWhileTheJobRuns_isRead() {
    JobsStack.createTopics(2, "in.newcomers");
    JobsStack.send("in.newcomers", SENT, utf8("{\"a\":1}"));

    assertThat(JobsStack.read("events.newcomers", 1))
        .extracting(record -> JobsStack.text(record.key()))
        .containsExactly("in.newcomers/0/0/0");
  }

  @Test
  void collection_thatIsSilent_getsHeartbeatsOfTheWallClock() {
    JobsStack.createTopics(2, "in.quiet");
    JobsStack.send("in.quiet", SENT, utf8("{\"a\":1}"));

    List<ConsumerRecord<byte[], byte[]>> heartbeats =
        JobsStack.read("events.quiet", 2, Heartbeat::is);

    assertThat(heartbeats)
        .allSatisfy(
            record ->
                assertThat(
                        Duration.ofMillis(
                            record.timestamp()
                                - Long.parseLong(
                                    JobsStack.headers(record).get("millrace.frontier"))))
                    .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(1)));
    assertThat(JobsStack.read("events.quiet", 1)).hasSize(1);
  }

  private static List<String> rows(String table) {
    return JobsStack.rows("SELECT * FROM jobs_it." + table).stream()
        .map(IngestAndRollupIT::row)
        .toList();
  }

  private static String row(Row row) {
    LocalDate bucket = row.getLocalDate("bucket");
    Instant start = row.getInstant("interval_start");
    return bucket
        + " "
        + start
        + " "
        + row.getString("country")
        + ": "
        + row.getLong("orders")
        + " orders, total "
        + plain(row.getBigDecimal("total"))
        + ", lowest "
        + plain(row.getBigDecimal("lowest"))
        + ", highest "
        + plain(row.getBigDecimal("highest"))
        + ", mean "
        + plain(row.getBigDecimal("mean"));
  }

  private static String plain(BigDecimal number) {
    return number == null ? "none" : number.toPlainString();
  }

  private static List<byte[]> utf8(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }
}
