package io.millrace.benchmarks;

import java.util.Arrays;

/** How long each of many events took, in ms. */
final class Latencies {

  private final long[] sortedMillis;

  private Latencies(long[] sortedMillis) {
    this.sortedMillis = sortedMillis;
  }

  static Latencies of(long[] millis) {
    long[] sorted = millis.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted);
  }

  /** The least that so many of all do not exceed; -1 if there are none. */
  long percentile(double share) {
    return sortedMillis.length == 0
        ? -1
        : sortedMillis[Math.max(0, (int) Math.ceil(share * sortedMillis.length) - 1)];
  }

  @Override
  public String toString() {
    return "p50=%d p99=%d max=%d".formatted(percentile(0.5), percentile(0.99), percentile(1));
  }
}
