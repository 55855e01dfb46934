package io.millrace.events;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells well-formed UTF-8 (Unicode 15, table 3-7) from anything else. */
final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** The index of the first byte that does not belong to a well-formed sequence, or -1. */
  static int firstMalformed(byte[] bytes) {
    int length = bytes.length;
    int i = 0;
    while (i < length) {
      if (i + 4 * Long.BYTES <= length
          && (((long) LONGS.get(bytes, i)
                      | (long) LONGS.get(bytes, i + Long.BYTES)
                      | (long) LONGS.get(bytes, i + 2 * Long.BYTES)
                      | (long) LONGS.get(bytes, i + 3 * Long.BYTES))
                  & HIGH_BITS)
              == 0) {
        i += 4 * Long.BYTES;
      } else if (i + Long.BYTES <= length && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
        i += Long.BYTES;
      } else if (bytes[i] >= 0) {
        i++;
      } else {
        int sequence = sequenceLength(bytes, i);
        if (sequence == 0) {
          return i;
        }
        i += sequence;
      }
    }
    return -1;
  }

  /**
   * The second byte alone tells overlong forms (E0 80…, F0 80…), surrogates (ED A0…) and what lies
   * past U+10FFFF (F4 90…) from characters; C0, C1 and F5 to FF begin nothing.
   */
  private static int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0xc2 || first > 0xf4 || at + 1 >= bytes.length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    if (first < 0xe0) {
      return isContinuation(second) ? 2 : 0;
    }
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > greatest) {
      return 0;
    }
    int length = first < 0xf0 ? 3 : 4;
    if (at + length > bytes.length) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if (!isContinuation(bytes[i] & 0xff)) {
        return 0;
      }
    }
    return length;
  }

  private static boolean isContinuation(int b) {
    return (b & 0xc0) == 0x80;
  }
}
