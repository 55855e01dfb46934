package io.millrace.cli.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.shop.ShopTruth.Rejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ShopEventsTest {

  private static final long SEED = 42;
  private static final int EVENTS = 20_000;

  @Test
  void sameSeed_givesTheSameBytes() {
    assertThat(checksum(new ShopEvents(SEED, EVENTS)))
        .isEqualTo(checksum(new ShopEvents(SEED, EVENTS)));
  }

  @Test
  void anotherSeed_givesOtherBytes() {
    assertThat(checksum(new ShopEvents(SEED, EVENTS)))
        .isNotEqualTo(checksum(new ShopEvents(SEED + 1, EVENTS)));
  }

  @Test
  void everyEvent_hasExactlyOneVerdict() {
    ShopEvents events = streamed(EVENTS);
    ShopTruth truth = events.truth();

    assertThat(truth.read()).isEqualTo(events.total()).isEqualTo(EVENTS + 4 * 64);
    assertThat(truth.read()).isEqualTo(truth.valid() + truth.duplicates() + truth.rejects().size());
  }

  @Test
  void oneEventAlone_isPossible() {
    assertThat(streamed(1).truth().read()).isEqualTo(1 + 4 * 64);
  }

  @Test
  void aboutOneInAHundred_isRepeatedAndOneInTwoHundredBad() {
    ShopTruth truth = streamed(EVENTS).truth();

    assertThat(truth.duplicates()).isBetween(EVENTS / 200L, EVENTS / 50L);
    assertThat(truth.rejects()).hasSizeBetween(EVENTS / 400, EVENTS / 100);
  }

  @Test
  void everyKindOfBadRecord_isThere() {
    Set<String> codes = new HashSet<>();
    for (Rejected reject : streamed(EVENTS).truth().rejects().values()) {
      codes.add(reject.code());
    }

    assertThat(codes)
        .containsExactlyInAnyOrder(
            "null_value",
            "empty_value",
            "invalid_utf8",
            "invalid_json",
            "not_an_object",
            "duplicate_key",
            "too_deep",
            "invalid_property_name",
            "string_too_long",
            "lone_surrogate",
            "number_out_of_range",
            "number_too_precise",
            "invalid_keen",
            "unknown_keen_property",
            "invalid_timestamp",
            "future_timestamp",
            "invalid_id",
            "invalid_uniqueness_token",
            "invalid_location",
            "invalid_addons");
  }

  @Test
  void records_stayWithinTheirTopicsPartitions() {
    ShopEvents events = new ShopEvents(SEED, EVENTS);
    Map<String, Set<Integer>> used = new HashMap<>();
    while (events.hasNext()) {
      ShopRecord record = events.next();
      used.computeIfAbsent(record.topic(), t -> new HashSet<>()).add(record.partition());
    }

    assertThat(used.keySet()).isEqualTo(ShopEvents.TOPICS.keySet());
    used.forEach(
        (topic, partitions) -> assertThat(partitions).hasSize(ShopEvents.TOPICS.get(topic)));
  }

  @Test
  void guessedPasswords_areFoundAndNearMissesAreNot() {
    Map<Integer, Integer> alertsByScenario = new HashMap<>();
    streamed(60_000).truth().alerts().stream()
        .filter(alert -> alert.key().startsWith("guesser-"))
        .forEach(
            alert ->
                alertsByScenario.merge(
                    Integer.parseInt(alert.key().substring("guesser-".length())) % 6,
                    alert.failures(),
                    Math::min));

    // The fewest of each kind: three and six failures in time, and three after an earlier alert.
    assertThat(alertsByScenario).isEqualTo(Map.of(0, 3, 1, 6, 5, 3));
  }

  @Test
  void closingEvents_lieBehindEveryOtherByMoreThanTheStreamsSpan() {
    ShopEvents events = streamed(EVENTS);
    List<Long> closing = new ArrayList<>();
    List<Long> others = new ArrayList<>();
    events
        .truth()
        .validEvents()
        .values()
        .forEach(
            collection ->
                collection.forEach(
                    (id, event) ->
                        (id.startsWith("closing-") ? closing : others)
                            .add(event.time().toEpochMilli())));

    assertThat(closing).hasSize(4 * 64);
    long gap =
        closing.stream().mapToLong(Long::longValue).min().orElseThrow()
            - others.stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(gap).isGreaterThan(events.span().plusHours(13).toMillis());
  }

  @Test
  void records_areUtf8WhereTheyAreValid() {
    ShopEvents events = new ShopEvents(SEED, 2_000);
    long chinese = 0;
    while (events.hasNext()) {
      ShopRecord record = events.next();
      if (record.value() != null && new String(record.value(), UTF_8).contains("中国")) {
        chinese++;
      }
    }
    assertThat(chinese).isPositive();
  }

  private static ShopEvents streamed(int number) {
    ShopEvents events = new ShopEvents(SEED, number);
    events.forEachRemaining(record -> {});
    return events;
  }

  private static long checksum(ShopEvents events) {
    CRC32C checksum = new CRC32C();
    while (events.hasNext()) {
      ShopRecord record = events.next();
      String place = record.topic() + record.partition() + ' ' + record.timestampMillis();
      checksum.update(place.getBytes(UTF_8));
      if (record.value() != null) {
        checksum.update(record.value());
      }
    }
    return checksum.getValue();
  }
}
