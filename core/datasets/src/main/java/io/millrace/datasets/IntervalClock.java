package io.millrace.datasets;

/**
 * Finds intervals of one grain, fast for instants near the last one: it remembers the local day of
 * minutes and hours and the interval of longer ones, and asks the calendar only beyond.
 *
 * <p>Not thread-safe.
 */
public final class IntervalClock {

  private final Grain grain;
  private Grain.Span span = new Grain.Span(0, 0);

  public IntervalClock(Grain grain) {
    this.grain = grain;
  }

  public Grain grain() {
    return grain;
  }

  /** Start of the interval that holds the instant. */
  public long startMillis(long timestampMillis) {
    return grain.startWithin(spanOf(timestampMillis), timestampMillis);
  }

  /** End of the interval that holds the instant, which no longer belongs to it. */
  public long endMillis(long timestampMillis) {
    return grain.endWithin(spanOf(timestampMillis), timestampMillis);
  }

  private Grain.Span spanOf(long millis) {
    if (!span.holds(millis)) {
      span = grain.span(millis);
    }
    return span;
  }
}
