package io.millrace.datasets;

import java.util.Locale;

/** What an interval is a number of. */
enum IntervalUnit {
  MINUTES(0, "minutely", Scale.MINUTES_OF_DAY, 1, 1440),
  HOURS(1, "hourly", Scale.MINUTES_OF_DAY, 60, 24),
  DAYS(2, "daily", Scale.DAYS, 1, 366),
  WEEKS(3, "weekly", Scale.DAYS, 7, 52),
  MONTHS(4, "monthly", Scale.MONTHS, 1, 120),
  YEARS(5, "yearly", Scale.MONTHS, 12, 100);

  /**
   * What intervals are counted in. Two units of one scale differ by a factor, whatever the calendar
   * and the clocks do; units of different scales do not.
   */
  enum Scale {
    /** Elapsed since the start of the local day. */
    MINUTES_OF_DAY(60),
    /** Local days since 1970-01-01. */
    DAYS(24 * 60 * 60),
    /** Local months since 1970-01, here by the mean of the Gregorian calendar. */
    MONTHS(2_629_746);

    private final long seconds;

    Scale(long seconds) {
      this.seconds = seconds;
    }

    /** Length of one, roughly for all but minutes: good for putting grains into an order. */
    long seconds() {
      return seconds;
    }
  }

  private final int code;
  private final String adverb;
  private final Scale scale;
  private final int steps;
  private final int most;

  IntervalUnit(int code, String adverb, Scale scale, int steps, int most) {
    this.code = code;
    this.adverb = adverb;
    this.scale = scale;
    this.steps = steps;
    this.most = most;
  }

  /** Part of the savepoint format: never change. */
  int code() {
    return code;
  }

  /** The word for an interval of one: {@code minutely}. */
  String adverb() {
    return adverb;
  }

  /** The last part of the word for an interval of several: {@code minutes}. */
  String plural() {
    return name().toLowerCase(Locale.ROOT);
  }

  Scale scale() {
    return scale;
  }

  /** How many of the scale's own make one of this unit. */
  int steps() {
    return steps;
  }

  /** The most of this unit that an interval may have. */
  int most() {
    return most;
  }
}
