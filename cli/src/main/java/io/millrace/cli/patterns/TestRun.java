package io.millrace.cli.patterns;

import io.millrace.patterns.definition.PatternTest;
import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Named;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs one test of a pattern. Events come in as they are written: each is behind the newest of its
 * collection before it. The test runs twice, once with time going on after each event and once with
 * all events there before it does, and must find the same.
 *
 * @param missing alerts that are due and did not come
 * @param unexpected alerts that came and are not due
 * @param unsteady whether the two runs found different alerts, which is a fault of the engine
 */
public record TestRun(List<String> missing, List<String> unexpected, boolean unsteady) {

  /** An alert shows all events that a test may have. */
  private static final Limits LIMITS =
      new Limits(
          Limits.DEFAULT.buffered(),
          Limits.DEFAULT.waiting(),
          Limits.DEFAULT.window(),
          Limits.DEFAULT.terms(),
          Limits.DEFAULT.suppressions(),
          Limits.DEFAULT.groups(),
          1_000,
          Limits.DEFAULT.keyBytes(),
          Limits.DEFAULT.shownCharacters());

  public TestRun {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  public boolean passed() {
    return missing.isEmpty() && unexpected.isEmpty() && !unsteady;
  }

  /** Of a pattern, enabled or not. */
  public static TestRun of(Pattern pattern, PatternTest test) {
    List<Alert> found = alerts(pattern, test, true);
    List<PatternTest.Alert> due = test.alerts();
    Integer[] takenBy = new Integer[found.size()];
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      if (!assign(i, due, found, takenBy, new boolean[found.size()])) {
        missing.add(text(due.get(i)));
      }
    }
    List<String> unexpected = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (takenBy[i] == null) {
        unexpected.add(text(found.get(i)) + "  " + found.get(i).why());
      }
    }
    return new TestRun(missing, unexpected, !found.equals(alerts(pattern, test, false)));
  }

  /**
   * Finds an alert for one that is due, taking it from another that may have a different one: what
   * says little would else take what only the other fits.
   */
  private static boolean assign(
      int due,
      List<PatternTest.Alert> all,
      List<Alert> found,
      @Nullable Integer[] takenBy,
      boolean[] tried) {
    for (int i = 0; i < found.size(); i++) {
      if (tried[i] || !fits(all.get(due), found.get(i))) {
        continue;
      }
      tried[i] = true;
      Integer holder = takenBy[i];
      if (holder == null || assign(holder, all, found, takenBy, tried)) {
        takenBy[i] = due;
        return true;
      }
    }
    return false;
  }

  private static boolean fits(PatternTest.Alert due, Alert found) {
    return (due.key() == null || sameValues(due.key(), values(found)))
        && (due.first() == null || due.first().toEpochMilli() == found.firstMillis())
        && (due.last() == null || due.last().toEpochMilli() == found.lastMillis())
        && (due.events() == null || due.events().stream().sorted().toList().equals(indexes(found)));
  }

  private static boolean sameValues(List<@Nullable Object> due, List<@Nullable Object> found) {
    if (due.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < due.size(); i++) {
      Object one = due.get(i);
      Object other = found.get(i);
      boolean same = Objects.equals(one, other);
      if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
        same = a.compareTo(b) == 0;
      }
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static List<Alert> alerts(Pattern pattern, PatternTest test, boolean stepwise) {
    Replay replay = new Replay(List.of(LivePattern.always(enabled(pattern))), LIMITS);
    JsonFields fields = new JsonFields(replay.fields());
    Instant until = test.until();
    long endMillis = until == null ? Long.MAX_VALUE : until.toEpochMilli();
    Set<String> collections =
        test.events().stream().map(PatternTest.Event::collection).collect(Collectors.toSet());
    Arrival arrival = new Arrival();
    for (int i = 0; i < test.events().size(); i++) {
      PatternTest.Event event = test.events().get(i);
      long millis = event.timestamp().toEpochMilli();
      long behind = arrival.behind(event.collection(), millis);
      EventRef ref = new EventRef("test", 0, i, 0);
      fields.read(EventJson.stamped(event.body(), millis, ref.toString(), behind));
      replay.add(new Event(event.collection(), millis, behind, ref), fields);
      long frontier = arrival.frontierMillis(collections);
      if (stepwise && frontier != Long.MIN_VALUE) {
        replay.advance(Math.min(endMillis, frontier - pattern.lateness().toMillis() - 1));
      }
    }
    replay.advance(endMillis);
    return replay.takeAlerts().stream().filter(alert -> alert.lastMillis() <= endMillis).toList();
  }

  /** The same, to be run although it is disabled. */
  static Pattern enabled(Pattern pattern) {
    return new Pattern(
        pattern.id(),
        pattern.version(),
        pattern.title(),
        pattern.description(),
        pattern.severity(),
        pattern.tags(),
        true,
        pattern.detection(),
        pattern.lateness(),
        pattern.suppression(),
        pattern.alertFields());
  }

  private static List<@Nullable Object> values(Alert alert) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Named key : alert.keys()) {
      values.add(key.value());
    }
    return values;
  }

  private static List<Integer> indexes(Alert alert) {
    return alert.events().stream().map(event -> (int) event.ref().offset()).sorted().toList();
  }

  /** As a file would say it. */
  private static String text(PatternTest.Alert due) {
    List<String> parts = new ArrayList<>();
    if (due.key() != null) {
      parts.add("key: " + list(due.key()));
    }
    if (due.first() != null) {
      parts.add("first: " + due.first());
    }
    if (due.last() != null) {
      parts.add("last: " + due.last());
    }
    if (due.events() != null) {
      parts.add("events: " + due.events());
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private static String text(Alert found) {
    return text(
        new PatternTest.Alert(
            values(found),
            Instant.ofEpochMilli(found.firstMillis()),
            Instant.ofEpochMilli(found.lastMillis()),
            indexes(found)));
  }

  static String list(List<@Nullable Object> values) {
    return values.stream().map(EventJson::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
