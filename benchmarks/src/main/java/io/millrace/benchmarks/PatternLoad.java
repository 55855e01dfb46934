package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Mix;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are functions of their number, in the order of their time, each with a millisecond of
 * its own: of two events one is first, whoever reads them.
 *
 * @param word begins the names of its topics
 * @param spanMillis from the first event to the last; 0: a millisecond each
 * @param stageEvery so many events lie between the stages when somebody completes one of the
 *     patterns on purpose, beside those who do so by chance; 0: nobody does
 */
record PatternLoad(
    String word,
    String rules,
    long events,
    long quickEvents,
    int users,
    int quickUsers,
    long spanMillis,
    int stageEvery) {

  static final String COLLECTION = "steps";

  static final Instant START = Instant.parse("2026-11-02T00:00:00Z");

  private static final int USERS = 200_000;

  /** For a thousand rules. */
  static final PatternLoad MANY =
      new PatternLoad("many", PatternRules.THOUSAND, 2_000_000, 500_000, USERS, USERS, 0, 20_011);

  /** For ten. */
  static final PatternLoad FEW =
      new PatternLoad("few", PatternRules.TEN, 1_000_000, 400_000, USERS, USERS, 0, 1_009);

  /** The beginning of the same, for who needs a millisecond for an event. */
  static final PatternLoad FEW_SLOWLY =
      new PatternLoad("few-slowly", PatternRules.TEN, 100_000, 30_000, USERS, USERS, 0, 1_009);

  /** A day. */
  static final PatternLoad DAY =
      new PatternLoad(
          "day",
          PatternRules.ONE,
          8_000_000,
          1_000_000,
          2_000_000,
          250_000,
          Duration.ofHours(24).toMillis(),
          0);

  /** Hardly anything: the rules are what takes time. */
  static final PatternLoad LOADING =
      new PatternLoad("loading", PatternRules.FIVE_THOUSAND, 1_000, 1_000, USERS, USERS, 0, 0);

  /** How often somebody does so; no two episodes share an event. */
  static final int EPISODE_EVERY = 6_300;

  /** The same, as much smaller as it is with {@code --quick}. */
  PatternLoad quick() {
    return new PatternLoad(
        word, rules, quickEvents, quickEvents, quickUsers, quickUsers, spanMillis, stageEvery);
  }

  PatternLoad withEvents(long number) {
    return new PatternLoad(word, rules, number, number, users, quickUsers, spanMillis, stageEvery);
  }

  /** Stands before the names of all its topics. */
  String prefix() {
    return word + ".";
  }

  String topic() {
    return prefix() + "events." + COLLECTION;
  }

  PatternEvent event(long number) {
    long random = Mix.mix(number);
    long more = Mix.mix(random);
    int action = PatternEvent.FIRST_ACTION + below(random, PatternEvent.ACTIONS);
    int outcome = below(Mix.mix(random + 1), PatternEvent.outcomes());
    int user = below(more, users);
    int quantity = 1 + ((int) (random >>> 20) & (PatternEvent.QUANTITIES - 1));
    Episode episode = stageEvery == 0 ? null : episode(number);
    if (episode != null && episode.does()) {
      action = episode.what().action();
      outcome = episode.what().outcome();
      user = below(episode.random(), users);
      quantity = PatternEvent.QUANTITIES;
    }
    return new PatternEvent(
        number,
        START.toEpochMilli() + (spanMillis == 0 ? number : number * spanMillis / events),
        action,
        outcome,
        user,
        below(Mix.mix(random + 2), PatternEvent.COUNTRIES),
        below(Mix.mix(random + 3), PatternEvent.VISITS),
        (int) (more >>> 40),
        below(Mix.mix(random + 4), PatternEvent.PAGES),
        below(Mix.mix(random + 5), PatternEvent.CENTS),
        quantity,
        below(Mix.mix(random + 6), PatternEvent.LONGEST_MILLIS),
        PatternEvent.FIRST_BROWSER + below(Mix.mix(random + 7), PatternEvent.BROWSERS),
        more);
  }

  /** The one that the event is part of, or null. */
  private @Nullable Episode episode(long number) {
    for (int stage = 0; stage < Episode.MOST_STAGES; stage++) {
      long begin = number - (long) stage * stageEvery;
      if (begin >= 0 && begin % EPISODE_EVERY == 0) {
        return new Episode(Mix.mix(~begin), stage, rules.equals(PatternRules.TEN));
      }
    }
    return null;
  }

  private static int below(long random, int bound) {
    return (int) Long.remainderUnsigned(random, bound);
  }

  /**
   * Somebody's completing a pattern.
   *
   * @param stage from 0 on
   * @param ofTen one of the ten, or of the thousand
   */
  private record Episode(long random, int stage, boolean ofTen) {

    static final int MOST_STAGES = 3;

    boolean does() {
      return stage < stages();
    }

    private int stages() {
      return isSequence() && !ofTen ? PatternRules.sequenceStages(rule()) : MOST_STAGES;
    }

    private boolean isSequence() {
      return (random & 1) == 0;
    }

    private int rule() {
      return below(random >>> 8, PatternRules.OF_A_KIND);
    }

    PatternRules.What what() {
      if (ofTen) {
        return PatternRules.stageOfTen(rule() % 10, stage);
      }
      return isSequence()
          ? PatternRules.sequenceStage(rule(), stage)
          : PatternRules.counted(rule());
    }
  }
}
