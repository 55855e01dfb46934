package io.millrace.flink.connector.cassandra.sink.internal;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Doubles the pause from attempt to attempt up to a greatest one, of which it takes half to all.
 */
final class RetryBackoff {

  /** Beyond it the next doubling would overflow; no pause is that long. */
  private static final int MAX_DOUBLINGS = 20;

  private final long firstMillis;
  private final long greatestMillis;
  private final DoubleSupplier uniform;

  /**
   * @param uniform gives numbers in [0, 1): rows that failed together must not come back together
   */
  RetryBackoff(Duration first, Duration greatest, DoubleSupplier uniform) {
    firstMillis = first.toMillis();
    greatestMillis = greatest.toMillis();
    this.uniform = uniform;
  }

  /** The pause after so many failed attempts, at least one. */
  long pauseMillis(int failures) {
    long full = Math.min(greatestMillis, firstMillis << Math.min(failures - 1, MAX_DOUBLINGS));
    return full / 2 + (long) (uniform.getAsDouble() * (full - full / 2));
  }
}
