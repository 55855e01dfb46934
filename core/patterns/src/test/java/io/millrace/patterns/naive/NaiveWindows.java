package io.millrace.patterns.naive;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The kinds with a window. At an event of time {@code t} the window is {@code (t - window, t]}, as
 * far as it was read in order.
 */
final class NaiveWindows {

  private NaiveWindows() {}

  /**
   * Fires when the comparison becomes true, and again after it was false at an event or the window
   * was empty.
   *
   * @param always whether to fire at each event at which it is true
   */
  static List<Found> threshold(Rule.Threshold rule, List<PlainEvent> sorted, boolean always) {
    List<Found> found = new ArrayList<>();
    byKey(rule.events(), rule.by(), sorted)
        .forEach(
            (key, all) -> {
              List<PlainEvent> events = all.stream().filter(e -> hasValue(rule, e)).toList();
              boolean before = false;
              for (int i = 0; i < events.size(); i++) {
                List<PlainEvent> window = window(events, i, rule.window());
                int compared = aggregate(rule, window).compareTo(BigDecimal.valueOf(rule.limit()));
                boolean now = rule.comparison().holds(compared);
                if (now && (always || !before || window.size() == 1)) {
                  found.add(Found.foundAt(key, shown(rule, window), events.get(i)));
                }
                before = now;
              }
            });
    return found;
  }

  /** What has nothing to aggregate is left out. */
  private static boolean hasValue(Rule.Threshold rule, PlainEvent event) {
    return switch (rule.aggregate()) {
      case COUNT -> true;
      case DISTINCT -> event.value(rule.value()) != null;
      case SUM, AVERAGE, PERCENTILE -> event.value(rule.value()) instanceof Long;
    };
  }

  /** All; of distinct values the newest event of each. */
  private static List<PlainEvent> shown(Rule.Threshold rule, List<PlainEvent> window) {
    if (rule.aggregate() != Rule.Aggregate.DISTINCT) {
      return window;
    }
    Map<Object, PlainEvent> newest = new LinkedHashMap<>();
    window.forEach(event -> newest.put(valueOf(rule, event), event));
    return newest.values().stream().sorted(PlainEvent.IN_TIME).toList();
  }

  private static Object valueOf(Rule.Threshold rule, PlainEvent event) {
    return Objects.requireNonNull(event.value(rule.value()));
  }

  private static BigDecimal aggregate(Rule.Threshold rule, List<PlainEvent> window) {
    if (rule.aggregate() == Rule.Aggregate.COUNT) {
      return BigDecimal.valueOf(window.size());
    }
    if (rule.aggregate() == Rule.Aggregate.DISTINCT) {
      return BigDecimal.valueOf(shown(rule, window).size());
    }
    List<Long> numbers = window.stream().map(e -> (Long) valueOf(rule, e)).sorted().toList();
    BigDecimal sum =
        numbers.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (rule.aggregate() == Rule.Aggregate.SUM) {
      return sum;
    }
    if (rule.aggregate() == Rule.Aggregate.AVERAGE) {
      return sum.divide(BigDecimal.valueOf(numbers.size()), 20, RoundingMode.HALF_EVEN);
    }
    int rank = (rule.percent() * numbers.size() + 99) / 100;
    return BigDecimal.valueOf(numbers.get(rank - 1));
  }

  /**
   * Each event whose combination of terms no earlier event in its window had; none while the group
   * is new: within the time to learn of its first event, or of the first behind a pause in which
   * all was forgotten.
   */
  static List<Found> newTerms(Rule.NewTerms rule, List<PlainEvent> sorted) {
    List<Found> found = new ArrayList<>();
    List<Rule.By> terms = rule.terms().stream().map(t -> new Rule.By(t, false)).toList();
    byKey(rule.events(), rule.by(), sorted)
        .forEach(
            (key, events) -> {
              PlainEvent first = null;
              PlainEvent before = null;
              for (int i = 0; i < events.size(); i++) {
                PlainEvent event = events.get(i);
                List<String> values = Rule.By.valuesOf(terms, event);
                if (values != null) {
                  boolean forgotten =
                      before == null || event.time() - before.time() >= rule.history();
                  first = forgotten ? event : first;
                  before = event;
                }
                long known =
                    window(events, i, rule.history()).stream()
                        .filter(e -> values != null && values.equals(Rule.By.valuesOf(terms, e)))
                        .count();
                if (known == 1 && event.time() - first.time() >= rule.learn()) {
                  found.add(Found.of(key, List.of(event), event.time()));
                }
              }
            });
    return found;
  }

  /** Two events with coordinates, one right after the other. */
  static List<Found> geoVelocity(Rule.GeoVelocity rule, List<PlainEvent> sorted) {
    List<Found> found = new ArrayList<>();
    byKey(rule.events(), rule.by(), sorted)
        .forEach(
            (key, all) -> {
              List<PlainEvent> events =
                  all.stream()
                      .filter(
                          e ->
                              e.value(rule.latitude()) instanceof Long
                                  && e.value(rule.longitude()) instanceof Long)
                      .toList();
              for (int i = 1; i < events.size(); i++) {
                PlainEvent from = events.get(i - 1);
                PlainEvent to = events.get(i);
                double km = km(rule, from, to);
                double hours = (to.time() - from.time()) / 3_600_000.0;
                if (to.time() - from.time() < rule.window()
                    && km >= rule.leastKm()
                    && km > rule.fasterThanKmPerHour() * hours) {
                  found.add(Found.of(key, List.of(from, to), to.time()));
                }
              }
            });
    return found;
  }

  /** On a sphere of the Earth's mean radius, by the law of cosines. */
  private static double km(Rule.GeoVelocity rule, PlainEvent from, PlainEvent to) {
    double latitude1 = radians(from, rule.latitude());
    double latitude2 = radians(to, rule.latitude());
    double between = radians(to, rule.longitude()) - radians(from, rule.longitude());
    double cosine =
        Math.sin(latitude1) * Math.sin(latitude2)
            + Math.cos(latitude1) * Math.cos(latitude2) * Math.cos(between);
    return between == 0 && latitude1 == latitude2
        ? 0
        : 6_371.0088 * Math.acos(Math.max(-1, Math.min(1, cosine)));
  }

  private static double radians(PlainEvent event, String field) {
    return Math.toRadians((Long) Objects.requireNonNull(event.value(field)));
  }

  /** Each event that is followed by none of its key for that long. */
  static List<Found> heartbeat(Rule.Heartbeat rule, List<PlainEvent> sorted) {
    List<Found> found = new ArrayList<>();
    byKey(rule.events(), rule.by(), sorted)
        .forEach(
            (key, events) -> {
              for (int i = 0; i < events.size(); i++) {
                PlainEvent event = events.get(i);
                long next = i + 1 < events.size() ? events.get(i + 1).time() : Long.MAX_VALUE;
                if (next - event.time() > rule.within()) {
                  found.add(Found.of(key, List.of(event), event.time() + rule.within()));
                }
              }
            });
    return found;
  }

  /** The events up to this one that lie in the window that ends with it. */
  static List<PlainEvent> window(List<PlainEvent> events, int at, long length) {
    long end = events.get(at).time();
    return events.subList(0, at + 1).stream().filter(e -> e.time() > end - length).toList();
  }

  static Map<List<String>, List<PlainEvent>> byKey(
      Rule.Select select, List<Rule.By> by, List<PlainEvent> sorted) {
    Map<List<String>, List<PlainEvent>> events = new LinkedHashMap<>();
    for (PlainEvent event : sorted) {
      List<String> key = Rule.By.valuesOf(by, event);
      if (key != null && select.takes(event)) {
        events.computeIfAbsent(key, any -> new ArrayList<>()).add(event);
      }
    }
    return events;
  }
}
