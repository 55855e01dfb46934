package io.millrace.jobs.detect.webhook;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long to wait before another attempt. */
final class RetrySchedule {

  static final long LEAST_MILLIS = 1_000;
  static final long MOST_MILLIS = 300_000;

  private RetrySchedule() {}

  /**
   * Doubles from attempt to attempt; half of it is by chance, so that what failed together does not
   * come again together. Never less than what the receiver asks for.
   *
   * @param attempts made so far
   * @param random from 0 to 1
   */
  static long delayMillis(
      int attempts, @Nullable String retryAfter, long nowMillis, double random) {
    long whole = Math.min(MOST_MILLIS, LEAST_MILLIS << Math.min(attempts - 1, 20));
    long backoff = whole / 2 + (long) (random * (whole - whole / 2));
    return Math.max(backoff, askedMillis(retryAfter, nowMillis));
  }

  /** Of seconds or a date; 0 without or of anything else. */
  static long askedMillis(@Nullable String retryAfter, long nowMillis) {
    if (retryAfter == null) {
      return 0;
    }
    if (retryAfter.matches("\\d{1,9}")) {
      return Long.parseLong(retryAfter) * 1_000;
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Math.max(0, date.toInstant().toEpochMilli() - nowMillis);
    } catch (DateTimeException | ArithmeticException neither) {
      return 0;
    }
  }
}
