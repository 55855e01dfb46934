package io.millrace.datasets;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Length of the intervals of a rollup; intervals and buckets are of UTC. */
public enum Grain {
  /** Rows of one day share a bucket. */
  MINUTELY('m', 60_000L, 24 * 60),
  /** Rows of one month share a bucket. */
  HOURLY('h', 3_600_000L, 31 * 24),
  /** Rows of one year share a bucket. */
  DAILY('d', 86_400_000L, 366);

  private final char code;
  private final long lengthMillis;
  private final int intervalsPerBucket;

  Grain(char code, long lengthMillis, int intervalsPerBucket) {
    this.code = code;
    this.lengthMillis = lengthMillis;
    this.intervalsPerBucket = intervalsPerBucket;
  }

  /** The word of a definition and the last part of a table's name: {@code minutely}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Grain::word).toList();
  }

  static Grain of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Stands for the grain in stored keys: never change. */
  char code() {
    return code;
  }

  static Grain ofCode(char code) {
    return Arrays.stream(values())
        .filter(grain -> grain.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no grain has the code " + code));
  }

  /** Start of the interval that holds the instant, before 1970 too. */
  public long startMillis(long timestampMillis) {
    return Math.floorDiv(timestampMillis, lengthMillis) * lengthMillis;
  }

  /** End of the interval, which no longer belongs to it. */
  public long endMillis(long startMillis) {
    return startMillis + lengthMillis;
  }

  /** First day of the day, month or year whose rows share a partition. */
  public LocalDate bucket(long startMillis) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(startMillis), ZoneOffset.UTC);
    return switch (this) {
      case MINUTELY -> day;
      case HOURLY -> day.withDayOfMonth(1);
      case DAILY -> day.withDayOfYear(1);
    };
  }

  /** The most intervals a bucket can have. */
  public int intervalsPerBucket() {
    return intervalsPerBucket;
  }
}
