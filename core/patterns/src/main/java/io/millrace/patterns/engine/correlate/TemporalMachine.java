package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One event at least of each kind (as many as its runs) in {@code (t - window, t]}, and none of a
 * kind that should be missing; or what is asked of the kinds. It is looked at at each event. Found
 * when that becomes true, and again after it was false at an event or the window was empty; with a
 * suppression at each event at which it is true.
 *
 * <p>Unordered, one event may be of several kinds. Ordered, there has to be an event of each kind
 * of a way after one of the kind before: other events of the kinds may lie between them.
 */
final class TemporalMachine extends Machine<TemporalState> {

  /** Ends last, begins last, goes through later kinds. */
  private static final Comparator<List<Seen>> BEST =
      Comparator.<List<Seen>>comparingLong(way -> last(way).timeMillis())
          .thenComparing(way -> last(way).ref())
          .thenComparing(TemporalMachine::byBeginning);

  private final long windowMillis;
  private final boolean ordered;
  private final @Nullable Combination asked;

  /** The kind of each list of the state. */
  private final int[] kinds;

  /** Of an order. */
  private final Ways ways;

  /** How many events of each kind. */
  private final int[] runs;

  private final long unwanted;
  private final long wanted;

  TemporalMachine(Rule rule, Detection.Temporal temporal, Limits limits, Counters counters) {
    super(TemporalState.class, rule, limits, counters);
    windowMillis = temporal.window().toMillis();
    ordered = temporal.ordered();
    asked = temporal.asked();
    runs = temporal.kinds().stream().mapToInt(Query.Stage::runs).toArray();
    unwanted = bits(temporal, true);
    wanted = bits(temporal, false);
    if (wanted == 0) {
      throw new IllegalArgumentException(rule + " has no event");
    }
    ways = ordered ? Ways.of(temporal) : new Ways(List.of(), List.of());
    kinds =
        ordered
            ? ways.steps().stream().mapToInt(Ways.Step::kind).toArray()
            : IntStream.range(0, runs.length).filter(kind -> (wanted >> kind & 1) != 0).toArray();
  }

  /** A bit for each kind that should be missing, or should not. */
  private static long bits(Detection.Temporal temporal, boolean missing) {
    return IntStream.range(0, temporal.kinds().size())
        .filter(kind -> temporal.kinds().get(kind).missing() == missing)
        .mapToLong(kind -> 1L << kind)
        .reduce(0, (one, other) -> one | other);
  }

  @Override
  TemporalState empty() {
    return new TemporalState(kinds.length, isOfSome());
  }

  @Override
  TemporalState read(StateReader in) {
    return TemporalState.read(kinds.length, isOfSome(), in);
  }

  private boolean isOfSome() {
    return ordered && asked != null;
  }

  @Override
  void add(TemporalState state, Match match, Hit hit, Consumer<Finding> told) {
    long now = match.timeMillis();
    for (int i = 0; i < kinds.length; i++) {
      List<Seen> events = state.newest.get(i);
      if (!ordered) {
        state.newest.set(
            i, events.stream().filter(event -> !isOver(event.timeMillis(), now)).toList());
      } else if (!events.isEmpty() && isOver(events.get(0).timeMillis(), now)) {
        state.newest.set(i, List.of());
      }
    }
    boolean unwantedInWindow =
        state.unwantedMillis != Partial.NONE && !isOver(state.unwantedMillis, now);
    if (!unwantedInWindow && state.newest.stream().allMatch(List::isEmpty)) {
      state.holds = false;
    }
    if ((hit.steps() & unwanted) != 0) {
      state.unwantedMillis = now;
      unwantedInWindow = true;
    }
    // An event is one step of a way: none goes on from one that it has just ended.
    for (int i = kinds.length - 1; i >= 0; i--) {
      int kind = kinds[i];
      if (hit.is(kind)) {
        put(state, i, Seen.of(match, hit, kind));
      }
    }
    boolean before = state.holds;
    List<List<Seen>> found = ordered ? ways(state, match, hit) : List.of();
    state.holds = !unwantedInWindow && (ordered ? !found.isEmpty() : isComplete(state));
    if (state.holds
        && (!before || (repeats() && isPart(found, match)))
        && (hit.steps() & wanted) != 0) {
      told.accept(finding(state, ordered ? Collections.max(found, BEST) : newest(state), match));
    }
  }

  private boolean isOver(long millis, long now) {
    return Spans.end(millis, windowMillis) <= now;
  }

  private void put(TemporalState state, int i, Seen event) {
    List<Seen> events = new ArrayList<>();
    if (ordered) {
      List<Integer> from = ways.steps().get(i).before();
      if (!from.isEmpty()) {
        List<Seen> way = lastBegun(from, state);
        if (way.isEmpty()) {
          return;
        }
        // Its first event is not before that of the way that was here: it came later.
        events.addAll(way);
      }
    } else {
      List<Seen> before = state.newest.get(i);
      int runsOfKind = runs[kinds[i]];
      events.addAll(before.subList(Math.max(0, before.size() - runsOfKind + 1), before.size()));
    }
    events.add(event);
    state.newest.set(i, events);
  }

  /** Of several the one through later kinds; empty if all are. */
  private static List<Seen> lastBegun(List<Integer> steps, TemporalState state) {
    List<Seen> last = List.of();
    for (int step : steps) {
      List<Seen> way = state.newest.get(step);
      if (last.isEmpty()
          || (!way.isEmpty() && way.get(0).timeMillis() >= last.get(0).timeMillis())) {
        last = way;
      }
    }
    return last;
  }

  /** What is looked for and there; empty if nothing is. */
  private List<List<Seen>> ways(TemporalState state, Match match, Hit hit) {
    List<Ways.Goal> reached =
        ways.goals().stream()
            .filter(goal -> goal.ends().isEmpty() || anyWay(goal.ends(), state))
            .filter(goal -> !anyWay(goal.absent(), state))
            .toList();
    List<List<Seen>> found = new ArrayList<>();
    for (Ways.Goal goal : reached) {
      if (reached.stream().anyMatch(other -> other.isPartOf(goal))) {
        continue; // less is enough
      }
      if (goal.ends().isEmpty()) {
        found.add(List.of(Seen.of(match, hit, Long.numberOfTrailingZeros(hit.steps() & wanted))));
      }
      goal.ends().stream().map(state.newest::get).filter(way -> !way.isEmpty()).forEach(found::add);
    }
    return found;
  }

  private static boolean anyWay(List<Integer> steps, TemporalState state) {
    return steps.stream().anyMatch(step -> !state.newest.get(step).isEmpty());
  }

  private boolean isComplete(TemporalState state) {
    if (asked != null) {
      return asked.holds(there(state));
    }
    for (int i = 0; i < kinds.length; i++) {
      if (state.newest.get(i).size() < runs[kinds[i]]) {
        return false;
      }
    }
    return true;
  }

  /** A bit for each kind of which there is an event. */
  private long there(TemporalState state) {
    long there = 0;
    for (int i = 0; i < kinds.length; i++) {
      there |= state.newest.get(i).isEmpty() ? 0 : 1L << kinds[i];
    }
    return there;
  }

  /** Whether what is found now has not been found before. */
  private boolean isPart(List<List<Seen>> found, Match match) {
    return !ordered || found.stream().anyMatch(way -> last(way).ref().equals(match.ref()));
  }

  private static Seen last(List<Seen> way) {
    return way.get(way.size() - 1);
  }

  private static int byBeginning(List<Seen> one, List<Seen> other) {
    int begins = Long.compare(one.get(0).timeMillis(), other.get(0).timeMillis());
    for (int i = 1; begins == 0 && i <= Math.min(one.size(), other.size()); i++) {
      begins = Integer.compare(one.get(one.size() - i).step(), other.get(other.size() - i).step());
    }
    return begins == 0 ? Integer.compare(one.size(), other.size()) : begins;
  }

  /** One of several kinds is one event. */
  private static List<Seen> newest(TemporalState state) {
    Set<EventRef> known = new HashSet<>();
    return state.newest.stream()
        .flatMap(List::stream)
        .sorted(
            Comparator.comparingLong(Seen::timeMillis)
                .thenComparing(Seen::ref)
                .thenComparingInt(Seen::step))
        .filter(event -> known.add(event.ref()))
        .toList();
  }

  private Finding finding(TemporalState state, List<Seen> events, Match match) {
    int count = isOfSome() ? events.size() : Long.bitCount(asked == null ? wanted : there(state));
    return new Finding(
        Finding.shown(events, limits().alertEvents()),
        events.size(),
        match.timeMillis(),
        false,
        false,
        events.size()
            + " events of "
            + count
            + (count == 1 ? " kind" : " kinds")
            + (ordered ? " in their order" : "")
            + " in "
            + Spans.of(events));
  }

  @Override
  long expiry(TemporalState state) {
    long last = state.unwantedMillis;
    for (List<Seen> events : state.newest) {
      if (!events.isEmpty()) {
        last = Math.max(last, events.get(events.size() - 1).timeMillis());
      }
    }
    return last == Partial.NONE ? Long.MIN_VALUE : Spans.end(last, windowMillis) - 1;
  }
}
