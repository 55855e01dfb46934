package io.millrace.datasets;

/**
 * Finds intervals of one grain, fast for instants near the last one: it remembers its interval and
 * the local day of minutes and hours, and asks the calendar only beyond.
 *
 * <p>Not thread-safe.
 */
public final class IntervalClock {

  private final Grain grain;
  private Grain.Span span = new Grain.Span(0, 0);
  private long lastStart;
  private long lastEnd;

  public IntervalClock(Grain grain) {
    this.grain = grain;
  }

  public Grain grain() {
    return grain;
  }

  /** Start of the interval that holds the instant. */
  public long startMillis(long timestampMillis) {
    if (timestampMillis < lastStart || timestampMillis >= lastEnd) {
      Grain.Span around = spanOf(timestampMillis);
      lastStart = grain.startWithin(around, timestampMillis);
      lastEnd = grain.endWithin(around, timestampMillis);
    }
    return lastStart;
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
