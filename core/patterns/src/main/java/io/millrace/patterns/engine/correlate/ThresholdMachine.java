package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.ExpressionText;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hashes;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression.Comparison;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate of the events in {@code (t - window, t]}, looked at at each event: found when the
 * condition becomes true, and again after it was false at an event or the window was empty. With a
 * suppression it is found at each event at which it is true.
 *
 * <p>Exact up to the limit of events in a window. Beyond it the newest are kept: they suffice to
 * tell that there are at least as many events or values as asked for; all else is approximate then.
 */
final class ThresholdMachine extends Machine<ThresholdState> {

  /** A count or number of values above it can't be asked for. */
  private static final int MOST_ASKED = 100_000;

  private final Detection.Threshold threshold;
  private final long windowMillis;
  private final int room;
  private final boolean roomSuffices;

  ThresholdMachine(Rule rule, Detection.Threshold threshold, Limits limits, Counters counters) {
    super(ThresholdState.class, rule, limits, counters);
    this.threshold = threshold;
    windowMillis = threshold.window().toMillis();
    roomSuffices =
        counts() && threshold.bounds().stream().allMatch(bound -> isAtLeast(bound.comparison()));
    room =
        Math.max(limits.window(), roomSuffices ? asked(rule, threshold) : threshold.leastEvents());
  }

  private boolean counts() {
    return threshold.aggregate() == Detection.Aggregate.COUNT || isDistinct();
  }

  private boolean isDistinct() {
    return threshold.aggregate() == Detection.Aggregate.DISTINCT;
  }

  private static boolean isAtLeast(Comparison comparison) {
    return comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL;
  }

  private static int asked(Rule rule, Detection.Threshold threshold) {
    BigDecimal most = BigDecimal.ZERO;
    for (Detection.Bound bound : threshold.bounds()) {
      most = most.max(bound.limit());
    }
    if (most.compareTo(BigDecimal.valueOf(MOST_ASKED)) > 0) {
      throw new IllegalArgumentException(rule + " asks for more than " + MOST_ASKED);
    }
    return most.setScale(0, RoundingMode.CEILING).intValueExact() + 1;
  }

  static Seen bare(long millis, EventRef ref) {
    return new Seen(millis, ref, 0, List.of(), List.of());
  }

  @Override
  ThresholdState empty() {
    return new ThresholdState();
  }

  @Override
  ThresholdState read(StateReader in) {
    return ThresholdState.read(in);
  }

  @Override
  void add(ThresholdState state, Match match, Hit hit, Consumer<Finding> found) {
    long now = match.timeMillis();
    prune(state, now);
    if (entries(state).isEmpty()) {
      state.holds = false;
    }
    Seen event = Seen.of(match, hit, 0);
    put(state, event, hit.values().isEmpty() ? null : hit.values().get(0));
    boolean before = state.holds;
    state.holds = holds(state);
    if (state.holds && (!before || repeats())) {
      found.accept(finding(state, event));
    }
  }

  private void prune(ThresholdState state, long now) {
    while (!state.entries.isEmpty() && isOver(state.entries.getFirst(), now)) {
      state.removeFirst();
    }
    Iterator<ThresholdState.Entry> oldest = state.byValue.values().iterator();
    while (oldest.hasNext() && isOver(oldest.next(), now)) {
      oldest.remove();
    }
  }

  private boolean isOver(ThresholdState.Entry entry, long now) {
    return Spans.end(entry.event().timeMillis(), windowMillis) <= now;
  }

  private void put(ThresholdState state, Seen event, @Nullable Object value) {
    Seen bare = bare(event.timeMillis(), event.ref());
    ThresholdState.Entry removed = null;
    if (isDistinct()) {
      StateWriter bytes = new StateWriter();
      bytes.value(value);
      long hash = Hashes.of(bytes.toBytes());
      state.addDistinct(new ThresholdState.Entry(bare, null, hash));
      if (state.byValue.size() > room) {
        removed = state.byValue.values().iterator().next();
        state.byValue.remove(removed.value());
      }
    } else {
      state.add(new ThresholdState.Entry(bare, (BigDecimal) value, 0));
      if (state.entries.size() > room) {
        removed = state.removeFirst();
      }
    }
    if (removed != null) {
      counters().count(Counter.WINDOW_CAPPED);
      state.inexactUntilMillis = Spans.end(removed.event().timeMillis(), windowMillis);
    }
  }

  private static Collection<ThresholdState.Entry> entries(ThresholdState state) {
    return state.byValue.isEmpty() ? state.entries : state.byValue.values();
  }

  private boolean holds(ThresholdState state) {
    return entries(state).size() >= threshold.leastEvents()
        && threshold.bounds().stream().allMatch(bound -> holds(state, bound));
  }

  private boolean holds(ThresholdState state, Detection.Bound bound) {
    Comparison comparison = bound.comparison();
    BigDecimal limit = bound.limit();
    BigDecimal number = BigDecimal.valueOf(entries(state).size());
    return switch (threshold.aggregate()) {
      case COUNT, DISTINCT -> comparison.holds(number.compareTo(limit));
      case SUM -> comparison.holds(state.sum.compareTo(limit));
      case AVERAGE -> comparison.holds(state.sum.compareTo(limit.multiply(number)));
      case PERCENTILE -> percentileCompares(state, bound);
    };
  }

  /** Without sorting: the number at a rank is below the limit if as many are. */
  private boolean percentileCompares(ThresholdState state, Detection.Bound bound) {
    int below = 0;
    int equal = 0;
    for (ThresholdState.Entry entry : state.entries) {
      int compared = number(entry).compareTo(bound.limit());
      below += compared < 0 ? 1 : 0;
      equal += compared == 0 ? 1 : 0;
    }
    int rank = rank(state.entries.size());
    return bound.comparison().holds(rank <= below ? -1 : rank <= below + equal ? 0 : 1);
  }

  /** The nearest rank, from 1 on. */
  private int rank(int size) {
    return threshold
        .percent()
        .multiply(BigDecimal.valueOf(size))
        .movePointLeft(2)
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  private static BigDecimal number(ThresholdState.Entry entry) {
    return entry.number() == null ? BigDecimal.ZERO : entry.number();
  }

  private Finding finding(ThresholdState state, Seen last) {
    List<Seen> events = new ArrayList<>();
    entries(state).forEach(entry -> events.add(entry.event()));
    events.set(events.size() - 1, last);
    boolean inexact = state.inexactUntilMillis > last.timeMillis();
    return new Finding(
        Finding.shown(events, limits().alertEvents()),
        events.size(),
        last.timeMillis(),
        false,
        inexact && !roomSuffices,
        threshold.aggregate().name().toLowerCase(Locale.ROOT)
            + " is "
            + (inexact ? "about " : "")
            + ExpressionText.ofValue(aggregate(state))
            + ", which is "
            + threshold.bounds().stream()
                .map(
                    bound ->
                        ExpressionText.sign(bound.comparison())
                            + " "
                            + ExpressionText.ofValue(bound.limit()))
                .collect(Collectors.joining(" and "))
            + ", in "
            + Spans.text(windowMillis));
  }

  private BigDecimal aggregate(ThresholdState state) {
    int size = entries(state).size();
    return switch (threshold.aggregate()) {
      case COUNT, DISTINCT -> BigDecimal.valueOf(size);
      case SUM -> state.sum;
      case AVERAGE -> state.sum.divide(BigDecimal.valueOf(size), MathContext.DECIMAL64);
      case PERCENTILE ->
          state.entries.stream()
              .map(ThresholdMachine::number)
              .sorted()
              .skip(rank(size) - 1L)
              .findFirst()
              .orElse(BigDecimal.ZERO);
    };
  }

  @Override
  long expiry(ThresholdState state) {
    return entries(state).isEmpty()
        ? Long.MIN_VALUE
        : Spans.end(state.lastMillis, windowMillis) - 1;
  }
}
