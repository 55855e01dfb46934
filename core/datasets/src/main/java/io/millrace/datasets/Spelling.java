package io.millrace.datasets;

import java.math.BigDecimal;

/**
 * One text for every value that a property of an event can have.
 *
 * <p>Absent is {@code \absent} and null is {@code \null}; a text that begins with a backslash gets
 * a second one, so that no event can pretend. Otherwise the value as one would write it.
 */
final class Spelling {

  private Spelling() {}

  static String text(Object value) {
    if (value instanceof String string) {
      return wellFormed(string.startsWith("\\") ? "\\" + string : string);
    } else if (value instanceof BigDecimal number) {
      return number(number);
    } else if (value instanceof Structure structure) {
      return wellFormed(structure.json());
    } else if (value == Missing.ABSENT) {
      return "\\absent";
    } else if (value == Missing.NULL) {
      return "\\null";
    }
    return value.toString();
  }

  /**
   * As {@link #text}, but a text as it is, for those who leave absent and null out: the text {@code
   * 7} is the number 7 then.
   */
  static String plain(Object value) {
    return value instanceof String string ? wellFormed(string) : text(value);
  }

  /** Digits without exponent and without trailing zeros of a fraction. */
  static String number(BigDecimal number) {
    return canonical(number).toPlainString();
  }

  /** The one form of a number that equals in value: least scale, but at least 0. */
  static BigDecimal canonical(BigDecimal number) {
    if (number.scale() == 0) {
      return number;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /**
   * Half a surrogate pair becomes U+FFFD here, because UTF-8 cannot hold it: else two keys would
   * differ in memory and be one row in the table.
   */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        StringBuilder fixed = new StringBuilder(text.length());
        text.codePoints()
            .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
            .forEach(fixed::appendCodePoint);
        return fixed.toString();
      }
    }
    return text;
  }
}
