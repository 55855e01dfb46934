package io.millrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Measures the middle of a run: from the moment when a fifth of the events have come out until
 * nearly all have, so that neither the start of a job nor its last batches count.
 */
final class SteadyState {

  private static final double FROM = 0.5;
  private static final double TO = 0.97;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private SteadyState() {}

  /** What lay between the two looks. */
  record Span(long events, double seconds, double cpuSeconds) {

    double eventsPerSecond() {
      return events / seconds;
    }

    double cpuSecondsPerMillion() {
      return cpuSeconds / events * 1e6;
    }
  }

  private record Look(long events, long nanos, long cpuNanos) {}

  static Span measure(long total, LongSupplier written, LongSupplier cpuNanos) {
    Look first = await((long) (total * FROM), written, cpuNanos);
    Look last = await((long) (total * TO), written, cpuNanos);
    return new Span(
        last.events - first.events,
        (last.nanos - first.nanos) / 1e9,
        (last.cpuNanos - first.cpuNanos) / 1e9);
  }

  private static Look await(long events, LongSupplier written, LongSupplier cpuNanos) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      long now = written.getAsLong();
      if (now >= events) {
        return new Look(now, System.nanoTime(), cpuNanos.getAsLong());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    throw new IllegalStateException(
        "after " + PATIENCE.toMinutes() + " minutes fewer than " + events + " events came out");
  }
}
