package io.millrace.datasets;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The texts, numbers and booleans that a filter wants a value to equal one of. */
final class Constants {

  private final Set<String> texts = new HashSet<>();
  private final AsciiSet plainTexts;

  /** Without trailing zeros, so that equal numbers have one form. */
  private final Set<BigDecimal> numbers = new HashSet<>();

  private final long[] wholeNumbers;
  private final long[] fractionDigits;
  private final int[] fractionScales;
  private final boolean holdTrue;
  private final boolean holdFalse;

  Constants(List<?> values) {
    for (Object value : values) {
      if (value instanceof String text) {
        texts.add(text);
      } else if (value instanceof BigDecimal number) {
        numbers.add(number.stripTrailingZeros());
      }
    }
    plainTexts = new AsciiSet(texts);
    List<BigDecimal> whole = new ArrayList<>();
    List<BigDecimal> fractions = new ArrayList<>();
    for (BigDecimal number : numbers) {
      if (number.scale() > 0) {
        if (number.unscaledValue().bitLength() < Long.SIZE) {
          fractions.add(number);
        }
      } else if (isLong(number)) {
        whole.add(number);
      }
    }
    wholeNumbers = whole.stream().mapToLong(BigDecimal::longValueExact).sorted().toArray();
    fractionDigits = fractions.stream().mapToLong(one -> one.unscaledValue().longValue()).toArray();
    fractionScales = fractions.stream().mapToInt(BigDecimal::scale).toArray();
    holdTrue = values.contains(true);
    holdFalse = values.contains(false);
  }

  /** Whether the property, or an item of its array, equals one of them. */
  boolean hold(Property property) {
    return switch (property.type()) {
      case ABSENT, NULL -> false;
      case FALSE -> holdFalse;
      case TRUE -> holdTrue;
      case NUMBER ->
          property.isSmallNumber()
              ? holdNumber(property.digits(), property.scale())
              : holdNumber(property.number());
      case TEXT -> holdText(property);
      case STRUCTURE -> holdOneOf(((Structure) property.value()).items());
    };
  }

  private boolean holdText(Property property) {
    if (texts.isEmpty()) {
      return false;
    }
    return property.isPlainAscii()
        ? plainTexts.contains(property.bytes(), property.from(), property.to())
        : texts.contains((String) property.value());
  }

  private boolean holdNumber(long digits, int scale) {
    long stripped = digits;
    int fraction = scale;
    while (fraction > 0 && stripped % 10 == 0) {
      stripped /= 10;
      fraction--;
    }
    if (fraction == 0) {
      return Arrays.binarySearch(wholeNumbers, stripped) >= 0;
    }
    for (int i = 0; i < fractionDigits.length; i++) {
      if (fractionDigits[i] == stripped && fractionScales[i] == fraction) {
        return true;
      }
    }
    return false;
  }

  private boolean holdNumber(BigDecimal number) {
    return !numbers.isEmpty() && numbers.contains(number.stripTrailingZeros());
  }

  private boolean holdOneOf(List<Object> items) {
    for (Object item : items) {
      boolean held =
          item instanceof String text
              ? texts.contains(text)
              : item instanceof BigDecimal number
                  ? holdNumber(number)
                  : item instanceof Boolean flag && (flag ? holdTrue : holdFalse);
      if (held) {
        return true;
      }
    }
    return false;
  }

  /** Looks at the form first, since {@code 1e9999} would be long to spell out. */
  private static boolean isLong(BigDecimal whole) {
    return (long) whole.precision() - whole.scale() <= Decimals.LONG_DIGITS
        && whole.toBigInteger().bitLength() < Long.SIZE;
  }
}
