package io.millrace.benchmarks;

import java.time.Duration;

/**
 * What our state of a sequence of three stages may be at most, from the load and the layout of a
 * key's state.
 *
 * @param keys that may have a sequence that has begun
 * @param waiting matches that wait for the watermark at one time
 */
record StateBound(long keys, long waiting) {

  /** How long events may be behind; a match waits as long, and a state is looked at so late. */
  private static final Duration LATENESS = Duration.ofMinutes(1);

  /**
   * The watermark is behind by so many events more at most: by those that are read within the 200
   * ms between two of them, and by those that one partition is read ahead of another. A day passes
   * in a minute here, so a short load has hours in them.
   */
  private static final long BEHIND_EVENTS = 80_000;

  /** A sequence of three stages that has come to the second, and one that has come to the first. */
  private static final int EVENTS_OF_A_KEY = 3;

  /** Time, topic, partition, offset, index and stage of an event, with the lengths of its lists. */
  static final int EVENT_BYTES = 48;

  /** Two hashes, two times, counts and lengths of a state, without its events. */
  static final int STATE_BYTES = 64;

  /** A key, twice: once of its state and once of its timer, with what Flink writes beside both. */
  static final int KEY_BYTES = 2 * 48;

  static StateBound of(PatternLoad load) {
    double millisOfAnEvent =
        load.spanMillis() == 0 ? 1 : (double) load.spanMillis() / load.events();
    long waiting = BEHIND_EVENTS + (long) (LATENESS.toMillis() / millisOfAnEvent);
    Duration late = Duration.ofMillis((long) (waiting * millisOfAnEvent));
    return new StateBound(PatternTruth.mostBegun(load, PatternRules.LONG_SPAN.plus(late)), waiting);
  }

  /** A state with all that it can hold. */
  static int fullStateBytes() {
    return STATE_BYTES + EVENTS_OF_A_KEY * EVENT_BYTES;
  }

  /** In the worst case each match that waits has a key of its own. */
  long bytes() {
    return keys * (fullStateBytes() + KEY_BYTES)
        + waiting * (STATE_BYTES + EVENT_BYTES + KEY_BYTES);
  }

  String line() {
    return "bound keys=" + keys + " waiting=" + waiting + " bytes=" + bytes();
  }
}
