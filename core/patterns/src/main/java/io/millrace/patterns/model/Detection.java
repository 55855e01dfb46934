package io.millrace.patterns.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern looks for. Windows slide in event time: an event at {@code t} sees those in {@code
 * (t - window, t]}.
 */
public sealed interface Detection {

  /** Single events and sequences. */
  record Eql(Query query) implements Detection {}

  /** What is computed of a window's events. */
  enum Aggregate {
    COUNT,
    DISTINCT,
    SUM,
    AVERAGE,
    PERCENTILE
  }

  /** Events, and what tells them apart. */
  record Selection(EventSelector events, List<Key> keys) {
    public Selection {
      keys = List.copyOf(keys);
    }
  }

  /** What an aggregate is compared with. */
  record Bound(Expression.Comparison comparison, BigDecimal limit) {}

  /**
   * An aggregate that compares so with numbers.
   *
   * @param selections an event of any of them counts, once for each values of keys; as many keys in
   *     every one
   * @param value what is aggregated; null for a count
   * @param percent of a percentile, above 0 and up to 100; else 0
   * @param bounds at least one; it has to keep to all of them
   * @param leastEvents how many there have to be, 1 or more
   */
  record Threshold(
      List<Selection> selections,
      Aggregate aggregate,
      @Nullable Expression value,
      BigDecimal percent,
      List<Bound> bounds,
      Duration window,
      int leastEvents)
      implements Detection {
    public Threshold {
      selections = List.copyOf(selections);
      bounds = List.copyOf(bounds);
    }

    /** Of one selection. */
    public Threshold(
        EventSelector events,
        List<Key> keys,
        Aggregate aggregate,
        @Nullable Expression value,
        BigDecimal percent,
        List<Bound> bounds,
        Duration window,
        int leastEvents) {
      this(
          List.of(new Selection(events, keys)),
          aggregate,
          value,
          percent,
          bounds,
          window,
          leastEvents);
    }
  }

  /** A combination of values that the key has not had for this long. */
  record NewTerms(
      EventSelector events,
      List<Key> keys,
      List<Expression> terms,
      Duration history,
      Duration learn)
      implements Detection {
    public NewTerms {
      keys = List.copyOf(keys);
      terms = List.copyOf(terms);
    }
  }

  /** What a spike is compared with. */
  enum Season {
    NONE,
    DAY,
    WEEK
  }

  /** Which way. */
  enum Direction {
    UP,
    DOWN,
    BOTH
  }

  /**
   * An aggregate of an interval that is unlike those of the intervals before, or of the same place
   * in the seasons before.
   *
   * @param aggregate COUNT, SUM or AVERAGE
   * @param history how many intervals are remembered, at most
   * @param warmUp how many are needed before anything is unlike them
   * @param confidence above 0 and below 1, of a value's being unlike
   * @param least what the greater of the value and of what is usual has to reach
   */
  record Spike(
      EventSelector events,
      List<Key> keys,
      Aggregate aggregate,
      @Nullable Expression value,
      Duration interval,
      Season season,
      int history,
      int warmUp,
      double confidence,
      Direction direction,
      double least)
      implements Detection {
    public Spike {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Two events in a row of one key that lie further apart than one can travel meanwhile.
   *
   * @param latitude in degrees
   * @param longitude in degrees
   * @param leastKm shorter ways are not looked at
   */
  record GeoVelocity(
      EventSelector events,
      List<Key> keys,
      Expression latitude,
      Expression longitude,
      double fasterThanKmPerHour,
      double leastKm,
      Duration window)
      implements Detection {
    public GeoVelocity {
      keys = List.copyOf(keys);
    }
  }

  /** An event that a key had regularly and that did not come for this long. */
  record Heartbeat(EventSelector events, List<Key> keys, Duration within) implements Detection {
    public Heartbeat {
      keys = List.copyOf(keys);
    }
  }

  /**
   * One event at least of each kind in a window, of the same keys; or so many of the kinds as the
   * clauses say, or so many in their order.
   *
   * @param ordered whether there have to be such that come in this order, whatever else comes
   * @param clauses all of them have to be true; if there are none, each kind has to be there. With
   *     clauses there is no order, and a kind is one event that is not said to be missing
   * @param least of how many kinds there have to be such in this order; 0 for all. Of less than all
   *     a kind is one event that is not said to be missing
   */
  record Temporal(
      List<Query.Stage> kinds, Duration window, boolean ordered, List<Clause> clauses, int least)
      implements Detection {
    public Temporal {
      kinds = List.copyOf(kinds);
      clauses = List.copyOf(clauses);
      boolean single = kinds.stream().allMatch(kind -> kind.runs() == 1 && !kind.missing());
      if (!clauses.isEmpty() && (ordered || !single)) {
        throw new IllegalArgumentException("clauses are of single events in any order");
      }
      if (least != 0 && (!ordered || !single || least < 0 || least >= kinds.size())) {
        throw new IllegalArgumentException("some of the kinds are single events in their order");
      }
    }

    /** Of each kind. */
    public Temporal(List<Query.Stage> kinds, Duration window, boolean ordered) {
      this(kinds, window, ordered, List.of(), 0);
    }

    /** As the clauses say. */
    public Temporal(List<Query.Stage> kinds, Duration window, List<Clause> clauses) {
      this(kinds, window, false, clauses, 0);
    }

    /** Of so many kinds in their order, which are less than all. */
    public Temporal(List<Query.Stage> kinds, Duration window, int least) {
      this(kinds, window, true, List.of(), least);
    }
  }

  /**
   * That one of these kinds is there, or one of those is not.
   *
   * @param there by their places
   */
  record Clause(Set<Integer> there, Set<Integer> missing) {
    public Clause {
      there = Set.copyOf(there);
      missing = Set.copyOf(missing);
    }
  }

  /**
   * A count or a combination to which what others find are events too.
   *
   * @param outer a threshold or a temporal one; of what it finds alone it needs no events of its
   *     own: a threshold then has no selection, a kind one of {@link EventSelector#NONE}
   * @param links at least one
   */
  record Chain(Detection outer, List<Link> links) implements Detection {

    /** Of detections within one another, the outermost counted. */
    public static final int MOST_DEEP = 4;

    public Chain {
      if (!(outer instanceof Threshold || outer instanceof Temporal)) {
        throw new IllegalArgumentException("findings are no events to " + outer);
      }
      links = List.copyOf(links);
    }
  }

  /**
   * That findings of a detection are events of another one, at the time at which they are found. Of
   * fields they have the keys of their detection only.
   *
   * @param name for people
   * @param detection a threshold, a temporal one or a chain
   * @param kind of a temporal one's kinds, from 0 on; 0 of a threshold
   * @param keys the keys of the other detection, by their places among those of this one
   * @param value what a threshold aggregates, likewise; -1 if that is nothing
   */
  record Link(String name, Detection detection, int kind, List<Integer> keys, int value) {
    public Link {
      keys = List.copyOf(keys);
    }
  }
}
