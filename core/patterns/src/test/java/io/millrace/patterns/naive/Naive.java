package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All kinds of rules. */
final class Naive {

  private Naive() {}

  static List<Found> find(Rule rule, @Nullable Suppressed suppressed, List<PlainEvent> events) {
    List<PlainEvent> sorted = events.stream().sorted(PlainEvent.IN_TIME).toList();
    if (suppressed == null) {
      return findAll(rule, false, sorted);
    }
    if (rule instanceof Rule.Single single) {
      // What has no key is left out.
      List<Found> found = new ArrayList<>();
      NaiveWindows.byKey(single.events(), suppressed.by(), sorted)
          .forEach(
              (key, some) ->
                  some.forEach(event -> found.add(Found.of(key, List.of(event), event.time()))));
      return unsuppressed(found, new Suppressed(List.of(), suppressed.window()), sorted);
    }
    return unsuppressed(findAll(rule, true, sorted), suppressed, sorted);
  }

  static List<Found> findAll(Rule rule, boolean always, List<PlainEvent> sorted) {
    if (rule instanceof Rule.Single single) {
      return sorted.stream()
          .filter(single.events()::takes)
          .map(event -> Found.of(List.of(), List.of(event), event.time()))
          .toList();
    } else if (rule instanceof Rule.Sequence sequence) {
      return new NaiveSequence(sequence).find(sorted);
    } else if (rule instanceof Rule.Threshold threshold) {
      return NaiveWindows.threshold(threshold, sorted, always);
    } else if (rule instanceof Rule.NewTerms terms) {
      return NaiveWindows.newTerms(terms, sorted);
    } else if (rule instanceof Rule.GeoVelocity geo) {
      return NaiveWindows.geoVelocity(geo, sorted);
    } else if (rule instanceof Rule.Heartbeat heartbeat) {
      return NaiveWindows.heartbeat(heartbeat, sorted);
    } else if (rule instanceof Rule.Temporal temporal) {
      return new NaiveTemporal(temporal).find(sorted, always);
    } else if (rule instanceof Rule.Chain chain) {
      return new NaiveChain(chain).find(sorted, always);
    }
    return new NaiveSpike((Rule.Spike) rule).find(sorted);
  }

  /** An alert's successors of its key in {@code [alert, alert + window)} are none. */
  private static List<Found> unsuppressed(
      List<Found> found, Suppressed suppressed, List<PlainEvent> events) {
    Map<List<String>, Long> alerts = new HashMap<>();
    List<Found> kept = new ArrayList<>();
    for (Found each : found.stream().sorted(Comparator.comparingLong(Found::last)).toList()) {
      long order = each.events().get(each.events().size() - 1);
      List<String> key = new ArrayList<>(each.key());
      key.addAll(
          Objects.requireNonNull(
              events.stream()
                  .filter(event -> event.order() == order)
                  .map(event -> Rule.By.valuesOf(suppressed.by(), event))
                  .findFirst()
                  .orElseThrow()));
      Long alert = alerts.get(key);
      if (alert == null || each.last() >= alert + suppressed.window()) {
        alerts.put(key, each.last());
        kept.add(each);
      }
    }
    return kept;
  }
}
