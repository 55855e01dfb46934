package io.millrace.benchmarks.load;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many rows this process has made.
 *
 * <p>Every engine holds but some hundreds of unwritten rows, so this is also what it has written.
 */
public final class Progress {

  private static final LongAdder ROWS = new LongAdder();

  private Progress() {}

  public static void count() {
    ROWS.increment();
  }

  /** What came before warmed up only. */
  public static void startAgain() {
    ROWS.reset();
  }

  static long rows() {
    return ROWS.sum();
  }
}
