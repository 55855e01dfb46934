package io.millrace.patterns.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes matches and states compactly: a topic once, a time as its distance from the one before.
 */
public final class StateWriter {

  static final int NULL = 0;
  static final int TEXT = 1;
  static final int WHOLE = 2;
  static final int DECIMAL = 3;
  static final int FALSE = 4;
  static final int TRUE = 5;
  static final int LIST = 6;

  /** Longer ones are written as text: no digits are made of an exponent. */
  private static final int MOST_WHOLE_DIGITS = 18;

  private final Map<String, Integer> topics = new HashMap<>();
  private byte[] bytes = new byte[64];
  private int size;
  private long lastMillis;

  /** One byte, the low eight bits. */
  public void octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  /** Seven bits a byte, low ones first; small numbers are short. */
  public void count(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      octet((int) rest | 0x80);
      rest >>>= 7;
    }
    octet((int) rest);
  }

  /** Likewise, short if near to zero on either side. */
  public void signed(long value) {
    count((value << 1) ^ (value >> 63));
  }

  /** Eight bytes, for hashes. */
  public void fixed(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      octet((int) (value >>> shift));
    }
  }

  /** Its bits. */
  public void real(double value) {
    fixed(Double.doubleToLongBits(value));
  }

  /** Yes or no. */
  public void flag(boolean value) {
    octet(value ? 1 : 0);
  }

  /** Their number, then they. */
  public void block(byte[] value) {
    count(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** In UTF-8. */
  public void text(String value) {
    block(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A point in event time. */
  public void time(long millis) {
    signed(millis - lastMillis);
    lastMillis = millis;
  }

  /** Where an event came in. */
  public void ref(EventRef ref) {
    Integer known = topics.putIfAbsent(ref.topic(), topics.size());
    if (known == null) {
      count(topics.size() - 1L);
      text(ref.topic());
    } else {
      count(known);
    }
    count(ref.partition());
    count(ref.offset());
    count(ref.index());
  }

  /** A value of an expression. Equal numbers are equal bytes, however they were spelled. */
  public void value(@Nullable Object value) {
    if (value == null) {
      octet(NULL);
    } else if (value instanceof String text) {
      octet(TEXT);
      text(text);
    } else if (value instanceof BigDecimal number) {
      number(number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros());
    } else if (value instanceof Boolean bool) {
      octet(bool ? TRUE : FALSE);
    } else if (value instanceof List<?> list) {
      octet(LIST);
      count(list.size());
      list.forEach(this::value);
    } else {
      throw new IllegalArgumentException("no expression has a value of " + value.getClass());
    }
  }

  private void number(BigDecimal number) {
    if (number.scale() <= 0 && (long) number.precision() - number.scale() <= MOST_WHOLE_DIGITS) {
      octet(WHOLE);
      signed(number.longValueExact());
    } else {
      octet(DECIMAL);
      text(number.toString());
    }
  }

  /** Their number, then they. */
  public void values(List<? extends @Nullable Object> values) {
    count(values.size());
    values.forEach(this::value);
  }

  /** Names with their values. */
  public void named(List<Named> values) {
    count(values.size());
    for (Named one : values) {
      text(one.name());
      value(one.value());
    }
  }

  /** All so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
