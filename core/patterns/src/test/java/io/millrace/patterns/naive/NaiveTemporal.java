package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Events of several kinds in {@code (t - window, t]}, looked at at each event of one of the kinds.
 *
 * <p>Fires when all are there and none that should be missing, and again after that was not so at
 * an event or the window was empty; only at an event of a kind that should be there. An alert has
 * the newest events of each kind; of ordered ones the newest last, the newest before it, and so on.
 * Where something else is asked of the kinds, an alert has the newest event of each that is there.
 * Where it is asked of an order, all choices of kinds are tried.
 */
final class NaiveTemporal {

  private final Rule.Temporal rule;
  private final List<Rule.Step> wanted = new ArrayList<>();
  private final List<Rule.Step> unwanted = new ArrayList<>();

  NaiveTemporal(Rule.Temporal rule) {
    this.rule = rule;
    rule.kinds().forEach(kind -> (kind.missing() ? unwanted : wanted).add(kind));
  }

  /** Where {@code always}, fires at each event that is part of what is there. */
  List<Found> find(List<PlainEvent> sorted, boolean always) {
    Set<List<String>> keys = new LinkedHashSet<>();
    for (PlainEvent event : sorted) {
      for (Rule.Step kind : rule.kinds()) {
        List<String> key = Rule.By.valuesOf(kind.by(), event);
        if (key != null) {
          keys.add(key);
        }
      }
    }
    List<Found> found = new ArrayList<>();
    for (List<String> key : keys) {
      List<PlainEvent> events =
          sorted.stream()
              .filter(event -> rule.kinds().stream().anyMatch(kind -> kind.takes(event, key)))
              .toList();
      boolean before = false;
      for (int i = 0; i < events.size(); i++) {
        PlainEvent event = events.get(i);
        List<PlainEvent> window = NaiveWindows.window(events, i, rule.window());
        List<PlainEvent> there =
            anyTakes(unwanted, window, key)
                ? List.of()
                : rule.asked() == null
                    ? rule.ordered() ? ordered(window, key) : unordered(window, key)
                    : rule.ordered()
                        ? best(inOrder(rule.asked(), window, key), window, key)
                        : asked(rule.asked(), window, key);
        boolean now = !there.isEmpty();
        if (now
            && ((always && there.contains(event)) || !before || window.size() == 1)
            && anyTakes(wanted, List.of(event), key)) {
          found.add(Found.foundAt(key, there, event));
        }
        before = now;
      }
    }
    return found;
  }

  private List<PlainEvent> unordered(List<PlainEvent> window, List<String> key) {
    Set<PlainEvent> there = new LinkedHashSet<>();
    for (Rule.Step kind : wanted) {
      List<PlainEvent> ofKind = window.stream().filter(e -> kind.takes(e, key)).toList();
      if (ofKind.size() < kind.runs()) {
        return List.of();
      }
      there.addAll(ofKind.subList(ofKind.size() - kind.runs(), ofKind.size()));
    }
    return there.stream().sorted(PlainEvent.IN_TIME).toList();
  }

  private List<PlainEvent> asked(Occurred asked, List<PlainEvent> window, List<String> key) {
    Set<Integer> kinds = new HashSet<>();
    Set<PlainEvent> newest = new HashSet<>();
    for (int kind = 0; kind < wanted.size(); kind++) {
      for (int i = window.size() - 1; i >= 0 && !kinds.contains(kind); i--) {
        if (wanted.get(kind).takes(window.get(i), key)) {
          kinds.add(kind);
          newest.add(window.get(i));
        }
      }
    }
    return asked.holds(kinds) ? newest.stream().sorted(PlainEvent.IN_TIME).toList() : List.of();
  }

  private List<PlainEvent> ordered(List<PlainEvent> window, List<String> key) {
    List<Rule.Step> kinds = new ArrayList<>();
    for (Rule.Step kind : wanted) {
      for (int run = 0; run < kind.runs(); run++) {
        kinds.add(0, kind);
      }
    }
    return ordered(window, key, kinds);
  }

  /** Of these, of which the last one is the first, each the newest before the one after it. */
  private static List<PlainEvent> ordered(
      List<PlainEvent> window, List<String> key, List<Rule.Step> kinds) {
    List<PlainEvent> there = new ArrayList<>();
    for (int i = window.size() - 1; i >= 0 && there.size() < kinds.size(); i--) {
      if (kinds.get(there.size()).takes(window.get(i), key)) {
        there.add(0, window.get(i));
      }
    }
    return there.size() < kinds.size() ? List.of() : there;
  }

  /** The kinds of which events in their order are told of, as sets of bits. */
  private List<Integer> inOrder(Occurred asked, List<PlainEvent> window, List<String> key) {
    List<Integer> sets = new ArrayList<>();
    for (int set = 0; set < 1 << wanted.size(); set++) {
      if (set == 0 || !ordered(window, key, lastFirst(set)).isEmpty()) {
        sets.add(set);
      }
    }
    if (asked instanceof Occurred.Count count) {
      int most = sets.stream().mapToInt(Integer::bitCount).max().orElseThrow();
      int told = most;
      while (count.counts().contains(told - 1) && told > 1) {
        told--;
      }
      int size = told;
      return count.counts().contains(most)
          ? sets.stream().filter(set -> Integer.bitCount(set) == size).toList()
          : List.of();
    }
    int there = 0;
    for (int kind = 0; kind < wanted.size(); kind++) {
      there |= anyTakes(List.of(wanted.get(kind)), window, key) ? 1 << kind : 0;
    }
    int occurred = there;
    List<Integer> enough =
        sets.stream().filter(set -> isEnough(asked, true, set, occurred)).toList();
    return enough.stream()
        .filter(set -> enough.stream().noneMatch(less -> !less.equals(set) && (less & set) == less))
        .toList();
  }

  /** What is wanted is in the set, and what is not has not occurred at all. */
  private static boolean isEnough(Occurred asked, boolean positive, int set, int occurred) {
    if (asked instanceof Occurred.Not not) {
      return isEnough(not.one(), !positive, set, occurred);
    } else if (asked instanceof Occurred.Both both) {
      boolean one = isEnough(both.one(), positive, set, occurred);
      boolean other = isEnough(both.other(), positive, set, occurred);
      return positive ? one && other : one || other;
    } else if (asked instanceof Occurred.Either either) {
      boolean one = isEnough(either.one(), positive, set, occurred);
      boolean other = isEnough(either.other(), positive, set, occurred);
      return positive ? one || other : one && other;
    }
    int kind = ((Occurred.Kind) asked).kind();
    return positive ? (set >> kind & 1) == 1 : (occurred >> kind & 1) == 0;
  }

  /** One that ends last; of these one that begins last; of these that of the later kinds. */
  private List<PlainEvent> best(List<Integer> sets, List<PlainEvent> window, List<String> key) {
    List<PlainEvent> best = List.of();
    List<Integer> bestKinds = List.of();
    for (int set : sets) {
      List<Integer> kinds = places(set);
      // Where nothing has to be there, it is the event at which that is so.
      List<PlainEvent> there =
          set == 0
              ? window.subList(window.size() - 1, window.size())
              : ordered(window, key, lastFirst(set));
      if (best.isEmpty() || isBetter(window, there, kinds, best, bestKinds)) {
        best = there;
        bestKinds = kinds;
      }
    }
    return best;
  }

  private List<Rule.Step> lastFirst(int set) {
    return places(set).stream().map(wanted::get).toList();
  }

  private List<Integer> places(int set) {
    List<Integer> kinds = new ArrayList<>();
    for (int kind = 0; kind < wanted.size(); kind++) {
      if ((set >> kind & 1) == 1) {
        kinds.add(0, kind);
      }
    }
    return kinds;
  }

  /** Kinds are the last first. */
  private static boolean isBetter(
      List<PlainEvent> window,
      List<PlainEvent> one,
      List<Integer> kinds,
      List<PlainEvent> other,
      List<Integer> otherKinds) {
    int last = window.indexOf(one.get(one.size() - 1));
    int otherLast = window.indexOf(other.get(other.size() - 1));
    if (last != otherLast) {
      return last > otherLast;
    }
    if (one.get(0).time() != other.get(0).time()) {
      return one.get(0).time() > other.get(0).time();
    }
    for (int i = 0; i < Math.min(kinds.size(), otherKinds.size()); i++) {
      if (!kinds.get(i).equals(otherKinds.get(i))) {
        return kinds.get(i) > otherKinds.get(i);
      }
    }
    return kinds.size() > otherKinds.size();
  }

  private static boolean anyTakes(
      List<Rule.Step> kinds, List<PlainEvent> events, List<String> key) {
    return events.stream().anyMatch(e -> kinds.stream().anyMatch(kind -> kind.takes(e, key)));
  }
}
