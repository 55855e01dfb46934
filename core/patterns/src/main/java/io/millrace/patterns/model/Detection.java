package io.millrace.patterns.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
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

  /**
   * Events, and what tells them apart.
   *
   * @param value what is aggregated of these, if that is not of all selections the same; only in a
   *     {@link Chain}
   */
  record Selection(EventSelector events, List<Key> keys, @Nullable Expression value) {
    public Selection {
      keys = List.copyOf(keys);
    }

    /** Of which the same is aggregated as of all others. */
    public Selection(EventSelector events, List<Key> keys) {
      this(events, keys, null);
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
   * One event at least of each kind in a window, of the same keys; or of those that are asked for.
   *
   * @param ordered whether there have to be such that come in this order, whatever else comes
   * @param asked null: each kind. Else a kind is one event that is not said to be missing. In an
   *     order a {@link Combination.Count} is of the most kinds that come in it, whichever are left
   *     out; of anything else one alternative has to come in it, and what is to be absent may not
   *     come at all
   */
  record Temporal(
      List<Query.Stage> kinds, Duration window, boolean ordered, @Nullable Combination asked)
      implements Detection {
    public Temporal {
      kinds = List.copyOf(kinds);
      if (asked != null && kinds.stream().anyMatch(kind -> kind.runs() > 1 || kind.missing())) {
        throw new IllegalArgumentException("what is asked of kinds is of single events");
      }
    }

    /** Of each kind. */
    public Temporal(List<Query.Stage> kinds, Duration window, boolean ordered) {
      this(kinds, window, ordered, null);
    }
  }

  /**
   * A count or a combination to which what others find are events too.
   *
   * @param outer a threshold or a temporal one; of what it finds alone it needs no events of its
   *     own: a threshold then has no selection, a kind one of {@link EventSelector#NONE}
   * @param links at least one, but where selections have values of their own. An event of several
   *     of those counts with the value of the first that has one
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
   * That findings of a detection are events of another one, at the time at which they are found.
   *
   * @param name for people
   * @param detection a threshold, a temporal one or a chain
   * @param kind of a temporal one's kinds, from 0 on; 0 of a threshold
   * @param keys the keys of the other detection
   * @param value what a threshold aggregates, of several their combination; empty if nothing
   */
  record Link(
      String name, Detection detection, int kind, List<FoundField> keys, List<FoundField> value) {
    public Link {
      keys = List.copyOf(keys);
      value = List.copyOf(value);
    }
  }

  /** What a finding has as an event: the keys of its detection, and fields of one event. */
  sealed interface FoundField {

    /** A key of its detection, by its place. */
    record OfKey(int place) implements FoundField {}

    /** Of the event at which it was found, whichever detection that was an event of. */
    record OfEvent(Key key) implements FoundField {}
  }
}
