package io.millrace.datasets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link Bytes} wrote, one thing after another. All throw {@link
 * IllegalArgumentException} for bytes that are cut off or altered.
 */
final class BytesReader {

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** More than any text has that an event may hold. */
  private static final int MOST_TEXT_BYTES = 1 << 24;

  private byte[] array = new byte[0];
  private int at;
  private int end;

  /** From here on what lies between two places of an array. */
  void begin(byte[] from, int start, int stop) {
    array = from;
    at = start;
    end = stop;
  }

  byte next() {
    require(1);
    return array[at++];
  }

  boolean bool() {
    return next() != 0;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = next();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in the bytes of a cell does not end");
  }

  /** A varint of 0 to this, so that no altered byte makes us ask for a gigabyte. */
  int integer(int most) {
    return toInt(varint(), most);
  }

  static int toInt(long value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "the bytes of a cell hold " + value + " where at most " + most + " can be");
    }
    return (int) value;
  }

  long int64() {
    require(Long.BYTES);
    long value = (long) BIG_ENDIAN.get(array, at);
    at += Long.BYTES;
    return value;
  }

  double float64() {
    return Double.longBitsToDouble(int64());
  }

  byte[] bytes(int length) {
    require(length);
    at += length;
    return Arrays.copyOfRange(array, at - length, at);
  }

  String text() {
    return new String(bytes(integer(MOST_TEXT_BYTES)), StandardCharsets.UTF_8);
  }

  /** All has been read. */
  void end(String of) {
    if (at < end) {
      throw new IllegalArgumentException((end - at) + " bytes follow " + of);
    }
  }

  private void require(int more) {
    if (end - at < more) {
      throw new IllegalArgumentException("the bytes of a cell are cut off or altered");
    }
  }
}
