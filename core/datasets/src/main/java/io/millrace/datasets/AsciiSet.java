package io.millrace.datasets;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Texts that are found by their bytes: by their length and first eight bytes, then by the rest. */
final class AsciiSet {

  /** Odd, with bits all over: 2^64 divided by the golden ratio. */
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final byte[] @Nullable [] table;
  private final int shift;

  /** Those of the texts that are ASCII; no other can equal one that is. */
  AsciiSet(Collection<String> texts) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(texts.size() * 2 + 1);
    table = new byte[1 << bits][];
    shift = Long.SIZE - bits;
    for (String text : texts) {
      byte[] bytes = Ascii.bytes(text);
      if (bytes != null) {
        int place = place(bytes, 0, bytes.length);
        while (table[place] != null) {
          place = (place + 1) & (table.length - 1);
        }
        table[place] = bytes;
      }
    }
  }

  /** Whether one of them is this range, which must be ASCII. */
  boolean contains(byte[] text, int from, int to) {
    int place = place(text, from, to);
    while (true) {
      byte[] one = table[place];
      if (one == null) {
        return false;
      }
      if (one.length == to - from && Arrays.equals(one, 0, one.length, text, from, to)) {
        return true;
      }
      place = (place + 1) & (table.length - 1);
    }
  }

  private int place(byte[] text, int from, int to) {
    return (int) (((Ascii.eight(text, from, to) ^ (to - from)) * HASH_FACTOR) >>> shift);
  }
}
