package io.millrace.patterns.engine;

/**
 * What one key may hold of one rule, and an alert of its events. What does not fit is counted.
 *
 * @param buffered matches of a key that wait for the watermark
 * @param waiting sequences that wait for the end of an absence
 * @param window events of a window
 * @param terms combinations of values
 * @param suppressions alerts whose successors are suppressed
 * @param groups of each detection of a chain, by the values that tell them apart
 * @param alertEvents the first and the last ones are shown
 * @param keyBytes an event with larger keys is left out
 * @param shownCharacters of a text in an alert
 */
public record Limits(
    int buffered,
    int waiting,
    int window,
    int terms,
    int suppressions,
    int groups,
    int alertEvents,
    int keyBytes,
    int shownCharacters) {

  public static final Limits DEFAULT =
      new Limits(100_000, 100, 1_000, 10_000, 1_000, 1_000, 20, 4_096, 512);

  /** The same, but that all events are shown. */
  public Limits withAllEvents() {
    return new Limits(
        buffered,
        waiting,
        window,
        terms,
        suppressions,
        groups,
        Integer.MAX_VALUE,
        keyBytes,
        shownCharacters);
  }
}
