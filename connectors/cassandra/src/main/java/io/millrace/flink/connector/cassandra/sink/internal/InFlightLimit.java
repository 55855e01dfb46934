package io.millrace.flink.connector.cassandra.sink.internal;

/**
 * How many requests may be at the server at once: one more after as many successes as the limit, so
 * one per round trip; half after trouble, as TCP does.
 *
 * <p>Requests that were sent together fail together, which is one sign of trouble and not many. So
 * each remembers the epoch it was sent in, and only the first failure of an epoch counts.
 */
final class InFlightLimit {

  /** Reaches the greatest limit within as many round trips, and floods nobody before. */
  private static final int START = 32;

  private final int max;
  private int current;
  private int successes;
  private int epoch;

  InFlightLimit(int max) {
    this.max = max;
    current = Math.min(START, max);
  }

  int current() {
    return current;
  }

  int epoch() {
    return epoch;
  }

  void onSuccess() {
    successes++;
    if (successes >= current) {
      successes = 0;
      current = Math.min(max, current + 1);
    }
  }

  void onTrouble(int sentInEpoch) {
    if (sentInEpoch == epoch) {
      epoch++;
      successes = 0;
      current = Math.max(1, current / 2);
    }
  }
}
