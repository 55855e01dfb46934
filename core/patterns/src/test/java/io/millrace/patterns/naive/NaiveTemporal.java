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
 * Where less than all kinds of an order are, all choices of so many of them are tried.
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
                : rule.asked() != null
                    ? asked(rule.asked(), window, key)
                    : rule.least() > 0
                        ? some(window, key)
                        : rule.ordered() ? ordered(window, key) : unordered(window, key);
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

  /** One that ends last; of these one that begins last; of these that of the later kinds. */
  private List<PlainEvent> some(List<PlainEvent> window, List<String> key) {
    List<PlainEvent> best = List.of();
    List<Integer> bestKinds = List.of();
    for (int set = 1; set < 1 << wanted.size(); set++) {
      if (Integer.bitCount(set) != rule.least()) {
        continue;
      }
      List<Integer> kinds = new ArrayList<>();
      for (int kind = 0; kind < wanted.size(); kind++) {
        if ((set >> kind & 1) == 1) {
          kinds.add(0, kind);
        }
      }
      List<PlainEvent> there = ordered(window, key, kinds.stream().map(wanted::get).toList());
      if (!there.isEmpty() && (best.isEmpty() || isBetter(window, there, kinds, best, bestKinds))) {
        best = there;
        bestKinds = kinds;
      }
    }
    return best;
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
    for (int i = 0; i < kinds.size(); i++) {
      if (!kinds.get(i).equals(otherKinds.get(i))) {
        return kinds.get(i) > otherKinds.get(i);
      }
    }
    return false;
  }

  private static boolean anyTakes(
      List<Rule.Step> kinds, List<PlainEvent> events, List<String> key) {
    return events.stream().anyMatch(e -> kinds.stream().anyMatch(kind -> kind.takes(e, key)));
  }
}
