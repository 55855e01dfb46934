package io.millrace.patterns.naive;

import java.util.List;
import java.util.Set;

/** Which kinds of events there have to be, by their places. */
sealed interface Occurred {

  boolean holds(Set<Integer> kinds);

  record Kind(int kind) implements Occurred {
    @Override
    public boolean holds(Set<Integer> kinds) {
      return kinds.contains(kind);
    }
  }

  record Not(Occurred one) implements Occurred {
    @Override
    public boolean holds(Set<Integer> kinds) {
      return !one.holds(kinds);
    }
  }

  record Both(Occurred one, Occurred other) implements Occurred {
    @Override
    public boolean holds(Set<Integer> kinds) {
      return one.holds(kinds) && other.holds(kinds);
    }
  }

  record Either(Occurred one, Occurred other) implements Occurred {
    @Override
    public boolean holds(Set<Integer> kinds) {
      return one.holds(kinds) || other.holds(kinds);
    }
  }

  /** As many kinds as one of the counts. */
  record Count(List<Integer> counts) implements Occurred {
    public Count {
      counts = List.copyOf(counts);
    }

    @Override
    public boolean holds(Set<Integer> kinds) {
      return counts.contains(kinds.size());
    }
  }
}
