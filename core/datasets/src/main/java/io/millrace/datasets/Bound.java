package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a filter wants a value to be before or after. */
sealed interface Bound {

  static Bound of(Object value) {
    return value instanceof BigDecimal number ? new OfNumbers(number) : new OfTexts((String) value);
  }

  /** Whether the property is of the bound's type. */
  boolean comparable(Property property);

  /**
   * Below, at or above 0 as the property, which is comparable, is before, at or after the bound.
   */
  int compare(Property property);

  /** A number; those that a long holds are compared without making another. */
  final class OfNumbers implements Bound {

    private final BigDecimal number;
    private final boolean small;
    private final long digits;
    private final int scale;

    OfNumbers(BigDecimal written) {
      BigDecimal stripped = written.stripTrailingZeros();
      boolean spellable = (long) stripped.precision() - stripped.scale() <= Decimals.LONG_DIGITS;
      number = stripped.scale() < 0 && spellable ? stripped.setScale(0) : stripped;
      small = number.scale() >= 0 && number.unscaledValue().bitLength() < Long.SIZE;
      digits = small ? number.unscaledValue().longValueExact() : 0;
      scale = number.scale();
    }

    @Override
    public boolean comparable(Property property) {
      return property.isNumber();
    }

    @Override
    public int compare(Property property) {
      return small && property.isSmallNumber()
          ? Decimals.compare(property.digits(), property.scale(), digits, scale)
          : property.number().compareTo(number);
    }
  }

  /** A text; texts are in the order of their code points, which is that of their UTF-8. */
  final class OfTexts implements Bound {

    private final String text;

    /** Null if the text has half a surrogate pair, which UTF-8 cannot hold. */
    private final byte @Nullable [] utf8;

    OfTexts(String text) {
      this.text = text;
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      utf8 = new String(bytes, StandardCharsets.UTF_8).equals(text) ? bytes : null;
    }

    @Override
    public boolean comparable(Property property) {
      return property.type() == Property.Type.TEXT;
    }

    @Override
    public int compare(Property property) {
      return utf8 != null && property.isPlainAscii()
          ? Arrays.compareUnsigned(
              property.bytes(), property.from(), property.to(), utf8, 0, utf8.length)
          : compareCodePoints((String) property.value(), text);
    }

    static int compareCodePoints(String a, String b) {
      int shorter = Math.min(a.length(), b.length());
      int i = 0;
      while (i < shorter && a.charAt(i) == b.charAt(i)) {
        i++;
      }
      if (i == shorter) {
        return Integer.compare(a.length(), b.length());
      }
      boolean insidePair =
          i > 0
              && Character.isHighSurrogate(a.charAt(i - 1))
              && (Character.isLowSurrogate(a.charAt(i)) || Character.isLowSurrogate(b.charAt(i)));
      int start = insidePair ? i - 1 : i;
      return Integer.compare(a.codePointAt(start), b.codePointAt(start));
    }
  }
}
