package io.millrace.patterns.expression;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How values of events compare: texts with texts, numbers with numbers, and a text with a number or
 * boolean as what it spells, since senders differ in whether they quote a number.
 */
public final class Values {

  /** Longer texts are not looked at as numbers: no event has a longer one. */
  private static final int LONGEST_NUMBER = 100;

  private Values() {}

  /** Whether two single values are the same; {@code "7"} and {@code 7.0} are. */
  public static boolean equal(Object left, Object right, boolean ignoreCase) {
    if (left instanceof String a && right instanceof String b) {
      return ignoreCase ? fold(a).equals(fold(b)) : a.equals(b);
    }
    if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
      return a.compareTo(b) == 0;
    }
    if (left instanceof String text) {
      return spells(text, right, ignoreCase);
    }
    if (right instanceof String text) {
      return spells(text, left, ignoreCase);
    }
    return left.equals(right);
  }

  /**
   * Equal for values that are {@link #equal}, and sometimes for others: what an index of values
   * looks under.
   */
  public static Object key(Object value, boolean ignoreCase) {
    if (value instanceof String text) {
      BigDecimal number = spelled(text);
      return number == null ? (ignoreCase ? fold(text) : text) : number.stripTrailingZeros();
    }
    return value instanceof BigDecimal number ? number.stripTrailingZeros() : value.toString();
  }

  /** Negative, zero or positive; null for values that have no order. */
  static @Nullable Integer order(Object left, Object right, boolean ignoreCase) {
    if (left instanceof String a && right instanceof String b) {
      return ignoreCase ? fold(a).compareTo(fold(b)) : a.compareTo(b);
    }
    BigDecimal a = left instanceof String text ? spelled(text) : number(left);
    BigDecimal b = right instanceof String text ? spelled(text) : number(right);
    return a == null || b == null ? null : (Integer) a.compareTo(b);
  }

  /** As a text test sees it: a number in digits, without an exponent. */
  public static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  /**
   * The text that all texts have in common that differ in case only. It has as many characters:
   * each is folded for itself.
   */
  public static String fold(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
        return fold(text, i);
      }
    }
    return text;
  }

  private static String fold(String text, int from) {
    StringBuilder folded = new StringBuilder(text.length()).append(text, 0, from);
    for (int i = from; i < text.length(); ) {
      int c = text.codePointAt(i);
      folded.appendCodePoint(
          c < 0x80
              ? (c >= 'A' && c <= 'Z' ? c + 32 : c)
              : Character.toLowerCase(Character.toUpperCase(c)));
      i += Character.charCount(c);
    }
    return folded.toString();
  }

  static @Nullable BigDecimal number(@Nullable Object value) {
    return value instanceof BigDecimal number ? number : null;
  }

  /** The number that it is or, as in conditions, that it spells; null if it is none. */
  public static @Nullable BigDecimal asNumber(@Nullable Object value) {
    BigDecimal number = value instanceof String text ? spelled(text) : number(value);
    return number == null ? null : number.stripTrailingZeros();
  }

  /** What the text spells in plain digits, with a sign and a point at most. */
  static @Nullable BigDecimal spelled(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST_NUMBER) {
      return null;
    }
    int at = text.charAt(0) == '-' ? 1 : 0;
    int digits = digits(text, at);
    if (digits == 0) {
      return null;
    }
    at += digits;
    if (at < length) {
      int fraction = text.charAt(at) == '.' ? digits(text, at + 1) : 0;
      if (fraction == 0 || at + 1 + fraction < length) {
        return null;
      }
    }
    return new BigDecimal(text);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  private static boolean spells(String text, Object value, boolean ignoreCase) {
    if (value instanceof BigDecimal number) {
      BigDecimal spelled = spelled(text);
      return spelled != null && spelled.compareTo(number) == 0;
    }
    return value instanceof Boolean && equal(text, value.toString(), ignoreCase);
  }

  /** Of a list any part; null is no value. */
  static List<?> parts(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> parts ? parts : List.of(value);
  }
}
