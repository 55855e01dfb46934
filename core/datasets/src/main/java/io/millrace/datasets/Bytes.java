package io.millrace.datasets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are written one after another and used again from the start. */
final class Bytes {

  /** Odd, with bits all over: 2^64 divided by the golden ratio. */
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] array = new byte[64];
  private int length;

  void clear() {
    length = 0;
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  void put(byte b) {
    require(1);
    array[length++] = b;
  }

  void put(byte[] from, int start, int end) {
    require(end - start);
    System.arraycopy(from, start, array, length, end - start);
    length += end - start;
  }

  void put(byte[] from) {
    put(from, 0, from.length);
  }

  /** Seven bits a byte, low ones first; the top bit of a byte says that more follow. */
  void putVarint(long value) {
    require(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      array[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  /** Eight bytes, the first one the highest. */
  void putLong(long value) {
    require(Long.BYTES);
    BIG_ENDIAN.set(array, length, value);
    length += Long.BYTES;
  }

  void putDouble(double value) {
    putLong(Double.doubleToLongBits(value));
  }

  /** 1 or 0. */
  void putBoolean(boolean value) {
    put((byte) (value ? 1 : 0));
  }

  /** Length in bytes, then UTF-8. */
  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putVarint(utf8.length);
    put(utf8);
  }

  private void require(int more) {
    if (length + more > array.length) {
      array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(array, length);
  }

  /** A hash of the bytes; of this process only. */
  long hash() {
    long hash = length;
    for (int i = 0; i < length; i += Long.BYTES) {
      hash = (hash ^ Ascii.eight(array, i, length)) * HASH_FACTOR;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  boolean equal(byte[] other) {
    return other.length == length && Arrays.equals(array, 0, length, other, 0, length);
  }
}
