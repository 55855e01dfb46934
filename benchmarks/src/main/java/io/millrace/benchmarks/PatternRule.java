package io.millrace.benchmarks;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A pattern twice: as its file, and as what it means in Java, written for the truth alone.
 *
 * @param definition the file's text
 * @param stages which events it wants, in order; a single one but for sequences
 * @param spanMillis the sequence's, window's or suppression's length
 * @param limit that a threshold has to reach
 */
record PatternRule(
    String id, String definition, Kind kind, List<Stage> stages, long spanMillis, long limit) {

  /** What is done with the events. */
  enum Kind {
    SINGLE,
    SEQUENCE,
    COUNT,
    DISTINCT_PAGES,
    SUM_OF_QUANTITIES
  }

  /**
   * Which events.
   *
   * @param action first of all
   * @param more besides
   */
  record Stage(IntPredicate action, Predicate<PatternEvent> more) {

    boolean wants(PatternEvent event) {
      return action.test(event.actionNumber()) && more.test(event);
    }
  }

  boolean isSingle() {
    return kind == Kind.SINGLE;
  }

  /** What a threshold adds up of an event. */
  ToLongFunction<PatternEvent> value() {
    return switch (kind) {
      case SUM_OF_QUANTITIES -> PatternEvent::quantity;
      case DISTINCT_PAGES -> PatternEvent::page;
      case SINGLE, SEQUENCE, COUNT -> event -> 1;
    };
  }
}
