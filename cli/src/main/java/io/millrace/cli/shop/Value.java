package io.millrace.cli.shop;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One property's value: as it is sent, and as it must come out again.
 *
 * @param json the text on the wire
 * @param spelling the text of a group or index column
 * @param number what analyses of numbers see; null for every other type
 */
record Value(String json, String spelling, @Nullable BigDecimal number) {

  /** The spelling of a property that an event does not have. */
  static final String ABSENT = "\\absent";

  static final Value NULL = new Value("null", "\\null", null);

  static Value text(String text) {
    return text('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"', text);
  }

  /** A text whose wire form is not the plain one, such as one with escapes. */
  static Value text(String json, String text) {
    return new Value(json, text.startsWith("\\") ? "\\" + text : text, null);
  }

  /** A number with exactly these digits. */
  static Value number(String json) {
    BigDecimal number = new BigDecimal(json);
    return new Value(json, canonical(number).toPlainString(), number);
  }

  static Value number(long number) {
    return number(Long.toString(number));
  }

  /** Any other JSON, whose spelling is its own compact form. */
  static Value compact(String json) {
    return new Value(json, json, null);
  }

  /** Without trailing zeros and never with an exponent: how decimals are stored. */
  static BigDecimal canonical(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
