package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellCacheTest {

  private static final long LATENESS = Duration.ofHours(2).toMillis();
  private static final long START = Instant.parse("2026-02-28T20:00:00Z").toEpochMilli();

  private static final String YAML =
      """
      dataset_name: sales
      lateness: 2 h
      query:
        event_collection: purchases
        analysis_type: multi_analysis
        analyses:
          n: {analysis_type: count}
          total: {analysis_type: sum, target_property: price}
          most: {analysis_type: maximum, target_property: price}
        intervals: [minutely, hourly, daily]
        group_by: country
      """;

  private static final DatasetDefinition SALES = DatasetFiles.definition(YAML);

  private static final FoldPlan PLAN = new FoldPlan(List.of(SALES));

  private final MemoryStore store = new MemoryStore();
  private final Map<CellKey, String> rows = new HashMap<>();
  private final List<String> corrections = new ArrayList<>();

  /**
   * Whatever the size of the cache, and over restarts between a checkpoint and the next, each flush
   * leaves the rows that all events so far give.
   */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 2000", "3, 20000", "4, 60000", "5, 100000000"})
  void rows_areThoseOfAllEvents(long seed, long cacheBytes) throws Exception {
    Random random = new Random(seed);
    CellCache cache = cache(cacheBytes);
    Map<CellKey, long[]> truth = new HashMap<>();
    long time = START;
    for (int i = 0; i < 20_000; i++) {
      time += random.nextInt(20_000);
      long at = time - (long) (random.nextDouble() * random.nextDouble() * LATENESS);
      String country = "c" + (int) (random.nextDouble() * random.nextDouble() * 30);
      int price = random.nextInt(1_000);
      fold(cache, country, at, price, i);
      for (Grain grain : SALES.grains()) {
        CellKey key =
            new CellKey("sales", grain.word(), grain.startMillis(at), List.of(), List.of(country));
        long[] row = truth.computeIfAbsent(key, any -> new long[3]);
        row[0]++;
        row[1] += price;
        row[2] = Math.max(row[2], price);
      }
      if (random.nextInt(50) == 0) {
        store.advance(time, cache);
      }
      if (random.nextInt(500) == 0) {
        cache.flush();
        assertThat(rows).isEqualTo(spelled(truth));
        if (random.nextBoolean()) {
          Map<Integer, Long> stored = cache.greatestStored();
          cache = cache(cacheBytes);
          stored.forEach(cache::restoreGreatestStored);
          store.advance(time, cache);
        }
      }
    }
    cache.flush();
    assertThat(rows).isEqualTo(spelled(truth));
    assertThat(cache.expired()).isZero();
    store.advance(Long.MAX_VALUE, cache);
    assertThat(store.pages()).isZero();
    if (cacheBytes < 100_000) {
      assertThat(cache.heapBytes()).isLessThan(cacheBytes + 10_000);
    }
  }

  @Test
  void changedCell_isEmittedAfterTheTimeOnce() throws Exception {
    CellCache cache = cache(1 << 20);
    fold(cache, "PL", START, 1, 100);
    fold(cache, "PL", START + 1, 2, 1_000);

    cache.emitDue(10_099);
    assertThat(rows).isEmpty();
    cache.emitDue(10_100);
    assertThat(rows).hasSize(3).containsValue("2 events, 2, 3, 2");

    rows.clear();
    cache.emitDue(100_000);
    cache.flush();
    assertThat(rows).isEmpty();
  }

  @Test
  void cellThatNoEventCanChange_isNeverStored() throws Exception {
    CellCache cache = cache(1 << 20);
    fold(cache, "PL", START, 1, 0);
    cache.setWatermark(START + Duration.ofDays(3).toMillis());
    cache.flush();

    assertThat(rows).hasSize(3);
    assertThat(store.pages()).isZero();
    assertThat(cache.heapBytes()).isLessThan(200);
  }

  @Test
  void forgottenInterval_isNotBegunAnew() throws Exception {
    CellCache cache = cache(1 << 20);
    fold(cache, "PL", START, 1, 0);
    cache.flush();
    rows.clear();
    store.advance(START + Duration.ofHours(4).toMillis(), cache);
    fold(cache, "PL", START, 5, 0);
    cache.flush();

    assertThat(cache.expired()).isEqualTo(1);
    assertThat(rows.keySet()).extracting(CellKey::grain).containsOnly("daily");
  }

  /** However long the job runs: only the page of the day is left of three hours. */
  @ParameterizedTest
  @ValueSource(longs = {1_000, 1 << 20})
  void forgottenPages_leaveNothingBehind(long cacheBytes) throws Exception {
    CellCache cache = cache(cacheBytes);
    for (int minute = 0; minute < 180; minute++) {
      fold(cache, "PL", START + minute * 60_000L, 1, 0);
      cache.flush();
    }
    fold(cache, "PL", START, 1, 0);
    store.advance(START + Duration.ofHours(3).toMillis() + LATENESS + 900_000, cache);
    cache.flush();

    assertThat(cache.openPages()).isLessThanOrEqualTo(1);
    assertThat(store.pages()).isEqualTo(1);
    assertThat(cache.heapBytes()).isLessThan(2_000);
  }

  @Test
  void pagesThatWereNeverStored_areNotLookedFor() throws Exception {
    CellCache cache = cache(1 << 20);
    for (int minute = 0; minute < 100; minute++) {
      fold(cache, "PL", START + minute * 60_000L, 1, 0);
      cache.flush();
    }
    fold(cache, "DE", START, 1, 0);
    assertThat(cache.read()).isZero();

    CellCache restored = cache(1 << 20);
    cache.greatestStored().forEach(restored::restoreGreatestStored);
    fold(restored, "FR", START, 1, 0);
    assertThat(restored.read()).isZero();
    fold(restored, "PL", START, 1, 0);
    assertThat(restored.read()).isEqualTo(2);
  }

  @Test
  void groupOfAnotherVersion_isCountedAndLeft() throws Exception {
    CellCache cache = cache(1 << 20);
    Cell cell = new Cell(SALES.partials());
    cell.add(properties(1));
    cache.fold(
        GroupKey.of(GroupKey.prefix("sales", 2), values("PL")), finest().code(), START, cell, 0);
    cache.flush();

    assertThat(cache.undefined()).isEqualTo(1);
    assertThat(rows).isEmpty();
  }

  /**
   * An interval is complete as soon as the watermark is at its end, whether it has a row or not; a
   * restart does not make it open again.
   */
  @Test
  void changeOfACompleteRow_isACorrectionOnce() throws Exception {
    CellCache cache = correcting(Long.MIN_VALUE);
    fold(cache, "PL", START, 1, 0);
    cache.setWatermark(START + 59_999);
    fold(cache, "PL", START, 2, 0);
    cache.setWatermark(START + 60_000);
    cache.flush();
    assertThat(corrections).isEmpty();

    fold(cache, "PL", START, 3, 0);
    fold(cache, "PL", START + 60_000, 3, 0);
    fold(cache, "DE", START, 4, 0);
    fold(cache, "PL", START, 5, 0);
    cache.emitDue(10_000);
    assertThat(corrections)
        .containsExactly("minutely PL 4 events", "minutely DE 1 events")
        .hasSize((int) cache.corrected());

    corrections.clear();
    cache.setWatermark(START + Duration.ofHours(1).toMillis());
    fold(cache, "PL", START, 6, 0);
    cache.flush();
    cache.flush();
    assertThat(corrections).containsExactlyInAnyOrder("minutely PL 5 events", "hourly PL 6 events");
    assertThat(cache.completeUntilMillis()).isEqualTo(START + Duration.ofHours(1).toMillis());

    corrections.clear();
    CellCache restarted = correcting(cache.completeUntilMillis());
    cache.greatestStored().forEach(restarted::restoreGreatestStored);
    restarted.setWatermark(START);
    fold(restarted, "PL", START, 7, 0);
    restarted.flush();
    assertThat(corrections).containsExactlyInAnyOrder("minutely PL 6 events", "hourly PL 7 events");
  }

  @Test
  void correction_isNotForgottenWhenTheCellLeavesTheCache() throws Exception {
    CellCache cache = correcting(START + 60_000, 0);
    fold(cache, "PL", START, 1, 0);
    fold(cache, "DE", START, 1, 0);
    fold(cache, "FR", START, 1, 0);

    assertThat(corrections).contains("minutely PL 1 events");
  }

  @Test
  void datasetThatAsksForNone_hasNoCorrections() throws Exception {
    CellCache cache = cache(1 << 20);
    cache.setWatermark(START + 60_000);
    fold(cache, "PL", START, 1, 0);
    cache.flush();

    assertThat(rows).hasSize(3);
    assertThat(corrections).isEmpty();
  }

  private CellCache correcting(long completeUntilMillis) {
    return correcting(completeUntilMillis, 1 << 20);
  }

  private CellCache correcting(long completeUntilMillis, long bytes) {
    FoldPlan plan = new FoldPlan(List.of(DatasetFiles.definition("corrections: true\n" + YAML)));
    CellCache cache = cache(plan, bytes);
    cache.restoreCompleteUntil(completeUntilMillis);
    return cache;
  }

  private CellCache cache(long bytes) {
    return cache(PLAN, bytes);
  }

  private CellCache cache(FoldPlan plan, long bytes) {
    return new CellCache(
        plan,
        store,
        (group, grain, start, cell, correction) -> {
          if (correction) {
            corrections.add(
                "%s %s %s events"
                    .formatted(
                        grain.word(),
                        group.cellKey(SALES, grain, start).groups().get(0),
                        cell.events()));
          }
          rows.put(
              group.cellKey(Objects.requireNonNull(PLAN.definition(group)), grain, start),
              "%s events, %s"
                  .formatted(
                      cell.events(),
                      String.join(
                          ", ",
                          new DatasetTable(SALES, grain)
                              .values(group.cellKey(SALES, grain, start), cell).stream()
                                  .skip(4)
                                  .limit(3)
                                  .map(String::valueOf)
                                  .toList())));
        },
        Duration.ofSeconds(10),
        bytes);
  }

  private static Map<CellKey, String> spelled(Map<CellKey, long[]> truth) {
    Map<CellKey, String> spelled = new HashMap<>();
    truth.forEach(
        (key, row) ->
            spelled.put(key, "%d events, %d, %d, %d".formatted(row[0], row[0], row[1], row[2])));
    return spelled;
  }

  private static void fold(CellCache cache, String country, long at, int price, long now)
      throws Exception {
    Cell cell = new Cell(SALES.partials());
    cell.add(properties(price));
    cache.fold(
        GroupKey.of(GroupKey.prefix("sales", 1), values(country)),
        finest().code(),
        finest().startMillis(at),
        cell,
        now);
  }

  private static Grain finest() {
    return SALES.grains().get(0);
  }

  private static Property[] properties(int price) {
    Property[] properties = new Property[SALES.partials().size()];
    Arrays.fill(properties, Property.of(BigDecimal.valueOf(price)));
    return properties;
  }

  private static byte[] values(String country) {
    Bytes values = new Bytes();
    values.putVarint(country.length());
    values.put(country.getBytes(StandardCharsets.UTF_8));
    return values.toArray();
  }
}
