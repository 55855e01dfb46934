package io.millrace.datasets;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the event at hand has at one of the chosen paths: a place in its JSON, decoded when somebody
 * asks.
 *
 * <p>There is one object per path for all events, so nothing may keep it.
 */
public final class Property {

  enum Type {
    ABSENT,
    NULL,
    FALSE,
    TRUE,
    NUMBER,
    TEXT,
    STRUCTURE
  }

  private static final byte[] NOTHING = new byte[0];

  private Type type = Type.ABSENT;
  private byte[] json = NOTHING;
  private boolean plainText;
  private int from;
  private int to;
  private boolean smallNumber;
  private long digits;
  private int scale;
  private @Nullable Object value;

  Property() {}

  /** A property of this value, for those who have no JSON. */
  static Property of(Object value) {
    Property property = new Property();
    property.type =
        value == Missing.ABSENT
            ? Type.ABSENT
            : value == Missing.NULL
                ? Type.NULL
                : value instanceof Boolean flag
                    ? flag ? Type.TRUE : Type.FALSE
                    : value instanceof BigDecimal
                        ? Type.NUMBER
                        : value instanceof String ? Type.TEXT : Type.STRUCTURE;
    property.value = value;
    if (value instanceof BigDecimal number
        && number.scale() >= 0
        && number.unscaledValue().bitLength() < Long.SIZE) {
      property.smallNumber = true;
      property.digits = number.unscaledValue().longValue();
      property.scale = number.scale();
    }
    return property;
  }

  void clear() {
    set(Type.ABSENT, null);
  }

  void setLiteral(Type literal) {
    set(literal, null);
  }

  private void set(Type newType, @Nullable Object newValue) {
    type = newType;
    value = newValue;
    plainText = false;
    smallNumber = false;
  }

  /** A text whose bytes stand for themselves. */
  void setPlainText(byte[] bytes, int start, int end) {
    set(Type.TEXT, null);
    plainText = true;
    json = bytes;
    from = start;
    to = end;
  }

  void setDecoded(Type decodedType, Object decoded) {
    set(decodedType, decoded);
  }

  /** The number {@code digits / 10^scale}. */
  void setNumber(long numberDigits, int numberScale) {
    set(Type.NUMBER, null);
    smallNumber = true;
    digits = numberDigits;
    scale = numberScale;
  }

  Type type() {
    return type;
  }

  /** Whether the event lacks the property or has null there. */
  boolean isMissing() {
    return type == Type.ABSENT || type == Type.NULL;
  }

  boolean isNumber() {
    return type == Type.NUMBER;
  }

  /** Whether it is a number that {@link #digits} and {@link #scale} hold. */
  boolean isSmallNumber() {
    return smallNumber;
  }

  long digits() {
    return digits;
  }

  /** At least 0. */
  int scale() {
    return scale;
  }

  /** The number, exactly. */
  BigDecimal number() {
    return (BigDecimal) value();
  }

  /** The nearest double of the number. */
  double doubleValue() {
    return isSmallNumber() && scale == 0 ? digits : number().doubleValue();
  }

  /** String, BigDecimal, Boolean, {@link Structure} or {@link Missing}. */
  Object value() {
    Object known = value;
    if (known == null) {
      known =
          switch (type) {
            case ABSENT -> Missing.ABSENT;
            case NULL -> Missing.NULL;
            case FALSE -> false;
            case TRUE -> true;
            case NUMBER -> BigDecimal.valueOf(digits, scale);
            case TEXT -> new String(json, from, to - from, StandardCharsets.UTF_8);
            case STRUCTURE -> throw new IllegalStateException("structures are decoded when read");
          };
      value = known;
    }
    return known;
  }

  /**
   * Whether it is a text of ASCII that stands in {@link #bytes} from {@link #from} to {@link #to}
   * as it is.
   */
  boolean isPlainAscii() {
    return plainText && Ascii.isAscii(json, from, to);
  }

  byte[] bytes() {
    return json;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }
}
