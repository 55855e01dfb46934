package io.millrace.cli.shop;

import java.util.Arrays;
import java.util.Random;

/** Picks ranks from 0, the k-th with a weight of 1/k: few are picked often, many seldom. */
final class Zipf {

  private final double[] cumulated;

  Zipf(int ranks) {
    cumulated = new double[ranks];
    double sum = 0;
    for (int i = 0; i < ranks; i++) {
      sum += 1.0 / (i + 1);
      cumulated[i] = sum;
    }
  }

  int pick(Random random) {
    double point = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, point);
    return found < 0 ? Math.min(-found - 1, cumulated.length - 1) : found;
  }
}
