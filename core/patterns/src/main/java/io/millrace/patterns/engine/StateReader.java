package io.millrace.patterns.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link StateWriter} wrote; bytes that it cannot have written are refused. */
public final class StateReader {

  private final byte[] bytes;
  private final List<String> topics = new ArrayList<>();
  private int at;
  private long lastMillis;

  /** From the first byte on. */
  public StateReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** One byte, 0 to 255. */
  public int octet() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("the bytes of a state end too early");
    }
    return bytes[at++] & 0xFF;
  }

  /** See {@link StateWriter#count}. */
  public long count() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int octet = octet();
      value |= (octet & 0x7FL) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in the bytes of a state does not end");
  }

  /** Of things that take a byte each at least, so that no altered byte asks for a gigabyte. */
  public int size() {
    long size = count();
    if (size < 0 || size > bytes.length - at) {
      throw new IllegalArgumentException(
          "the bytes of a state promise " + size + " where " + (bytes.length - at) + " are left");
    }
    return (int) size;
  }

  /** A number that is an int. */
  public int small() {
    return Math.toIntExact(count());
  }

  /** See {@link StateWriter#signed}. */
  public long signed() {
    long value = count();
    return (value >>> 1) ^ -(value & 1);
  }

  /** Eight bytes. */
  public long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  /** By its bits. */
  public double real() {
    return Double.longBitsToDouble(fixed());
  }

  /** Yes or no. */
  public boolean flag() {
    int octet = octet();
    if (octet > 1) {
      throw new IllegalArgumentException("a flag in the bytes of a state is " + octet);
    }
    return octet == 1;
  }

  /** See {@link StateWriter#block}. */
  public byte[] block() {
    int size = size();
    at += size;
    return Arrays.copyOfRange(bytes, at - size, at);
  }

  /** From UTF-8. */
  public String text() {
    int size = size();
    at += size;
    return new String(bytes, at - size, size, StandardCharsets.UTF_8);
  }

  /** A point in event time. */
  public long time() {
    lastMillis += signed();
    return lastMillis;
  }

  /** Where an event came in. */
  public EventRef ref() {
    int topic = small();
    if (topic == topics.size()) {
      topics.add(text());
    }
    return new EventRef(topics.get(topic), small(), count(), small());
  }

  /** A value of an expression. */
  public @Nullable Object value() {
    int kind = octet();
    return switch (kind) {
      case StateWriter.NULL -> null;
      case StateWriter.TEXT -> text();
      case StateWriter.WHOLE -> BigDecimal.valueOf(signed());
      case StateWriter.DECIMAL -> new BigDecimal(text());
      case StateWriter.FALSE -> false;
      case StateWriter.TRUE -> true;
      case StateWriter.LIST -> values();
      default -> throw new IllegalArgumentException("a state has no values of kind " + kind);
    };
  }

  /** See {@link StateWriter#values}. */
  public List<@Nullable Object> values() {
    int size = size();
    List<@Nullable Object> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(value());
    }
    return Collections.unmodifiableList(values);
  }

  /** See {@link StateWriter#named}. */
  public List<Named> named() {
    int size = size();
    List<Named> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(new Named(text(), value()));
    }
    return Collections.unmodifiableList(values);
  }

  /** Whether nothing is left. */
  public boolean isAtEnd() {
    return at == bytes.length;
  }
}
