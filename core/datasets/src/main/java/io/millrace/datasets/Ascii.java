package io.millrace.datasets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Looks at eight bytes of a text at once; see Warren, Hacker's Delight, section 6-1. */
final class Ascii {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private Ascii() {}

  /** The bytes of a text, or null if it is not ASCII. */
  static byte @Nullable [] bytes(String text) {
    return text.chars().allMatch(c -> c < 0x80) ? text.getBytes(StandardCharsets.US_ASCII) : null;
  }

  /** Whether no byte of the range has its high bit. */
  static boolean isAscii(byte[] text, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      if (((long) LONGS.get(text, i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < to; i++) {
      if (text[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The index of the first quote or backslash from an index on; the text's length if none is. */
  static int quoteOrBackslash(byte[] text, int from) {
    int i = from;
    for (; i + Long.BYTES <= text.length; i += Long.BYTES) {
      long eight = (long) LONGS.get(text, i);
      long found = isZero(eight ^ QUOTES) | isZero(eight ^ BACKSLASHES);
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < text.length && text[i] != '"' && text[i] != '\\') {
      i++;
    }
    return i;
  }

  /** The bytes from an index on, at most eight, with zeros from an end on. */
  static long eight(byte[] text, int from, int to) {
    int length = to - from;
    if (length >= Long.BYTES) {
      return (long) LONGS.get(text, from);
    }
    if (from + Long.BYTES <= text.length) {
      return (long) LONGS.get(text, from) & ((1L << (length * Byte.SIZE)) - 1);
    }
    long eight = 0;
    for (int i = to - 1; i >= from; i--) {
      eight = (eight << Byte.SIZE) | (text[i] & 0xFF);
    }
    return eight;
  }

  /** The high bit of the first byte that is zero, and of no byte before it. */
  private static long isZero(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }
}
