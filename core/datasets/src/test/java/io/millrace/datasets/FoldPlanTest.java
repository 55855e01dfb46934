package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.datasets.FoldPlan.FoldedGrain;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldPlanTest {

  private static final long DAY = 86_400_000;

  /**
   * By hand: which of two cells lie in one page, and when they are forgotten, with an hour of
   * lateness.
   */
  @ParameterizedTest
  @CsvSource({
    "count,        minutely,         12:30, 12:44, true,  13:46",
    "count,        minutely,         12:44, 12:45, false, 14:01",
    "count,        every_7_minutes,  12:29, 12:36, false, 13:52",
    "count,        every_15_minutes, 12:30, 12:45, false, 14:00",
    "count,        hourly,           00:00, 23:00, true,  25:00",
    "count,        daily,            00:00, 00:00, true,  25:00",
    "count_unique, minutely,         12:34, 12:35, false, 13:36",
    "count_unique, hourly,           16:00, 17:00, false, 19:00",
  })
  void page_holdsNeighboursOfSmallCells(
      String analysis, String interval, String one, String other, boolean same, String forgotten) {
    FoldedGrain grain = grain(analysis, "  lateness: 1 h\n", interval);

    assertThat(grain.page(at(one)) == grain.page(at(other))).isEqualTo(same);
    String[] hourAndMinute = forgotten.split(":");
    assertThat(grain.forgetAtMillis(at(other)))
        .isEqualTo(
            at("00:00")
                + Integer.parseInt(hourAndMinute[0]) * 3_600_000L
                + Integer.parseInt(hourAndMinute[1]) * 60_000L);
  }

  @Test
  void grains_shareAPageOnlyIfNoneIsOfMinutes() {
    assertThat(grain("count", "", "hourly").page(at("12:00")))
        .isEqualTo(grain("count", "", "yearly").page(at("00:00")))
        .isEqualTo(FoldPlan.SHARED_PAGE);
    assertThat(FoldPlan.grainCode(FoldPlan.SHARED_PAGE)).isZero();
    assertThat(grain("count", "", "every_15_minutes").page(at("12:00")))
        .isNotEqualTo(grain("count", "", "minutely").page(at("12:00")));
    FoldedGrain unique = grain("count_unique", "", "hourly");
    assertThat(FoldPlan.grainCode(unique.page(at("12:00")))).isEqualTo(unique.grain().code());
  }

  /** The store is not asked for pages later than all that it has. */
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
  void pages_ofAGrainAreNumberedInTheirOrder(String interval, String zone) {
    for (String analysis : List.of("count", "count_unique")) {
      FoldedGrain grain = grain(analysis, "", interval + "\n  timezone: " + zone);
      long last = Long.MIN_VALUE;
      long forgotten = Long.MIN_VALUE;
      for (long instant = at("00:00"); instant < at("00:00") + 10 * DAY; instant += 60_000) {
        long start = grain.startMillis(instant);
        assertThat(grain.page(start)).isGreaterThanOrEqualTo(last);
        assertThat(grain.forgetAtMillis(start))
            .isGreaterThan(instant)
            .isGreaterThanOrEqualTo(forgotten);
        last = grain.page(start);
        forgotten = grain.forgetAtMillis(start);
      }
    }
  }

  @Test
  void groupOfAnotherVersion_hasNoDataset() {
    FoldPlan plan = new FoldPlan(List.of(definition("count", "", "hourly")));

    assertThat(plan.dataset(GroupKey.of(GroupKey.prefix("visits", 2), new byte[0]))).isNull();
  }

  private static FoldedGrain grain(String analysis, String lateness, String interval) {
    DatasetDefinition definition = definition(analysis, lateness, interval);
    FoldPlan.Dataset dataset =
        Objects.requireNonNull(
            new FoldPlan(List.of(definition))
                .dataset(GroupKey.of(GroupKey.prefix("visits", 1), new byte[0])));
    return Objects.requireNonNull(dataset.fedBy(definition.grains().get(0).code()))[0];
  }

  private static DatasetDefinition definition(String analysis, String lateness, String interval) {
    return DatasetFiles.definition(
        """
        dataset_name: visits
        %squery:
          event_collection: visits
          analysis_type: %s
        %s  interval: %s
        """
            .formatted(
                lateness.strip() + (lateness.isEmpty() ? "" : "\n"),
                analysis,
                analysis.equals("count") ? "" : "  target_property: visitor\n",
                interval));
  }

  private static long at(String time) {
    return Instant.parse("2026-03-01T" + time + ":00Z").toEpochMilli();
  }
}
