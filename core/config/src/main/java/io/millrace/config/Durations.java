package io.millrace.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spelling of lengths of time: {@code 10 s}, {@code 500 ms}, {@code 31 d}, or ISO-8601. */
final class Durations {

  static final String SPELLING =
      "write a length of time such as '500 ms', '10 s', '15 min', '2 h', '31 d'";

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18}) ?([a-z]+)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "min", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private Durations() {}

  /** Empty for what is not a length of time, is negative or is too long to count in millis. */
  static Optional<Duration> parse(String text) {
    try {
      Duration duration;
      Matcher amount = AMOUNT.matcher(text);
      if (amount.matches()) {
        ChronoUnit unit = UNITS.get(amount.group(2));
        if (unit == null) {
          return Optional.empty();
        }
        duration = Duration.of(Long.parseLong(amount.group(1)), unit);
      } else if (text.startsWith("P")) {
        duration = Duration.parse(text);
      } else {
        return Optional.empty();
      }
      return duration.toMillis() < 0 ? Optional.empty() : Optional.of(duration);
    } catch (RuntimeException notADuration) {
      return Optional.empty();
    }
  }
}
