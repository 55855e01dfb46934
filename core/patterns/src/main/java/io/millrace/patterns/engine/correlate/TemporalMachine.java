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
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One event at least of each kind (as many as its runs) in {@code (t - window, t]}, and none of a
 * kind that should be missing; looked at at each event. Found when that becomes true, and again
 * after it was false at an event or the window was empty; with a suppression at each event at which
 * it is true. If there are clauses, these say of which kinds there is an event, and at an event of
 * any kind it may be found.
 *
 * <p>Unordered, one event may be of several kinds. Ordered, there has to be an event of each kind
 * after one of the kind before: other events of the kinds may lie between them. If not all kinds
 * are asked for, any may be left out until so many are there.
 *
 * <p>Ordered, the state has a way of each length to each kind, where that can still become one that
 * is long enough: of those that end with the newest event the one that begins last. A later event
 * of that kind ends one that begins no earlier, so what is over is never missed. Of ways that begin
 * at one time it is the one through the later kinds.
 */
final class TemporalMachine extends Machine<TemporalState> {

  private final long windowMillis;
  private final boolean ordered;

  /** The kind of each list of the state; in an order, of each step. */
  private final int[] kinds;

  /** How many lists there are for each length of a way: how many kinds it may have left out. */
  private final int lanes;

  private final int lists;

  /** How many events of each kind. */
  private final int[] runs;

  private final long unwanted;
  private final long wanted;

  /** A bit for each kind that makes a clause true. */
  private record Mask(long there, long missing) {}

  private final Mask[] clauses;

  private TemporalMachine(
      Rule rule,
      Detection.Temporal temporal,
      int[] kinds,
      long unwanted,
      Limits limits,
      Counters counters) {
    super(TemporalState.class, rule, limits, counters);
    windowMillis = temporal.window().toMillis();
    ordered = temporal.ordered();
    this.kinds = kinds;
    lanes = temporal.least() == 0 ? 1 : kinds.length - temporal.least() + 1;
    lists = lanes * (kinds.length - lanes + 1);
    this.unwanted = unwanted;
    runs = temporal.kinds().stream().mapToInt(Query.Stage::runs).toArray();
    long all = 0;
    for (int kind : kinds) {
      all |= 1L << kind;
    }
    wanted = all;
    clauses =
        temporal.clauses().stream()
            .map(clause -> new Mask(bits(clause.there()), bits(clause.missing())))
            .toArray(Mask[]::new);
  }

  private static long bits(Set<Integer> kinds) {
    return kinds.stream().mapToLong(kind -> 1L << kind).reduce(0, (one, other) -> one | other);
  }

  static TemporalMachine of(
      Rule rule, Detection.Temporal temporal, Limits limits, Counters counters) {
    List<Integer> kinds = new ArrayList<>();
    long unwanted = 0;
    for (int kind = 0; kind < temporal.kinds().size(); kind++) {
      Query.Stage stage = temporal.kinds().get(kind);
      if (stage.missing()) {
        unwanted |= 1L << kind;
      } else {
        for (int run = 0; run < (temporal.ordered() ? stage.runs() : 1); run++) {
          kinds.add(kind);
        }
      }
    }
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(rule + " has no event");
    }
    return new TemporalMachine(
        rule,
        temporal,
        kinds.stream().mapToInt(Integer::intValue).toArray(),
        unwanted,
        limits,
        counters);
  }

  @Override
  TemporalState empty() {
    return new TemporalState(lists, lanes > 1);
  }

  @Override
  TemporalState read(StateReader in) {
    return TemporalState.read(lists, lanes > 1, in);
  }

  @Override
  void add(TemporalState state, Match match, Hit hit, Consumer<Finding> found) {
    long now = match.timeMillis();
    for (int i = 0; i < lists; i++) {
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
    for (int i = lists - 1; i >= 0; i--) {
      int kind = kinds[i / lanes + i % lanes];
      if (hit.is(kind)) {
        put(state, i, Seen.of(match, hit, kind));
      }
    }
    boolean before = state.holds;
    state.holds = !unwantedInWindow && isComplete(state);
    if (state.holds
        && (!before || (repeats() && isPart(state, match)))
        && (hit.steps() & wanted) != 0) {
      found.accept(finding(state, match));
    }
  }

  private boolean isOver(long millis, long now) {
    return Spans.end(millis, windowMillis) <= now;
  }

  private void put(TemporalState state, int i, Seen event) {
    List<Seen> events = new ArrayList<>();
    if (ordered) {
      if (i >= lanes) {
        int lane = i % lanes;
        List<Seen> way = lastBegun(state.newest.subList(i - lane - lanes, i - lanes + 1));
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
  private static List<Seen> lastBegun(List<List<Seen>> ways) {
    List<Seen> last = List.of();
    for (List<Seen> way : ways) {
      if (last.isEmpty()
          || (!way.isEmpty() && way.get(0).timeMillis() >= last.get(0).timeMillis())) {
        last = way;
      }
    }
    return last;
  }

  /** Those that are long enough. */
  private List<List<Seen>> whole(TemporalState state) {
    return state.newest.subList(lists - lanes, lists);
  }

  private boolean isComplete(TemporalState state) {
    if (ordered) {
      return whole(state).stream().anyMatch(way -> !way.isEmpty());
    }
    if (clauses.length > 0) {
      long there = there(state);
      return Arrays.stream(clauses)
          .allMatch(clause -> (clause.there & there) != 0 || (clause.missing & ~there) != 0);
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
  private boolean isPart(TemporalState state, Match match) {
    return !ordered || whole(state).stream().anyMatch(way -> endsWith(way, match));
  }

  private static boolean endsWith(List<Seen> way, Match match) {
    return !way.isEmpty() && way.get(way.size() - 1).ref().equals(match.ref());
  }

  /** What is told of: one that ends now, if there is one. */
  private List<Seen> way(TemporalState state, Match match) {
    List<List<Seen>> ended = whole(state).stream().filter(way -> endsWith(way, match)).toList();
    return lastBegun(ended.isEmpty() ? whole(state) : ended);
  }

  private Finding finding(TemporalState state, Match match) {
    // One of several kinds is one event.
    Set<EventRef> known = new HashSet<>();
    List<Seen> events =
        ordered
            ? way(state, match)
            : state.newest.stream()
                .flatMap(List::stream)
                .sorted(
                    Comparator.comparingLong(Seen::timeMillis)
                        .thenComparing(Seen::ref)
                        .thenComparingInt(Seen::step))
                .filter(event -> known.add(event.ref()))
                .toList();
    int count =
        lanes > 1 ? events.size() : Long.bitCount(clauses.length > 0 ? there(state) : wanted);
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
