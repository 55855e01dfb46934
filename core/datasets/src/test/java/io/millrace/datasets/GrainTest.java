package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrainTest {

  private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
  private static final Instant YEAR_MINUS_9999 = Instant.parse("-9999-01-01T00:00:00Z");
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "minutely, 2026-03-29T01:59:59.999Z, 2026-03-29T01:59:00Z, 2026-03-29T02:00:00Z, 2026-03-29",
    "minutely, 2026-03-29T02:00:00.000Z, 2026-03-29T02:00:00Z, 2026-03-29T02:01:00Z, 2026-03-29",
    "minutely, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:00Z, 1970-01-01T00:00:00Z, 1969-12-31",
    "hourly,   2026-10-25T00:30:00.000Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z, 2026-10-01",
    "hourly,   2026-01-31T23:59:59.999Z, 2026-01-31T23:00:00Z, 2026-02-01T00:00:00Z, 2026-01-01",
    "hourly,   2026-02-01T00:00:00.000Z, 2026-02-01T00:00:00Z, 2026-02-01T01:00:00Z, 2026-02-01",
    "hourly,   1969-12-31T23:00:00.000Z, 1969-12-31T23:00:00Z, 1970-01-01T00:00:00Z, 1969-12-01",
    "daily,    2024-02-29T12:00:00.000Z, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z, 2024-01-01",
    "daily,    2024-12-31T23:59:59.999Z, 2024-12-31T00:00:00Z, 2025-01-01T00:00:00Z, 2024-01-01",
    "daily,    2025-01-01T00:00:00.000Z, 2025-01-01T00:00:00Z, 2025-01-02T00:00:00Z, 2025-01-01",
    "daily,    1968-02-29T00:00:00.001Z, 1968-02-29T00:00:00Z, 1968-03-01T00:00:00Z, 1968-01-01",
    "daily,    0000-01-01T00:00:00.000Z, 0000-01-01T00:00:00Z, 0000-01-02T00:00:00Z, 0000-01-01",
    "daily,    9999-12-31T23:59:59.999Z, 9999-12-31T00:00:00Z, +10000-01-01T00:00:00Z, 9999-01-01",
    // 1,440 minutes are 205 times 7 and 5 more.
    "every_7_minutes, 2026-01-05T00:06:59.999Z, 2026-01-05T00:00:00Z, 2026-01-05T00:07:00Z, 2026-01-05",
    "every_7_minutes, 2026-01-05T23:59:59.999Z, 2026-01-05T23:55:00Z, 2026-01-06T00:00:00Z, 2026-01-05",
    "every_5_hours,   2026-01-05T19:59:59.999Z, 2026-01-05T15:00:00Z, 2026-01-05T20:00:00Z, 2026-01-01",
    "every_5_hours,   2026-01-05T20:00:00.000Z, 2026-01-05T20:00:00Z, 2026-01-06T00:00:00Z, 2026-01-01",
    // 2026-01-01 is day 20,454 of the epoch, which is 6,818 times 3.
    "every_3_days,    2026-01-03T23:59:59.999Z, 2026-01-01T00:00:00Z, 2026-01-04T00:00:00Z, 2026-01-01",
    "every_3_days,    1969-12-31T23:59:59.999Z, 1969-12-29T00:00:00Z, 1970-01-01T00:00:00Z, 1969-01-01",
    // 2026-11-22 is a Sunday.
    "weekly,          2026-11-22T00:00:00.000Z, 2026-11-22T00:00:00Z, 2026-11-29T00:00:00Z, 2020-01-01",
    "weekly,          2026-11-21T23:59:59.999Z, 2026-11-15T00:00:00Z, 2026-11-22T00:00:00Z, 2020-01-01",
    "weekly,          2020-01-01T12:00:00.000Z, 2019-12-29T00:00:00Z, 2020-01-05T00:00:00Z, 2010-01-01",
    "weekly,          1970-01-01T00:00:00.000Z, 1969-12-28T00:00:00Z, 1970-01-04T00:00:00Z, 1960-01-01",
    "every_2_weeks,   1970-01-10T00:00:00.000Z, 1969-12-28T00:00:00Z, 1970-01-11T00:00:00Z, 1960-01-01",
    "every_2_weeks,   1969-12-27T00:00:00.000Z, 1969-12-14T00:00:00Z, 1969-12-28T00:00:00Z, 1960-01-01",
    "monthly,         2024-02-29T23:59:59.999Z, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z, 2020-01-01",
    "every_3_months,  2026-11-22T00:00:00.000Z, 2026-10-01T00:00:00Z, 2027-01-01T00:00:00Z, 2020-01-01",
    "every_3_months,  1969-11-22T00:00:00.000Z, 1969-10-01T00:00:00Z, 1970-01-01T00:00:00Z, 1960-01-01",
    // November 2026 is month 682 since 1970, and 680 is 136 times 5.
    "every_5_months,  2026-11-22T00:00:00.000Z, 2026-09-01T00:00:00Z, 2027-02-01T00:00:00Z, 2020-01-01",
    "yearly,          2026-11-22T00:00:00.000Z, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z, 2020-01-01",
    "every_7_years,   2026-11-22T00:00:00.000Z, 2026-01-01T00:00:00Z, 2033-01-01T00:00:00Z, 2020-01-01",
    "every_100_years, 1969-06-01T00:00:00.000Z, 1870-01-01T00:00:00Z, 1970-01-01T00:00:00Z, 1870-01-01",
    "yearly,         -9999-06-01T00:00:00.000Z, -9999-01-01T00:00:00Z, -9998-01-01T00:00:00Z, -10000-01-01"
  })
  void instantInUtc_fallsIntoItsIntervalAndBucket(
      String word, Instant instant, Instant start, Instant end, LocalDate bucket) {
    assertInterval(Grain.ofUtc(word), instant, start, end, bucket);
  }

  /** The transitions are those of the IANA time zone database. */
  @ParameterizedTest
  @CsvSource({
    // Clocks go from 02:00 to 03:00 at 01:00Z: the day has 23 hours.
    "daily,         Europe/Warsaw, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, 2026-01-01",
    "hourly,        Europe/Warsaw, 2026-03-29T01:30:00Z, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z, 2026-03-01",
    "every_5_hours, Europe/Warsaw, 2026-03-29T21:59:59Z, 2026-03-29T19:00:00Z, 2026-03-29T22:00:00Z, 2026-03-01",
    "minutely,      Europe/Warsaw, 2026-03-29T22:00:30Z, 2026-03-29T22:00:00Z, 2026-03-29T22:01:00Z, 2026-03-30",
    "monthly,       Europe/Warsaw, 2026-03-29T12:00:00Z, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z, 2020-01-01",
    "yearly,        Europe/Warsaw, 2026-03-29T12:00:00Z, 2025-12-31T23:00:00Z, 2026-12-31T23:00:00Z, 2020-01-01",
    // From 03:00 back to 02:00 at 01:00Z: 25 hours.
    "daily,         Europe/Warsaw, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, 2026-01-01",
    "hourly,        Europe/Warsaw, 2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z, 2026-10-01",
    "hourly,        Europe/Warsaw, 2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z, 2026-10-01",
    "every_5_hours, Europe/Warsaw, 2026-10-25T22:59:59Z, 2026-10-25T18:00:00Z, 2026-10-25T23:00:00Z, 2026-10-01",
    "every_24_hours, Europe/Warsaw, 2026-10-25T22:30:00Z, 2026-10-25T22:00:00Z, 2026-10-25T23:00:00Z, 2026-10-01",
    "hourly,        Europe/Warsaw, 2026-09-30T22:30:00Z, 2026-09-30T22:00:00Z, 2026-09-30T23:00:00Z, 2026-10-01",
    "daily,      America/New_York, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z, 2026-01-01",
    "daily,      America/New_York, 2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z, 2026-01-01",
    "every_30_minutes, America/New_York, 2026-11-01T06:10:00Z, 2026-11-01T06:00:00Z, 2026-11-01T06:30:00Z, 2026-11-01",
    "weekly,     America/New_York, 2026-11-01T04:00:00Z, 2026-11-01T04:00:00Z, 2026-11-08T05:00:00Z, 2020-01-01",
    "hourly,         Asia/Kolkata, 2026-01-15T10:00:00Z, 2026-01-15T09:30:00Z, 2026-01-15T10:30:00Z, 2026-01-01",
    "daily,          Asia/Kolkata, 2026-01-15T18:30:00Z, 2026-01-15T18:30:00Z, 2026-01-16T18:30:00Z, 2026-01-01",
    "every_2_hours,        +05:45, 2026-01-15T18:00:00Z, 2026-01-15T16:15:00Z, 2026-01-15T18:15:00Z, 2026-01-01",
    "every_3_months,       -03:00, 2027-01-01T02:59:59Z, 2026-10-01T03:00:00Z, 2027-01-01T03:00:00Z, 2020-01-01",
    // Half an hour back at 15:00Z of the day before, half an hour ahead at 15:30Z.
    "hourly,  Australia/Lord_Howe, 2026-04-05T13:10:00Z, 2026-04-05T13:00:00Z, 2026-04-05T13:30:00Z, 2026-04-01",
    "daily,   Australia/Lord_Howe, 2026-04-05T13:10:00Z, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z, 2026-01-01",
    "hourly,  Australia/Lord_Howe, 2026-10-04T12:45:00Z, 2026-10-04T12:30:00Z, 2026-10-04T13:00:00Z, 2026-10-01",
    // The clocks went from 00:00 to 01:00, so midnight was not.
    "daily,     America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z, 2018-01-01",
    "daily,     America/Sao_Paulo, 2018-11-04T02:59:59Z, 2018-11-03T03:00:00Z, 2018-11-04T03:00:00Z, 2018-01-01",
    "hourly,    America/Sao_Paulo, 2018-11-04T03:30:00Z, 2018-11-04T03:00:00Z, 2018-11-04T04:00:00Z, 2018-11-01",
    // From 00:00 back to 23:00.
    "daily,     America/Sao_Paulo, 2019-02-17T02:30:00Z, 2019-02-16T02:00:00Z, 2019-02-17T03:00:00Z, 2019-01-01",
    // From 00:01 back to 23:01: the 7th had begun at 02:30Z.
    "daily,      America/St_Johns, 2010-11-07T02:29:59Z, 2010-11-06T02:30:00Z, 2010-11-07T02:30:00Z, 2010-01-01",
    "daily,      America/St_Johns, 2010-11-07T03:00:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z, 2010-01-01",
    "minutely,   America/St_Johns, 2010-11-07T03:00:00Z, 2010-11-07T03:00:00Z, 2010-11-07T03:01:00Z, 2010-11-07",
    // The 30th was left out; it is day 15,338 of the epoch, an even number.
    "daily,          Pacific/Apia, 2011-12-30T09:59:59Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z, 2011-01-01",
    "daily,          Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z, 2011-01-01",
    "every_2_days,   Pacific/Apia, 2011-12-30T09:59:59Z, 2011-12-28T10:00:00Z, 2011-12-30T10:00:00Z, 2011-01-01",
    "every_2_days,   Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z, 2011-01-01",
    "minutely,       Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-30T10:01:00Z, 2011-12-31",
    "monthly,        Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-01T10:00:00Z, 2011-12-31T10:00:00Z, 2010-01-01"
  })
  void instantInAZone_fallsIntoItsIntervalAndBucket(
      String word, ZoneId zone, Instant instant, Instant start, Instant end, LocalDate bucket) {
    assertInterval(Grain.of(word, zone, DayOfWeek.SUNDAY), instant, start, end, bucket);
  }

  /** 1970-01-01 was a Thursday, 2026-11-25 a Wednesday. */
  @ParameterizedTest
  @CsvSource({
    "weekly, SUNDAY,    2026-11-21T23:00:00Z, 2026-11-28T23:00:00Z",
    "weekly, MONDAY,    2026-11-22T23:00:00Z, 2026-11-29T23:00:00Z",
    "weekly, WEDNESDAY, 2026-11-24T23:00:00Z, 2026-12-01T23:00:00Z",
    "weekly, THURSDAY,  2026-11-18T23:00:00Z, 2026-11-25T23:00:00Z",
    "weekly, SATURDAY,  2026-11-20T23:00:00Z, 2026-11-27T23:00:00Z",
    // 2026-11-23 is 2,969 weeks after 1969-12-29, the Monday before the epoch.
    "every_2_weeks, MONDAY, 2026-11-15T23:00:00Z, 2026-11-29T23:00:00Z"
  })
  void week_beginsWithItsDay(String word, DayOfWeek weekStart, Instant start, Instant end) {
    Grain grain = Grain.of(word, WARSAW, weekStart);

    assertInterval(
        grain, Instant.parse("2026-11-25T12:00:00Z"), start, end, LocalDate.of(2020, 1, 1));
  }

  private static void assertInterval(
      Grain grain, Instant instant, Instant start, Instant end, LocalDate bucket) {
    long startMillis = grain.startMillis(instant.toEpochMilli());

    assertThat(Instant.ofEpochMilli(startMillis)).isEqualTo(start);
    assertThat(Instant.ofEpochMilli(grain.endMillis(startMillis))).isEqualTo(end);
    assertThat(grain.bucket(startMillis)).isEqualTo(bucket);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, hourly, 23",
    "2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, hourly, 25",
    "2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, minutely, 1500",
    "2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, every_24_hours, 2",
    "2026-11-21T23:00:00Z, 2026-11-22T23:00:00Z, hourly, 24"
  })
  void localDay_hasSoManyIntervals(Instant from, Instant until, String word, int intervals) {
    Grain grain = Grain.of(word, WARSAW, DayOfWeek.SUNDAY);
    int found = 0;
    for (long at = from.toEpochMilli(); at < until.toEpochMilli(); at = grain.endMillis(at)) {
      found++;
    }

    assertThat(found).isEqualTo(intervals);
  }

  @ParameterizedTest
  @CsvSource({
    "minutely, UTC, 1440",
    "minutely, Asia/Kolkata, 1440",
    "minutely, Europe/Warsaw, 1500",
    "minutely, Antarctica/Troll, 1560",
    "every_7_minutes, UTC, 206",
    "every_7_minutes, Europe/Warsaw, 215",
    "every_1440_minutes, UTC, 1",
    "every_1440_minutes, Europe/Warsaw, 2",
    "hourly, UTC, 744",
    "hourly, Europe/Warsaw, 745",
    "hourly, Australia/Lord_Howe, 745",
    "every_5_hours, UTC, 155",
    "every_5_hours, Europe/Warsaw, 155",
    "daily, UTC, 366",
    "every_2_days, UTC, 183",
    "every_366_days, UTC, 1",
    "weekly, UTC, 522",
    "every_2_weeks, UTC, 261",
    "monthly, Europe/Warsaw, 120",
    "every_7_months, UTC, 18",
    "yearly, UTC, 10",
    "every_3_years, UTC, 4",
    "every_100_years, UTC, 1"
  })
  void intervalsPerBucket_areAsManyAsFit(String word, ZoneId zone, int intervals) {
    assertThat(Grain.of(word, zone, DayOfWeek.SUNDAY).intervalsPerBucket()).isEqualTo(intervals);
  }

  /** Two hours at a time in Antarctica/Troll, three in Antarctica/Casey. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Warsaw",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "America/St_Johns",
        "Africa/Casablanca",
        "Antarctica/Troll",
        "Antarctica/Casey"
      })
  void noBucket_hasMoreIntervals(String zone) {
    for (String word : List.of("every_90_minutes", "hourly", "every_5_hours", "daily", "weekly")) {
      Grain grain = Grain.of(word, ZoneId.of(zone), DayOfWeek.MONDAY);
      IntervalClock clock = new IntervalClock(grain);
      long at = grain.startMillis(0);
      long until = Instant.parse("2031-01-01T00:00:00Z").toEpochMilli();
      LocalDate bucket = grain.bucket(at);
      int intervals = 0;
      int most = 0;
      while (at < until) {
        LocalDate next = grain.bucket(at);
        intervals = next.equals(bucket) ? intervals + 1 : 1;
        most = Math.max(most, intervals);
        bucket = next;
        at = clock.endMillis(at);
      }
      assertThat(most).as(grain.toString()).isBetween(1, grain.intervalsPerBucket());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "minutely, minutely, true",
    "every_5_minutes, minutely, true",
    "minutely, every_5_minutes, false",
    "every_7_minutes, every_5_minutes, false",
    "hourly, every_5_minutes, true",
    "hourly, every_7_minutes, false",
    "hourly, every_60_minutes, true",
    "every_60_minutes, hourly, true",
    "every_90_minutes, every_45_minutes, true",
    "every_90_minutes, hourly, false",
    "every_24_hours, every_12_hours, true",
    "every_24_hours, daily, false",
    "daily, every_7_minutes, true",
    "daily, every_24_hours, true",
    "daily, every_1440_minutes, true",
    "daily, every_2_days, false",
    "every_6_days, every_3_days, true",
    "every_6_days, every_4_days, false",
    "weekly, daily, true",
    "weekly, every_7_minutes, true",
    "weekly, every_7_days, false",
    "every_7_days, weekly, false",
    "every_2_weeks, weekly, true",
    "every_3_weeks, every_2_weeks, false",
    // Weeks are counted from 1969-12-28, day -4, so every border of these is an even day.
    "every_2_weeks, every_2_days, true",
    "weekly, every_2_days, false",
    "monthly, daily, true",
    "monthly, every_2_days, false",
    "monthly, weekly, false",
    "monthly, every_7_hours, true",
    "every_366_days, monthly, false",
    "every_52_weeks, yearly, false",
    "yearly, monthly, true",
    "yearly, every_3_months, true",
    "yearly, every_5_months, false",
    "yearly, every_12_months, true",
    "yearly, weekly, false",
    "every_10_years, every_5_years, true",
    "every_10_years, every_4_years, false",
    "every_5_years, every_5_months, true"
  })
  void grain_nestsThoseThatNeverCrossItsBorders(String word, String finerWord, boolean nests) {
    Grain grain = Grain.of(word, WARSAW, DayOfWeek.SUNDAY);
    Grain finer = Grain.of(finerWord, WARSAW, DayOfWeek.SUNDAY);

    assertThat(grain.nests(finer)).isEqualTo(nests);
    assertThat(someIntervalCrosses(grain, finer)).isEqualTo(!nests);
  }

  /** Up to a century of them, as far as it takes no more than 20,000. */
  private static boolean someIntervalCrosses(Grain grain, Grain finer) {
    long start = finer.startMillis(0);
    for (int i = 0;
        i < 20_000 && start < Instant.parse("2070-01-01T00:00:00Z").toEpochMilli();
        i++) {
      long end = finer.endMillis(start);
      if (grain.endMillis(grain.startMillis(start)) < end) {
        return true;
      }
      start = end;
    }
    return false;
  }

  @Test
  void grain_nestsNoneOfAnotherZoneOrWeek() {
    Grain daily = Grain.of("daily", WARSAW, DayOfWeek.SUNDAY);
    Grain weekly = Grain.of("weekly", WARSAW, DayOfWeek.MONDAY);

    assertThat(daily.nests(Grain.ofUtc("minutely"))).isFalse();
    assertThat(weekly.nests(Grain.of("weekly", WARSAW, DayOfWeek.TUESDAY))).isFalse();
    assertThat(weekly.nests(daily)).isTrue();
    // Where weeks begin on the weekday of 1970-01-01 they are every seventh day.
    assertThat(weekly("THURSDAY").nests(Grain.ofUtc("every_7_days"))).isTrue();
    assertThat(Grain.ofUtc("every_7_days").nests(weekly("THURSDAY"))).isTrue();
  }

  private static Grain weekly(String weekStart) {
    return Grain.of("weekly", ZoneId.of("UTC"), DayOfWeek.valueOf(weekStart));
  }

  @ParameterizedTest
  @CsvSource({
    "minutely, minutely=minutely",
    "minutely hourly daily, minutely=minutely hourly=minutely daily=minutely",
    "daily every_7_minutes hourly, every_7_minutes=every_7_minutes hourly=hourly"
        + " daily=every_7_minutes",
    "every_7_minutes every_5_minutes hourly weekly, every_5_minutes=every_5_minutes"
        + " every_7_minutes=every_7_minutes hourly=every_5_minutes weekly=every_5_minutes",
    "monthly weekly daily yearly, daily=daily weekly=daily monthly=daily yearly=daily",
    "monthly weekly yearly, weekly=weekly monthly=monthly yearly=monthly",
    "hourly every_60_minutes, every_60_minutes=every_60_minutes hourly=every_60_minutes",
    "every_24_hours daily, daily=daily every_24_hours=every_24_hours"
  })
  void feeder_isTheFinestThatNests(String words, String feeders) {
    List<Grain> grains = Arrays.stream(words.split(" ")).map(Grain::ofUtc).toList();

    assertThat(
            Grain.feeders(grains).entrySet().stream()
                .map(entry -> entry.getKey().word() + "=" + entry.getValue().word())
                .collect(Collectors.joining(" ")))
        .isEqualTo(feeders);
  }

  @Test
  void grains_areInOrderFinestFirst() {
    assertThat(
            new TreeSet<>(
                List.of(
                    Grain.ofUtc("yearly"),
                    Grain.ofUtc("every_13_months"),
                    Grain.ofUtc("monthly"),
                    Grain.ofUtc("every_30_days"),
                    Grain.ofUtc("every_31_days"),
                    Grain.ofUtc("weekly"),
                    Grain.ofUtc("every_7_days"),
                    Grain.ofUtc("daily"),
                    Grain.ofUtc("hourly"),
                    Grain.ofUtc("every_61_minutes"),
                    Grain.ofUtc("every_59_minutes"),
                    Grain.ofUtc("minutely"))))
        .extracting(Grain::word)
        .containsExactly(
            "minutely",
            "every_59_minutes",
            "hourly",
            "every_61_minutes",
            "daily",
            "every_7_days",
            "weekly",
            "every_30_days",
            "monthly",
            "every_31_days",
            "yearly",
            "every_13_months");
  }

  @Test
  void grain_isAValue() throws Exception {
    assertThat(Grain.of("hourly", ZoneId.of("UTC"), DayOfWeek.FRIDAY))
        .isEqualTo(Grain.ofUtc("every_1_hours"))
        .hasSameHashCodeAs(Grain.ofUtc("hourly"))
        .isNotEqualTo(Grain.ofUtc("every_60_minutes"))
        .isNotEqualTo(Grain.of("hourly", WARSAW, DayOfWeek.SUNDAY));
    assertThat(weekly("MONDAY")).isNotEqualTo(weekly("SUNDAY"));
    assertThatThrownBy(() -> Grain.ofUtc("every_0_hours"))
        .isInstanceOf(IllegalArgumentException.class);

    Grain grain = Grain.of("every_2_weeks", WARSAW, DayOfWeek.MONDAY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(grain);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Grain copy = (Grain) in.readObject();
      assertThat(copy).isEqualTo(grain).hasSameHashCodeAs(grain);
      assertThat(copy.startMillis(0)).isEqualTo(grain.startMillis(0));
    }
  }

  /** Any zone, grain and instant, half of them within a day and a half of a change of clocks. */
  @Test
  void intervals_areWithoutGapAndOverlapAndNest() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> zones = new ArrayList<>(new TreeSet<>(ZoneId.getAvailableZoneIds()));
    for (int i = 0; i < 20_000; i++) {
      ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
      DayOfWeek weekStart = DayOfWeek.of(1 + random.nextInt(7));
      Grain grain = randomGrain(random, zone, weekStart);
      Grain other = randomGrain(random, zone, weekStart);
      long at = random.nextBoolean() ? anyInstant(random) : nearAChange(random, zone);
      String which = "seed " + seed + ", " + grain + " at " + Instant.ofEpochMilli(at);

      long start = grain.startMillis(at);
      long end = grain.endMillis(start);
      assertThat(at).as(which).isBetween(start, end - 1);
      assertThat(grain.startMillis(start)).as(which).isEqualTo(start);
      assertThat(grain.startMillis(end - 1)).as(which).isEqualTo(start);
      assertThat(grain.startMillis(end)).as(which).isEqualTo(end);
      assertThat(grain.endMillis(grain.startMillis(start - 1))).as(which).isEqualTo(start);
      assertThat(new IntervalClock(grain).startMillis(at)).as(which).isEqualTo(start);
      if (other.nests(grain)) {
        long coarserStart = other.startMillis(at);
        assertThat(coarserStart).as(which + " in " + other).isLessThanOrEqualTo(start);
        assertThat(other.endMillis(coarserStart))
            .as(which + " in " + other)
            .isGreaterThanOrEqualTo(end);
      }
    }
  }

  private static Grain randomGrain(Random random, ZoneId zone, DayOfWeek weekStart) {
    IntervalUnit unit = IntervalUnit.values()[random.nextInt(IntervalUnit.values().length)];
    int most =
        random.nextBoolean() ? 1 : random.nextBoolean() ? Math.min(12, unit.most()) : unit.most();
    return Grain.of(unit, 1 + random.nextInt(most), zone, weekStart);
  }

  private static long anyInstant(Random random) {
    return random
        .longs(1, YEAR_MINUS_9999.toEpochMilli(), YEAR_10000.toEpochMilli())
        .findFirst()
        .getAsLong();
  }

  private static long nearAChange(Random random, ZoneId zone) {
    long from = random.longs(1, -4_000_000_000_000L, 4_000_000_000_000L).findFirst().getAsLong();
    var change = zone.getRules().nextTransition(Instant.ofEpochMilli(from));
    long center = change == null ? from : change.getInstant().toEpochMilli();
    return center + random.nextInt(2 * 129_600_000) - 129_600_000;
  }
}
