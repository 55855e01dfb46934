package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalWordTest {

  @ParameterizedTest
  @CsvSource({
    "minutely, MINUTES, 1, minutely",
    "hourly, HOURS, 1, hourly",
    "daily, DAYS, 1, daily",
    "weekly, WEEKS, 1, weekly",
    "monthly, MONTHS, 1, monthly",
    "yearly, YEARS, 1, yearly",
    "every_1_minutes, MINUTES, 1, minutely",
    "every_1_years, YEARS, 1, yearly",
    "every_5_minutes, MINUTES, 5, every_5_minutes",
    "every_1440_minutes, MINUTES, 1440, every_1440_minutes",
    "every_24_hours, HOURS, 24, every_24_hours",
    "every_366_days, DAYS, 366, every_366_days",
    "every_52_weeks, WEEKS, 52, every_52_weeks",
    "every_120_months, MONTHS, 120, every_120_months",
    "every_100_years, YEARS, 100, every_100_years"
  })
  void word_isANumberOfUnits(String written, IntervalUnit unit, int every, String word) {
    IntervalWord parsed = IntervalWord.parse(written);

    assertThat(parsed).isEqualTo(new IntervalWord(unit, every));
    assertThat(new IntervalWord(unit, every).word()).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Hourly",
        "hour",
        "fortnightly",
        "every_minutes",
        "every_5_minute",
        "every_5_seconds",
        "every_5_minutes ",
        "every_0_minutes",
        "every_-1_minutes",
        "every_05_minutes",
        "every_1.5_hours",
        "every_1441_minutes",
        "every_25_hours",
        "every_367_days",
        "every_53_weeks",
        "every_121_months",
        "every_101_years",
        "every_4294967297_minutes"
      })
  void otherWord_isNone(String word) {
    assertThat(IntervalWord.parse(word)).isNull();
  }

  @Test
  void wordThatIsWrongInItsNumberOnly_tellsItsUnit() {
    assertThat(IntervalWord.unitOfWrongNumber("every_0_minutes")).isEqualTo(IntervalUnit.MINUTES);
    assertThat(IntervalWord.unitOfWrongNumber("every_99999999999_days"))
        .isEqualTo(IntervalUnit.DAYS);
    assertThat(IntervalWord.unitOfWrongNumber("every_5_minute")).isNull();
    assertThat(IntervalWord.unitOfWrongNumber("dayly")).isNull();
  }
}
