package io.millrace.benchmarks;

import java.math.BigDecimal;

/**
 * What the answers of one kind of engine may be off by.
 *
 * @param number by how much of itself; 0 for engines that calculate with decimals
 * @param distinct by how much of itself a number of different values
 * @param exactDistinct up to which it has to be right
 * @param rank by how much of all the rank of a quantile
 * @param exactNumbers up to how many it has to be right
 */
record Tolerance(double number, double distinct, int exactDistinct, double rank, int exactNumbers) {

  /** Four relative standard errors of a HyperLogLog with 2^12 registers. */
  private static final double HLL = 4 * 1.04 / Math.sqrt(1 << 12);

  /** More than twice what a KLL sketch with k = 200 is off by 99 times of 100. */
  private static final double KLL = 0.03;

  /** As docs/datasets.md has it. */
  static final Tolerance OURS = new Tolerance(0, HLL, 256, KLL, 128);

  static final Tolerance DOUBLES = new Tolerance(1e-9, 0, 0, 0, 0);

  /** Doubles, and sketches however few values there are. */
  static final Tolerance SKETCHES = new Tolerance(1e-9, HLL, 0, KLL, 0);

  boolean isNumber(String found, BigDecimal expected) {
    if (number == 0) {
      return new BigDecimal(found).compareTo(expected) == 0;
    }
    return isWithin(number, found, expected.doubleValue());
  }

  boolean isDistinct(String found, int expected) {
    return isWithin(expected <= exactDistinct ? 0 : distinct, found, expected);
  }

  private static boolean isWithin(double part, String found, double expected) {
    return Math.abs(Double.parseDouble(found) - expected) <= part * Math.abs(expected);
  }

  /**
   * Whether so many of the sorted numbers are below the one found. A rank more or less is none, as
   * some interpolate between two numbers.
   */
  boolean isQuantile(String found, double quantile, int[] sortedCents) {
    double cents = Double.parseDouble(found) * 100;
    int count = sortedCents.length;
    double slack = 1 + (count <= exactNumbers ? 0 : rank * count);
    double wanted = quantile * count;
    return below(sortedCents, cents - 1e-6) <= wanted + slack
        && below(sortedCents, cents + 1e-6) >= wanted - slack;
  }

  private static int below(int[] sorted, double bound) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < bound) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
