package io.millrace.benchmarks;

import io.millrace.benchmarks.PatternRule.Kind;
import io.millrace.benchmarks.PatternRule.Stage;
import io.millrace.benchmarks.patterns.FoundAlert;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of a load, from its events' numbers alone: no text is parsed and no state is bounded.
 *
 * @param ofSingles alerts of patterns of single events
 * @param stages of sequences and thresholds that an event was
 */
record PatternTruth(Set<FoundAlert> alerts, long ofSingles, long stages) {

  static PatternTruth of(PatternLoad load) {
    return of(load, PatternRules.named(load.rules()));
  }

  static PatternTruth of(PatternLoad load, List<PatternRule> rules) {
    Run run = new Run(rules);
    for (long number = 0; number < load.events(); number++) {
      run.add(load.event(number));
    }
    return new PatternTruth(run.alerts, run.ofSingles, run.stages);
  }

  /** What is wrong with the alerts that an engine found; empty if nothing is. */
  List<String> problems(List<FoundAlert> found) {
    Set<FoundAlert> different = new HashSet<>(found);
    List<String> problems = new ArrayList<>();
    if (different.size() != found.size()) {
      problems.add(found.size() - different.size() + " alerts came twice");
    }
    Set<FoundAlert> missing = new HashSet<>(alerts);
    missing.removeAll(different);
    different.removeAll(alerts);
    if (!missing.isEmpty()) {
      problems.add(missing.size() + " alerts are missing, such as " + missing.iterator().next());
    }
    if (!different.isEmpty()) {
      problems.add(different.size() + " alerts are wrong, such as " + different.iterator().next());
    }
    return problems;
  }

  /** The most users of whom an event began the first pattern within a span that ends anywhere. */
  static long mostBegun(PatternLoad load, Duration within) {
    Stage begin = PatternRules.named(load.rules()).get(0).stages().get(0);
    ArrayDeque<PatternEvent> recent = new ArrayDeque<>();
    Map<Integer, Integer> begun = new HashMap<>();
    long most = 0;
    for (long number = 0; number < load.events(); number++) {
      PatternEvent event = load.event(number);
      if (!begin.wants(event)) {
        continue;
      }
      recent.add(event);
      begun.merge(event.userNumber(), 1, Integer::sum);
      while (recent.getFirst().timestampMillis() < event.timestampMillis() - within.toMillis()) {
        begun.computeIfPresent(
            recent.removeFirst().userNumber(), (user, count) -> count == 1 ? null : count - 1);
      }
      most = Math.max(most, begun.size());
    }
    return most;
  }

  /** A stage of a rule. */
  private record Place(PatternRule rule, int stage) {}

  /** Whose state it is. */
  private record Key(String rule, int user) {}

  private static final class Run {

    private final List<PatternRule> singles;
    private final List<List<Place>> byAction = new ArrayList<>();
    private final Map<String, Long> suppressedUntil = new HashMap<>();
    private final Map<Key, Long[]> sequences = new HashMap<>();
    private final Map<Key, Window> windows = new HashMap<>();
    private final Set<FoundAlert> alerts = new HashSet<>();
    private long ofSingles;
    private long stages;

    Run(List<PatternRule> rules) {
      singles = rules.stream().filter(PatternRule::isSingle).toList();
      for (int nth = 0; nth < PatternEvent.ACTIONS; nth++) {
        int action = PatternEvent.FIRST_ACTION + nth;
        List<Place> places = new ArrayList<>();
        for (PatternRule rule : rules) {
          // The last stage first: no event follows itself.
          for (int stage = rule.stages().size() - 1; stage >= 0 && !rule.isSingle(); stage--) {
            if (rule.stages().get(stage).action().test(action)) {
              places.add(new Place(rule, stage));
            }
          }
        }
        byAction.add(places);
      }
    }

    void add(PatternEvent event) {
      for (PatternRule rule : singles) {
        long until = suppressedUntil.getOrDefault(rule.id(), Long.MIN_VALUE);
        if (event.timestampMillis() >= until && rule.stages().get(0).wants(event)) {
          suppressedUntil.put(rule.id(), event.timestampMillis() + rule.spanMillis());
          alerts.add(
              new FoundAlert(rule.id(), "", event.timestampMillis(), event.timestampMillis()));
          ofSingles++;
        }
      }
      for (Place place : byAction.get(event.actionNumber() - PatternEvent.FIRST_ACTION)) {
        if (place.rule.stages().get(place.stage).more().test(event)) {
          stages++;
          if (place.rule.kind() == Kind.SEQUENCE) {
            go(place, event);
          } else {
            addUp(place.rule, event);
          }
        }
      }
    }

    /** Of each stage it is known when the newest that has come so far began. */
    private void go(Place place, PatternEvent event) {
      int last = place.rule.stages().size() - 1;
      @Nullable Long[] begun =
          sequences.computeIfAbsent(
              new Key(place.rule.id(), event.userNumber()), any -> new Long[last]);
      Long begin = event.timestampMillis();
      if (place.stage > 0) {
        begin = begun[place.stage - 1];
        begun[place.stage - 1] = null;
        if (begin == null || event.timestampMillis() - begin > place.rule.spanMillis()) {
          return;
        }
      }
      if (place.stage < last) {
        begun[place.stage] = begin;
      } else {
        alerts.add(new FoundAlert(place.rule.id(), event.user(), begin, event.timestampMillis()));
      }
    }

    private void addUp(PatternRule rule, PatternEvent event) {
      Window window =
          windows.computeIfAbsent(new Key(rule.id(), event.userNumber()), any -> new Window());
      window.removeUpTo(event.timestampMillis() - rule.spanMillis());
      window.isReached = window.isReached && !window.events.isEmpty();
      window.events.add(event);
      boolean before = window.isReached;
      window.isReached = window.aggregate(rule) >= rule.limit();
      if (window.isReached && !before) {
        alerts.add(
            new FoundAlert(
                rule.id(), event.user(), window.firstMillis(rule), event.timestampMillis()));
      }
    }
  }

  /** The events of one that are not over. */
  private static final class Window {

    private final ArrayDeque<PatternEvent> events = new ArrayDeque<>();
    private boolean isReached;

    void removeUpTo(long millis) {
      while (!events.isEmpty() && events.getFirst().timestampMillis() <= millis) {
        events.removeFirst();
      }
    }

    long aggregate(PatternRule rule) {
      ToLongFunction<PatternEvent> value = rule.value();
      return rule.kind() == Kind.DISTINCT_PAGES
          ? events.stream().mapToLong(value).distinct().count()
          : events.stream().mapToLong(value).sum();
    }

    /** An alert of distinct values shows the last event of each. */
    long firstMillis(PatternRule rule) {
      if (rule.kind() != Kind.DISTINCT_PAGES) {
        return events.getFirst().timestampMillis();
      }
      Map<Integer, Long> last = new HashMap<>();
      events.forEach(event -> last.put(event.page(), event.timestampMillis()));
      return last.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }
  }
}
