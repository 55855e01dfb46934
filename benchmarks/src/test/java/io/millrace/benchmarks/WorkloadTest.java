package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.events.StampedEvent;
import io.millrace.jobs.common.FrontierHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The loads are what docs/benchmarks.md says of them. */
class WorkloadTest {

  private static final long EVENTS = 200_000;

  @Test
  void dense_goesOnByTwoThousandEventsASecond() {
    assertThat(millis(Workload.DENSE, 0)).isZero();
    assertThat(millis(Workload.DENSE, 1)).isZero();
    assertThat(millis(Workload.DENSE, 2)).isEqualTo(1);
    assertThat(millis(Workload.DENSE, 2_000)).isEqualTo(1_000);
  }

  @Test
  void sparse_lastsADayHoweverManyEventsThereAre() {
    assertThat(millis(Workload.SPARSE, 0)).isZero();
    assertThat(millis(Workload.SPARSE, EVENTS / 2)).isEqualTo(Duration.ofHours(12).toMillis());
    assertThat(millis(Workload.SPARSE, EVENTS - 1))
        .isBetween(
            Duration.ofHours(24).minusSeconds(1).toMillis(), Duration.ofHours(24).toMillis() - 1);
  }

  @Test
  void event_isTheSameWheneverItIsMade() {
    assertThat(Workload.DENSE.event(7, EVENTS)).isEqualTo(Workload.DENSE.event(7, EVENTS));
    assertThat(Workload.DENSE.event(7, EVENTS)).isNotEqualTo(Workload.DENSE.event(8, EVENTS));
  }

  @Test
  void groups_areFiveHundredAndSkewed() {
    Map<String, Long> counts =
        LongStream.range(0, EVENTS)
            .mapToObj(number -> Workload.DENSE.event(number, EVENTS))
            .map(event -> event.kind() + " " + event.country())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(counts).hasSize(500);
    assertThat(counts.get("purchase-0 AA")).isBetween(EVENTS / 25, EVENTS / 20);
    assertThat(counts.get("purchase-24 AT")).isBetween(EVENTS / 2_500, EVENTS / 1_500);
  }

  @Test
  void json_isAboutFourHundredAndEightyBytes() {
    assertThat(
            LongStream.range(0, 1_000)
                .mapToObj(number -> Workload.DENSE.event(number * 4_999, EVENTS))
                .mapToInt(event -> event.json().length)
                .average())
        .hasValueCloseTo(480.0, within(10.0));
  }

  @Test
  void wide_isTwelveHundredBytesWithSixtyProperties() throws Exception {
    WorkloadEvent event = Workload.WIDE.event(7, EVENTS);

    assertThat(event.json()).hasSizeBetween(1_150, 1_300);
    assertThat(leaves(new ObjectMapper().readTree(event.json()))).isEqualTo(60);
  }

  @Test
  void hotKey_takesNineOfTenEvents() {
    assertThat(
            LongStream.range(0, EVENTS)
                .filter(number -> Workload.HOT_KEY.event(number, EVENTS).visitor() == 0)
                .count())
        .isBetween(EVENTS * 89 / 100, EVENTS * 91 / 100);
  }

  @Test
  void visitors_areDrawnEvenly() {
    Map<Integer, Long> counts =
        LongStream.range(0, EVENTS)
            .mapToObj(number -> Workload.TEN_THOUSAND_KEYS.event(number, EVENTS).visitor())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(counts).hasSize(10_000);
    assertThat(counts.values()).allMatch(count -> count < 60);
  }

  private static int leaves(JsonNode json) {
    return json.isValueNode()
        ? 1
        : IntStream.range(0, json.size())
            .map(at -> leaves(List.copyOf(json.properties()).get(at).getValue()))
            .sum();
  }

  @Test
  void json_beginsAsIngestWritesIt() {
    WorkloadEvent event =
        new WorkloadEvent(3, at("2026-11-03T00:00:00Z"), 4, 30, 5, 1_207, 1L << 60, 0);

    assertThat(new String(event.json(), US_ASCII))
        .startsWith(
            "{\"keen\":{\"timestamp\":\"2026-11-03T00:00:00.000Z\","
                + "\"created_at\":\"2026-11-03T00:00:00.120Z\","
                + "\"id\":\"100000000000000-3\",\"behind_ms\":0},"
                + "\"kind\":\"purchase-4\",\"user\":{\"id\":\"visitor-5\",\"country\":\"BE\",")
        .contains(",\"price\":12.07,");
    assertThat(StampedEvent.timestampMillis(event.json())).isEqualTo(at("2026-11-03T00:00:00Z"));
  }

  @Test
  void record_hasIdFrontierAndTheTimeItCame() {
    WorkloadEvent event = Workload.DENSE.event(6, EVENTS);
    ProducerRecord<byte[], byte[]> record = event.record("events.dense");

    assertThat(record.partition()).isEqualTo(2);
    assertThat(record.timestamp()).isEqualTo(event.timestampMillis() + 120);
    assertThat(record.key()).asString().isEqualTo(event.id());
    assertThat(FrontierHeader.read(record.headers())).isEqualTo(event.timestampMillis());
  }

  private static long millis(Workload workload, long number) {
    return workload.event(number, EVENTS).timestampMillis() - Workload.START.toEpochMilli();
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
