package io.millrace.patterns.engine;

import io.millrace.patterns.model.Pattern;

/**
 * A version of a pattern and when it holds, in event time.
 *
 * @param fromMillis the first
 * @param toMillis the first at which it holds no more
 * @param sinceMillis from when the first version held whose state this one goes on with: all in
 *     between are of one shape, and no time is between them
 */
public record LivePattern(Pattern pattern, long fromMillis, long toMillis, long sinceMillis) {

  /** Holds at all times. */
  public static LivePattern always(Pattern pattern) {
    return new LivePattern(pattern, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
  }

  /** Whether it holds at this time. */
  public boolean holdsAt(long millis) {
    return fromMillis <= millis && (millis < toMillis || toMillis == Long.MAX_VALUE);
  }
}
