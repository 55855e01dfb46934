package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.datasets.FoldPlan.FoldedGrain;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldPlanTest {

  private static final long DAY = 86_400_000;

  /** By hand: ten minutes and six hours of small cells, one of those with sketches. */
  @ParameterizedTest
  @CsvSource({
    "count,        minutely,         12:34, 3,  12:30",
    "count,        minutely,         12:59, 5,  12:50",
    "count,        every_15_minutes, 12:45, 3,  12:45",
    "count,        hourly,           17:00, 0,  12:00",
    "count,        daily,            00:00, 0,  00:00",
    "count_unique, minutely,         12:34, 34, 12:34",
    "count_unique, every_15_minutes, 12:45, 3,  12:45",
    "count_unique, hourly,           17:00, 5,  17:00",
    "count_unique, daily,            00:00, 0,  00:00",
  })
  void page_holdsNeighboursOfSmallCells(
      String analysis, String interval, String start, int page, String pageStart) {
    FoldedGrain grain = grain(analysis, interval);

    assertThat(grain.page(at(start))).isEqualTo(page);
    assertThat(grain.pageStartMillis(at(start))).isEqualTo(at(pageStart));
  }

  /** A bit of a long stands for a page, and no cell may begin before its page is said to. */
  @ParameterizedTest
  @CsvSource({
    "minutely, UTC",
    "every_7_minutes, UTC",
    "every_25_minutes, Asia/Kathmandu",
    "every_90_minutes, UTC",
    "hourly, Asia/Kathmandu",
    "every_5_hours, Europe/Warsaw",
    "every_24_hours, UTC",
    "daily, Pacific/Auckland",
    "weekly, America/St_Johns",
    "yearly, UTC"
  })
  void pages_areFewAndBeginNoLaterThanTheirCells(String interval, String zone) {
    for (String analysis : List.of("count", "count_unique")) {
      FoldedGrain grain = grain(analysis, interval + "\n  timezone: " + zone);
      Map<Long, Map<Integer, Long>> pageStarts = new HashMap<>();
      for (long instant = at("00:00"); instant < at("00:00") + 10 * DAY; instant += 60_000) {
        long start = grain.startMillis(instant);
        assertThat(grain.page(start)).isBetween(0, 59);
        assertThat(grain.pageStartMillis(start)).isLessThanOrEqualTo(start);
        long sameForAll =
            Objects.requireNonNull(
                pageStarts
                    .computeIfAbsent(grain.block(start), any -> new HashMap<>())
                    .computeIfAbsent(grain.page(start), any -> grain.pageStartMillis(start)));
        assertThat(grain.pageStartMillis(start)).isEqualTo(sameForAll);
      }
    }
  }

  @Test
  void groupOfAnotherVersion_hasNoDataset() {
    FoldPlan plan = new FoldPlan(List.of(definition("count", "hourly")));

    assertThat(plan.dataset(GroupKey.of(GroupKey.prefix("visits", 2), new byte[0]))).isNull();
  }

  private static FoldedGrain grain(String analysis, String interval) {
    DatasetDefinition definition = definition(analysis, interval);
    FoldPlan.Dataset dataset =
        Objects.requireNonNull(
            new FoldPlan(List.of(definition))
                .dataset(GroupKey.of(GroupKey.prefix("visits", 1), new byte[0])));
    return Objects.requireNonNull(dataset.fedBy(definition.grains().get(0).code()))[0];
  }

  private static DatasetDefinition definition(String analysis, String interval) {
    return DatasetFiles.definition(
        """
        dataset_name: visits
        query:
          event_collection: visits
          analysis_type: %s
        %s  interval: %s
        """
            .formatted(
                analysis,
                analysis.equals("count") ? "" : "  target_property: visitor\n",
                interval));
  }

  private static long at(String time) {
    return Instant.parse("2026-03-01T" + time + ":00Z").toEpochMilli();
  }
}
