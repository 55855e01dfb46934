package io.millrace.datasets;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact number that changes in place: digits / 10^scale in a long, and beside it, once that is
 * too narrow, a BigDecimal to add to it.
 *
 * <p>So a sum costs no object per event, and one that has outgrown the long only one in a while.
 */
final class Decimal {

  /** Far more than the sum of the squares of the longest numbers that an event may have. */
  private static final int MOST_BYTES = 1 << 16;

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private long digits;
  private int scale;
  private @Nullable BigDecimal rest;

  void set(Decimal other) {
    digits = other.digits;
    scale = other.scale;
    rest = other.rest;
  }

  void set(long newDigits, int newScale) {
    digits = newDigits;
    scale = newScale;
    rest = null;
  }

  void set(BigDecimal number) {
    set(0, 0);
    rest = number;
  }

  void add(Decimal other) {
    add(other.digits, other.scale);
    if (other.rest != null) {
      add(other.rest);
    }
  }

  void add(BigDecimal number) {
    rest = rest == null ? number : rest.add(number);
  }

  void add(long moreDigits, int moreScale) {
    boolean finer = moreScale > scale;
    int by = finer ? moreScale - scale : scale - moreScale;
    long coarse = finer ? digits : moreDigits;
    if (fits(coarse, by)) {
      long scaled = by == 0 || coarse == 0 ? coarse : coarse * POWERS_OF_TEN[by];
      long fine = finer ? moreDigits : digits;
      long sum = scaled + fine;
      if (((scaled ^ sum) & (fine ^ sum)) >= 0) {
        digits = sum;
        scale = finer ? moreScale : scale;
        return;
      }
    }
    add(BigDecimal.valueOf(digits, scale));
    digits = moreDigits;
    scale = moreScale;
  }

  /** Of numbers, not of spellings: 1.0 is 1. */
  int compareTo(Decimal other) {
    return rest == null && other.rest == null
        ? compare(digits, scale, other.digits, other.scale)
        : sum().compareTo(other.sum());
  }

  /** As {@link #compareTo(Decimal)}, with digits / 10^scale. */
  int compareTo(long otherDigits, int otherScale) {
    return rest == null
        ? compare(digits, scale, otherDigits, otherScale)
        : sum().compareTo(BigDecimal.valueOf(otherDigits, otherScale));
  }

  private static int compare(long a, int scaleOfA, long b, int scaleOfB) {
    int by = scaleOfB - scaleOfA;
    if (by < 0) {
      return -compare(b, scaleOfB, a, scaleOfA);
    }
    // What outgrows the long on the way to the same scale is the larger one, whatever the other is.
    return fits(a, by)
        ? Long.compare(by == 0 || a == 0 ? a : a * POWERS_OF_TEN[by], b)
        : Long.signum(a);
  }

  /** Whether the digits times 10^by are a long. */
  private static boolean fits(long someDigits, int by) {
    if (by == 0 || someDigits == 0) {
      return true;
    }
    if (by >= POWERS_OF_TEN.length) {
      return false;
    }
    long low = someDigits * POWERS_OF_TEN[by];
    return Math.multiplyHigh(someDigits, POWERS_OF_TEN[by]) == low >> 63;
  }

  /** Canonical. */
  BigDecimal value() {
    return Spelling.canonical(sum());
  }

  private BigDecimal sum() {
    BigDecimal narrow = BigDecimal.valueOf(digits, scale);
    return rest == null ? narrow : rest.add(narrow);
  }

  int heapBytes() {
    return 32 + (rest == null ? 0 : 120);
  }

  /** Equal numbers give equal bytes; the layout is in {@link Cell}. */
  void write(Bytes out) {
    if (rest == null) {
      writeNarrow(out, digits, scale);
      return;
    }
    BigDecimal canonical = value();
    BigInteger unscaled = canonical.unscaledValue();
    if (unscaled.bitLength() < Long.SIZE) {
      writeNarrow(out, unscaled.longValue(), canonical.scale());
    } else {
      byte[] twosComplement = unscaled.toByteArray();
      out.putVarint(canonical.scale() * 2L + 1);
      out.putVarint(twosComplement.length);
      out.put(twosComplement);
    }
  }

  private static void writeNarrow(Bytes out, long someDigits, int someScale) {
    long least = someDigits;
    int leastScale = least == 0 ? 0 : someScale;
    while (leastScale > 0 && least % 10 == 0) {
      least /= 10;
      leastScale--;
    }
    out.putVarint(leastScale * 2L);
    out.putVarint((least << 1) ^ (least >> 63));
  }

  void read(BytesReader in) {
    long head = in.varint();
    int readScale = BytesReader.toInt(head >>> 1, Integer.MAX_VALUE);
    if ((head & 1) == 0) {
      long zigzag = in.varint();
      set((zigzag >>> 1) ^ -(zigzag & 1), readScale);
    } else {
      byte[] twosComplement = in.bytes(in.integer(MOST_BYTES));
      if (twosComplement.length == 0) {
        throw new IllegalArgumentException("a number in the bytes of a cell has no digits");
      }
      set(new BigDecimal(new BigInteger(twosComplement), readScale));
    }
  }
}
