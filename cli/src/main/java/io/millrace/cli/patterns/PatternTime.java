package io.millrace.cli.patterns;

import io.millrace.cli.CommandFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as a person writes it on a command line. */
public final class PatternTime {

  private static final Pattern BEFORE_NOW = Pattern.compile("([0-9]{1,6})\\s*(min|h|d)");

  private PatternTime() {}

  /** With date, clock time and offset; with a date, in UTC; or a length before now. */
  public static Instant of(String option, String text, Instant now) {
    Matcher before = BEFORE_NOW.matcher(text);
    if (before.matches()) {
      long number = Long.parseLong(before.group(1));
      return now.minus(
          switch (before.group(2)) {
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          });
    }
    Instant instant = EventJson.instant(text);
    if (instant != null) {
      return instant;
    }
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new CommandFailure(
          option
              + " "
              + text
              + " is no time; write 2026-11-01T00:00Z, 2026-11-01, or 7d, 12h, 30min before now",
          e);
    }
  }
}
