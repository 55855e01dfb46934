package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Direction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The aggregate of each interval (they begin at whole multiples of their length, in UTC), compared
 * with those before when the interval is over; see {@link Baseline}. What was unlike is part of the
 * baseline from then on, as everything is.
 *
 * <p>From a key's first event on, an interval without events has the count or sum 0, and no
 * average. An empty interval is never a spike upwards. The variance of counts is taken to be their
 * mean at least, as that of events that come by chance. A key without events for as long as its
 * baseline reaches back is forgotten.
 */
final class SpikeMachine extends Machine<SpikeState> {

  private static final MathContext SHOWN = new MathContext(6);

  private static final long DAY_MILLIS = 86_400_000;

  /** More places in a season would be more than a key's state should hold. */
  private static final int MOST_PLACES = 2_016;

  private final Detection.Spike spike;
  private final long intervalMillis;
  private final long seasonMillis;
  private final long reachMillis;

  SpikeMachine(Rule rule, Detection.Spike spike, Limits limits, Counters counters) {
    super(SpikeState.class, rule, limits, counters);
    this.spike = spike;
    intervalMillis = spike.interval().toMillis();
    seasonMillis =
        switch (spike.season()) {
          case NONE -> intervalMillis;
          case DAY -> DAY_MILLIS;
          case WEEK -> 7 * DAY_MILLIS;
        };
    if (seasonMillis / intervalMillis > MOST_PLACES) {
      throw new IllegalArgumentException(
          rule + " has more than " + MOST_PLACES + " intervals in a season");
    }
    reachMillis = Math.max(seasonMillis, intervalMillis) * spike.history();
  }

  @Override
  SpikeState empty() {
    return new SpikeState();
  }

  @Override
  SpikeState read(StateReader in) {
    return SpikeState.read(in);
  }

  @Override
  void add(SpikeState state, Match match, Hit hit, Consumer<Finding> found) {
    long interval = Math.floorDiv(match.timeMillis(), intervalMillis);
    if (state.last == null) {
      state.interval = interval;
    }
    while (state.interval < interval) {
      close(state);
    }
    Seen event = Seen.of(match, hit, 0);
    if (state.first == null) {
      state.first = event;
    }
    state.last = event;
    state.count++;
    if (!hit.values().isEmpty() && hit.values().get(0) instanceof BigDecimal number) {
      state.sum = state.sum.add(number);
    }
  }

  @Override
  long deadline(SpikeState state) {
    boolean asks = state.first != null || spike.direction() != Direction.UP;
    if (state.last == null || !asks || intervalEnd(state) > expiry(state)) {
      return NEVER;
    }
    return intervalEnd(state);
  }

  /** Its last millisecond. */
  private long intervalEnd(SpikeState state) {
    return (state.interval + 1) * intervalMillis - 1;
  }

  @Override
  void due(SpikeState state, long atMillis, Consumer<Finding> found) {
    Baseline baseline = state.baselines.getOrDefault(place(state.interval), Baseline.EMPTY);
    if (hasValue(state) && baseline.count() >= spike.warmUp()) {
      double value = value(state);
      double leastVariance = spike.aggregate() == Aggregate.COUNT ? baseline.mean() : 0;
      if (Math.max(value, baseline.mean()) >= spike.least()
          && baseline.isUnlike(value, spike.confidence(), spike.direction(), leastVariance)) {
        found.accept(finding(state, value, baseline, atMillis));
      }
    }
    close(state);
  }

  private boolean hasValue(SpikeState state) {
    return state.count > 0 || spike.aggregate() != Aggregate.AVERAGE;
  }

  private double value(SpikeState state) {
    return switch (spike.aggregate()) {
      case COUNT -> state.count;
      case SUM -> state.sum.doubleValue();
      case AVERAGE -> state.sum.doubleValue() / state.count;
      case DISTINCT, PERCENTILE ->
          throw new IllegalStateException("no spikes of " + spike.aggregate());
    };
  }

  private int place(long interval) {
    return (int) (Math.floorMod(interval * intervalMillis, seasonMillis) / intervalMillis);
  }

  private void close(SpikeState state) {
    if (hasValue(state)) {
      double value = value(state);
      state.baselines.merge(
          place(state.interval),
          Baseline.EMPTY.plus(value, spike.history()),
          (before, first) -> before.plus(value, spike.history()));
    }
    state.interval++;
    state.first = null;
    state.count = 0;
    state.sum = BigDecimal.ZERO;
  }

  private Finding finding(SpikeState state, double value, Baseline baseline, long atMillis) {
    Seen first = state.first;
    Seen last = state.last;
    List<Seen> events =
        last == null
            ? List.of()
            : first == null || first.ref().equals(last.ref())
                ? List.of(last)
                : List.of(first, last);
    return new Finding(
        events,
        state.count,
        atMillis,
        true,
        false,
        spike.aggregate().name().toLowerCase(Locale.ROOT)
            + " of "
            + Spans.text(intervalMillis)
            + " is "
            + number(value)
            + ", usual is "
            + number(baseline.mean())
            + " (of "
            + baseline.count()
            + " before)");
  }

  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value, SHOWN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  @Override
  long expiry(SpikeState state) {
    return state.last == null
        ? Long.MIN_VALUE
        : Spans.end(state.last.timeMillis(), reachMillis) - 1;
  }
}
