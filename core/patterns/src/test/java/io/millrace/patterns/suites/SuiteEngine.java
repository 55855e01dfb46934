package io.millrace.patterns.suites;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.correlate.Correlator;
import io.millrace.patterns.engine.correlate.KeyState;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.engine.match.MatchOutput;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one pattern over the events of a case. */
final class SuiteEngine {

  private static final Limits LIMITS =
      new Limits(1_000_000, 100_000, 100_000, 100_000, 100_000, 100_000, 10_000, 100_000, 100);

  /** What an expression without fields is. */
  static @Nullable Object evaluate(Expression expression) {
    return ExpressionCompiler.compile(expression, new FieldTable()).evaluate(slot -> null);
  }

  /** The events of each alert by their ids, in the order of the alerts' last events. */
  List<List<Long>> ids(Detection detection, List<SuiteEvent> events) {
    return ids(
        new Pattern(
            "case",
            1,
            "case",
            "",
            Pattern.Severity.MEDIUM,
            List.of(),
            true,
            detection,
            Duration.ZERO,
            null,
            Map.of()),
        events);
  }

  /**
   * The same of a whole pattern.
   *
   * @throws IllegalArgumentException if it cannot be run
   */
  List<List<Long>> ids(Pattern pattern, List<SuiteEvent> events) {
    Rules rules = new Rules(List.of(LivePattern.always(pattern)));
    Matcher matcher = new Matcher(rules, LIMITS, new Counters(), true);
    Correlator correlator = new Correlator(rules, LIMITS, new Counters());
    JsonFields fields = new JsonFields(matcher.fields());
    Map<KeyBytes, KeyState> states = new LinkedHashMap<>();
    Map<EventRef, SuiteEvent> byRef = new HashMap<>();
    List<Alert> alerts = new ArrayList<>();
    MatchOutput out =
        new MatchOutput() {
          @Override
          public void match(Match match) {
            KeyState state = states.computeIfAbsent(match.key(), KeyState::new);
            correlator.add(state, match, Long.MIN_VALUE);
          }

          @Override
          public void alert(Alert alert) {
            alerts.add(alert);
          }
        };
    for (SuiteEvent event : events) {
      EventRef ref = new EventRef("suite", 0, event.id(), event.place());
      byRef.put(ref, event);
      fields.read(event.body().toString().getBytes(UTF_8));
      matcher.match(new Event(event.category(), event.timeMillis(), 0, ref), fields, out);
    }
    states.values().forEach(s -> alerts.addAll(correlator.advance(s, Long.MAX_VALUE - 1)));
    return alerts.stream()
        .map(
            alert ->
                alert.events().stream()
                    .map(event -> Objects.requireNonNull(byRef.get(event.ref())))
                    .toList())
        .sorted((a, b) -> SuiteEvent.IN_TIME.compare(a.get(a.size() - 1), b.get(b.size() - 1)))
        .map(some -> some.stream().map(SuiteEvent::id).toList())
        .toList();
  }
}
