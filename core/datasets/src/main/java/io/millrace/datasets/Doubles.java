package io.millrace.datasets;

/** The nearest double of a number of an event. */
final class Doubles {

  /** Up to these both are doubles themselves, and so a division of the two rounds once. */
  private static final long MOST_EXACT_DIGITS = 1L << 53;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Doubles() {}

  /** Never infinite: beyond the greatest double it is that. */
  static double of(Property number) {
    if (number.isSmallNumber()
        && Math.abs(number.digits()) <= MOST_EXACT_DIGITS
        && number.scale() < POWERS_OF_TEN.length) {
      return number.digits() / POWERS_OF_TEN[number.scale()];
    }
    double nearest = number.number().doubleValue();
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, nearest));
  }
}
