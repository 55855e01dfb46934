package io.millrace.patterns.expression;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parts of dates and times. Of a text they are as they stand there, whatever its zone; a number is
 * milliseconds since 1970, in UTC.
 */
final class TimeParts {

  /** Hours and smaller parts are null of a date alone. */
  private static final Pattern WRITTEN =
      Pattern.compile(
          "([0-9]{4})-(0[1-9]|1[0-2])-([0-3][0-9])"
              + "(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::(?:[0-5][0-9]|60)(?:[.,][0-9]{1,9})?)?"
              + " ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

  /** Longer texts are none. */
  private static final int LONGEST = 40;

  /** So many digits fit into a long. */
  private static final int MOST_DIGITS = 18;

  private TimeParts() {}

  /** Null if it is no time, or one that has no such part. */
  static @Nullable BigDecimal of(BuiltIn part, @Nullable Object value) {
    BigDecimal millis = Values.asNumber(value);
    if (millis != null) {
      return millis.precision() - (long) millis.scale() > MOST_DIGITS
          ? null
          : part(
              part,
              LocalDateTime.ofEpochSecond(
                  Math.floorDiv(millis.longValue(), 1_000L), 0, ZoneOffset.UTC));
    }
    if (!(value instanceof String text) || text.length() > LONGEST) {
      return null;
    }
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      return null;
    }
    YearMonth month = YearMonth.of(number(written, 1), number(written, 2));
    boolean hasTime = written.group(4) != null;
    if (!month.isValidDay(number(written, 3))
        || (!hasTime && (part == BuiltIn.HOUR || part == BuiltIn.MINUTE))) {
      return null;
    }
    return part(
        part,
        month
            .atDay(number(written, 3))
            .atTime(hasTime ? number(written, 4) : 0, hasTime ? number(written, 5) : 0));
  }

  private static int number(Matcher written, int group) {
    return Integer.parseInt(written.group(group));
  }

  private static BigDecimal part(BuiltIn part, LocalDateTime time) {
    TemporalField field =
        switch (part) {
          case MINUTE -> ChronoField.MINUTE_OF_HOUR;
          case HOUR -> ChronoField.HOUR_OF_DAY;
          case DAY -> ChronoField.DAY_OF_MONTH;
          case WEEK -> IsoFields.WEEK_OF_WEEK_BASED_YEAR;
          case MONTH -> ChronoField.MONTH_OF_YEAR;
          case YEAR -> ChronoField.YEAR;
          default -> throw new IllegalArgumentException(part + " is no part of a time");
        };
    return BigDecimal.valueOf(time.get(field));
  }
}
