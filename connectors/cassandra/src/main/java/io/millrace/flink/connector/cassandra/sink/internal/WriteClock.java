package io.millrace.flink.connector.cassandra.sink.internal;

import java.util.function.LongSupplier;

/**
 * Write timestamps for rows that bring none: microseconds, rising with every row, so that the later
 * of two rows of one key wins even if it is acknowledged first.
 */
final class WriteClock {

  private final LongSupplier epochMicros;
  private long last;

  /**
   * @param floor the greatest timestamp ever given; what follows is above it whatever the wall
   *     clock says
   */
  WriteClock(LongSupplier epochMicros, long floor) {
    this.epochMicros = epochMicros;
    last = floor;
  }

  /** The greatest given so far. */
  long last() {
    return last;
  }

  long next() {
    last = Math.max(epochMicros.getAsLong(), last + 1);
    return last;
  }
}
