package io.millrace.patterns.engine;

/**
 * What one key may hold of one rule, and an alert of its events. What does not fit is counted.
 *
 * @param buffered matches of a key that wait for the watermark
 * @param waiting sequences that wait for the end of an absence
 * @param window events of a window
 * @param terms combinations of values
 * @param suppressions alerts whose successors are suppressed
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
    int alertEvents,
    int keyBytes,
    int shownCharacters) {

  public static final Limits DEFAULT =
      new Limits(100_000, 100, 1_000, 10_000, 1_000, 20, 4_096, 512);
}
