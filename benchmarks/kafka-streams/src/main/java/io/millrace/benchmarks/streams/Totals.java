package io.millrace.benchmarks.streams;

/** What is known of a group and interval. */
record Totals(long purchases, double total, double lowest, double highest) {

  static final Totals NONE = new Totals(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  Totals add(double price) {
    return new Totals(
        purchases + 1, total + price, Math.min(lowest, price), Math.max(highest, price));
  }
}
