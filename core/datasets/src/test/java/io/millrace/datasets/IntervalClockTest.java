package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalClockTest {

  @ParameterizedTest
  @CsvSource({
    "minutely, UTC",
    "every_7_minutes, Europe/Warsaw",
    "hourly, Australia/Lord_Howe",
    "every_5_hours, America/St_Johns",
    "daily, America/Sao_Paulo",
    "weekly, Pacific/Apia",
    "every_5_months, Europe/Warsaw",
    "yearly, +05:45"
  })
  void clock_findsWhatItsGrainFinds(String word, ZoneId zone) {
    Grain grain = Grain.of(word, zone, DayOfWeek.MONDAY);
    IntervalClock clock = new IntervalClock(grain);
    long seed = 42;
    Random random = new Random(seed);
    long at = Instant.parse("2010-01-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 20_000; i++) {
      at +=
          random.nextInt(10) == 0
              ? random.nextInt(200_000_000) - 60_000_000
              : random.nextInt(60_000);

      String which = "seed " + seed + ", step " + i;
      assertThat(clock.startMillis(at)).as(which).isEqualTo(grain.startMillis(at));
      assertThat(clock.endMillis(at)).as(which).isEqualTo(grain.endMillis(grain.startMillis(at)));
    }
  }
}
