package io.millrace.datasets;

import java.math.BigDecimal;

/** Compares numbers that are {@code digits / 10^scale} as they are. */
final class Decimals {

  /** Digits that a long may have. */
  static final int LONG_DIGITS = 19;

  private static final long[] POWERS_OF_TEN = new long[LONG_DIGITS];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private Decimals() {}

  /** Below, at or above 0 as the first number is less than, equal to or greater than the second. */
  static int compare(long digits, int scale, long otherDigits, int otherScale) {
    if (scale == otherScale) {
      return Long.compare(digits, otherDigits);
    }
    return scale < otherScale
        ? compareScaled(digits, otherScale - scale, otherDigits)
        : -compareScaled(otherDigits, scale - otherScale, digits);
  }

  /** Compares {@code a * 10^power} in 128 bits with {@code b}. */
  private static int compareScaled(long a, int power, long b) {
    if (power >= POWERS_OF_TEN.length) {
      return BigDecimal.valueOf(a, -power).compareTo(BigDecimal.valueOf(b));
    }
    long high = Math.multiplyHigh(a, POWERS_OF_TEN[power]);
    long low = a * POWERS_OF_TEN[power];
    long highOfB = b >> (Long.SIZE - 1);
    return high == highOfB ? Long.compareUnsigned(low, b) : Long.compare(high, highOfB);
  }
}
