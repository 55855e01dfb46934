package io.millrace.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a JSON number, judged on its text so that no digit is lost and none is computed.
 *
 * <p>Both limits on precision exist so that a sum of decimals stays small: {@code 1e-999999} is a
 * short text and a very long number. Leading zeros and the exponent's digits count as written, so a
 * number's text is short too.
 */
final class JsonNumber {

  static final int MAX_DIGITS = 100;
  static final int MAX_SCALE = 100;

  /** An integer this short, sign included, needs no look: 18 digits are below 2^63. */
  static final int SURELY_SMALL_LENGTH = 18;

  private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final int DIGITS_OF_MAX = 19;

  private JsonNumber() {}

  /** The rule that a well-formed JSON number breaks, or null if it breaks none. */
  static @Nullable RejectCode problem(byte[] text, int from, int to) {
    if (to - from > MAX_DIGITS && digitsWritten(text, from, to) > MAX_DIGITS) {
      return RejectCode.NUMBER_TOO_PRECISE;
    }
    int significant = 0;
    int fractionDigits = 0;
    boolean inFraction = false;
    int i = text[from] == '-' ? from + 1 : from;
    for (; i < to && text[i] != 'e' && text[i] != 'E'; i++) {
      if (text[i] == '.') {
        inFraction = true;
        continue;
      }
      if (significant > 0 || text[i] != '0') {
        significant++;
      }
      if (inFraction) {
        fractionDigits++;
      }
    }
    long scale = fractionDigits - exponent(text, i + 1, to);
    long integerDigits = significant - scale;
    if (significant > 0 && integerDigits > DIGITS_OF_MAX) {
      return RejectCode.NUMBER_OUT_OF_RANGE;
    }
    if (Math.abs(scale) > MAX_SCALE) {
      return RejectCode.NUMBER_TOO_PRECISE;
    }
    if (integerDigits == DIGITS_OF_MAX && !isBetween(decimal(text, from, to), MIN, MAX)) {
      return RejectCode.NUMBER_OUT_OF_RANGE;
    }
    return null;
  }

  /** The exact value; only for numbers without {@link #problem}. */
  static BigDecimal decimal(byte[] text, int from, int to) {
    char[] chars = new char[to - from];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) text[from + i];
    }
    return new BigDecimal(chars);
  }

  static boolean isBetween(BigDecimal number, BigDecimal least, BigDecimal greatest) {
    return number.compareTo(least) >= 0 && number.compareTo(greatest) <= 0;
  }

  private static int digitsWritten(byte[] text, int from, int to) {
    int digits = 0;
    for (int i = from; i < to; i++) {
      if (text[i] >= '0' && text[i] <= '9') {
        digits++;
      }
    }
    return digits;
  }

  private static long exponent(byte[] text, int from, int to) {
    if (from >= to) {
      return 0;
    }
    boolean negative = text[from] == '-';
    long exponent = 0;
    for (int i = negative || text[from] == '+' ? from + 1 : from; i < to; i++) {
      exponent = Math.min(exponent * 10 + (text[i] - '0'), Integer.MAX_VALUE);
    }
    return negative ? -exponent : exponent;
  }
}
