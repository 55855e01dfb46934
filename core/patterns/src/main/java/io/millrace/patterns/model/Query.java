package io.millrace.patterns.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What EQL can ask for. */
public sealed interface Query {

  /** Each event that is selected. */
  record Single(EventSelector events) implements Query {}

  /**
   * Events one after another, of the same keys.
   *
   * @param maxSpan from the first to the last at most; null if there is no limit, which the query
   *     of a pattern must have
   * @param until ends what has not been completed
   */
  record Sequence(List<Stage> stages, @Nullable Duration maxSpan, @Nullable Stage until)
      implements Query {
    public Sequence {
      stages = List.copyOf(stages);
    }
  }

  /**
   * One step of a sequence.
   *
   * @param keys those of the whole sequence before its own; as many in every stage
   * @param runs how many such events in a row, at least 1
   * @param missing whether no such event may come between its neighbours ({@code ![…]})
   */
  record Stage(EventSelector events, List<Key> keys, int runs, boolean missing) {
    public Stage {
      keys = List.copyOf(keys);
    }
  }
}
