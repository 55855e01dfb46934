package io.millrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Measures a part of a run by how many events have come out. */
final class SteadyState {

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

  /**
   * From the moment when half of the events have come out until nearly all have: neither the start
   * of a job nor its last batches count, and by then most of its code is compiled.
   */
  static Span secondHalf(long total, LongSupplier written, LongSupplier cpuNanos) {
    return between(total / 2, (long) (total * 0.97), written, cpuNanos);
  }

  static Span between(long from, long to, LongSupplier written, LongSupplier cpuNanos) {
    Look first = await(from, written, cpuNanos);
    Look last = await(to, written, cpuNanos);
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
