package io.millrace.datasets;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Type of an index or group column. */
public enum ColumnType {
  /** Any value, spelled as a text ({@link Spelling}). */
  TEXT,
  /** A whole number of 64 bits. */
  BIGINT,
  /** A number. */
  DECIMAL,
  /** True or false. */
  BOOLEAN;

  static List<String> words() {
    return Arrays.stream(values()).map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
  }

  static ColumnType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  CqlType cql() {
    return CqlType.valueOf(name());
  }

  /** The column's value for a property of an event, or null if it is not of this type. */
  @Nullable Object keyValue(Object property) {
    return switch (this) {
      case TEXT -> Spelling.text(property);
      case BIGINT -> property instanceof BigDecimal number ? wholeNumber(number) : null;
      case DECIMAL -> property instanceof BigDecimal number ? Spelling.canonical(number) : null;
      case BOOLEAN -> property instanceof Boolean ? property : null;
    };
  }

  private static @Nullable Long wholeNumber(BigDecimal number) {
    try {
      return number.longValueExact();
    } catch (ArithmeticException fractionOrTooLong) {
      return null;
    }
  }
}
