package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate of each interval against those of the same place before, when it is over.
 *
 * <p>From a key's first event on an interval without events has the count or sum 0, and no average;
 * it is never a spike upwards. As often as the history is long the baseline is plain mean and
 * variance, then each value replaces that share of both. The variance of counts is their mean at
 * least. After a silence of the length of its history a key begins anew.
 */
final class NaiveSpike {

  private final Rule.Spike rule;
  private final long seasonLength;

  NaiveSpike(Rule.Spike rule) {
    this.rule = rule;
    seasonLength = rule.interval() * Math.max(1, rule.season());
  }

  List<Found> find(List<PlainEvent> sorted) {
    List<Found> found = new ArrayList<>();
    NaiveWindows.byKey(rule.events(), rule.by(), sorted)
        .forEach(
            (key, all) -> {
              List<PlainEvent> events = all.stream().filter(this::hasValue).toList();
              if (events.isEmpty()) {
                return;
              }
              List<PlainEvent> life = new ArrayList<>();
              for (PlainEvent event : events) {
                if (!life.isEmpty() && event.time() >= last(life).time() + reach()) {
                  findIn(key, life, found);
                  life = new ArrayList<>();
                }
                life.add(event);
              }
              findIn(key, life, found);
            });
    return found;
  }

  /** What has nothing to aggregate is left out. */
  private boolean hasValue(PlainEvent event) {
    return rule.aggregate() == Rule.Aggregate.COUNT || event.value(rule.value()) instanceof Long;
  }

  private long reach() {
    return seasonLength * rule.history();
  }

  private void findIn(List<String> key, List<PlainEvent> events, List<Found> found) {
    Map<Long, List<Double>> before = new HashMap<>();
    long first = Math.floorDiv(events.get(0).time(), rule.interval()) * rule.interval();
    for (long start = first; start < last(events).time() + reach(); start += rule.interval()) {
      long end = start + rule.interval() - 1;
      long from = start;
      List<PlainEvent> now =
          events.stream().filter(e -> e.time() >= from && e.time() <= end).toList();
      Double value = aggregate(now);
      if (value == null) {
        continue;
      }
      List<Double> past =
          before.computeIfAbsent(Math.floorMod(start, seasonLength), any -> new ArrayList<>());
      boolean may = !now.isEmpty() || rule.direction() != Rule.Direction.UP;
      if (may
          && end < last(events).time() + reach()
          && past.size() >= rule.warmUp()
          && isUnlike(value, past)) {
        List<PlainEvent> upTo = events.stream().filter(e -> e.time() <= end).toList();
        List<PlainEvent> shown =
            now.size() < 2 ? List.of(last(upTo)) : List.of(now.get(0), last(now));
        found.add(Found.of(key, shown, end));
      }
      past.add(value);
    }
  }

  private static PlainEvent last(List<PlainEvent> events) {
    return events.get(events.size() - 1);
  }

  private @Nullable Double aggregate(List<PlainEvent> events) {
    double sum =
        events.stream()
            .mapToLong(e -> e.value(rule.value()) instanceof Long number ? number : 0)
            .sum();
    return switch (rule.aggregate()) {
      case COUNT -> Double.valueOf(events.size());
      case SUM -> sum;
      default -> events.isEmpty() ? null : sum / events.size();
    };
  }

  private boolean isUnlike(double value, List<Double> past) {
    int size = Math.min(past.size(), rule.history());
    double mean = 0;
    for (double each : past.subList(0, size)) {
      mean += each / size;
    }
    double squares = 0;
    for (double each : past.subList(0, size)) {
      squares += (each - mean) * (each - mean);
    }
    for (double each : past.subList(size, past.size())) {
      double after = mean + (each - mean) / size;
      squares = squares - squares / size + (each - mean) * (each - after);
      mean = after;
    }
    if (size < 2 || Math.abs(value - mean) < 1e-12) {
      return false;
    }
    double variance = squares / (size - 1);
    if (rule.aggregate() == Rule.Aggregate.COUNT) {
      variance = Math.max(variance, mean);
    }
    double t = (value - mean) / Math.sqrt(variance * (1 + 1.0 / size));
    double within = 2 * (cumulative(Math.abs(t), size - 1) - 0.5);
    return switch (rule.direction()) {
      case UP -> cumulative(t, size - 1) > rule.confidence();
      case DOWN -> cumulative(-t, size - 1) > rule.confidence();
      case BOTH -> within > rule.confidence();
    };
  }

  /** Student's distribution by Simpson's rule, after {@code t = sqrt(degrees) tan(x)}. */
  static double cumulative(double t, int degrees) {
    double part = integral(Math.atan(t / Math.sqrt(degrees)), degrees);
    return 0.5 + part / (2 * integral(Math.PI / 2, degrees));
  }

  private static double integral(double to, int degrees) {
    int steps = 2_000;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.pow(Math.cos(to * i / steps), degrees - 1);
    }
    return sum * to / steps / 3;
  }
}
