package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrainTest {

  @ParameterizedTest
  @CsvSource({
    "MINUTELY, 2026-03-29T01:59:59.999Z, 2026-03-29T01:59:00Z, 2026-03-29T02:00:00Z, 2026-03-29",
    "MINUTELY, 2026-03-29T02:00:00.000Z, 2026-03-29T02:00:00Z, 2026-03-29T02:01:00Z, 2026-03-29",
    "MINUTELY, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:00Z, 1970-01-01T00:00:00Z, 1969-12-31",
    "HOURLY,   2026-10-25T00:30:00.000Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z, 2026-10-01",
    "HOURLY,   2026-01-31T23:59:59.999Z, 2026-01-31T23:00:00Z, 2026-02-01T00:00:00Z, 2026-01-01",
    "HOURLY,   2026-02-01T00:00:00.000Z, 2026-02-01T00:00:00Z, 2026-02-01T01:00:00Z, 2026-02-01",
    "HOURLY,   1969-12-31T23:00:00.000Z, 1969-12-31T23:00:00Z, 1970-01-01T00:00:00Z, 1969-12-01",
    "DAILY,    2024-02-29T12:00:00.000Z, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z, 2024-01-01",
    "DAILY,    2024-12-31T23:59:59.999Z, 2024-12-31T00:00:00Z, 2025-01-01T00:00:00Z, 2024-01-01",
    "DAILY,    2025-01-01T00:00:00.000Z, 2025-01-01T00:00:00Z, 2025-01-02T00:00:00Z, 2025-01-01",
    "DAILY,    1968-02-29T00:00:00.001Z, 1968-02-29T00:00:00Z, 1968-03-01T00:00:00Z, 1968-01-01",
    "DAILY,    0000-01-01T00:00:00.000Z, 0000-01-01T00:00:00Z, 0000-01-02T00:00:00Z, 0000-01-01",
    "DAILY,    9999-12-31T23:59:59.999Z, 9999-12-31T00:00:00Z, +10000-01-01T00:00:00Z, 9999-01-01"
  })
  void instant_fallsIntoItsIntervalAndBucket(
      Grain grain, Instant instant, Instant start, Instant end, LocalDate bucket) {
    long startMillis = grain.startMillis(instant.toEpochMilli());

    assertThat(Instant.ofEpochMilli(startMillis)).isEqualTo(start);
    assertThat(Instant.ofEpochMilli(grain.endMillis(startMillis))).isEqualTo(end);
    assertThat(grain.bucket(startMillis)).isEqualTo(bucket);
  }

  @ParameterizedTest
  @CsvSource({
    "MINUTELY, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z, 1440",
    "HOURLY,   2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, 744",
    "DAILY,    2024-01-01T00:00:00Z, 2025-01-01T00:00:00Z, 366"
  })
  void longestBucket_hasSoManyIntervals(Grain grain, Instant from, Instant to, int intervals) {
    long lengthMillis = grain.endMillis(0);

    assertThat((to.toEpochMilli() - from.toEpochMilli()) / lengthMillis).isEqualTo(intervals);
    assertThat(grain.intervalsPerBucket()).isEqualTo(intervals);
  }
}
