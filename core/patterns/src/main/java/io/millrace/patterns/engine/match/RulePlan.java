package io.millrace.patterns.engine.match;

import io.millrace.patterns.engine.Named;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.expression.Values;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one rule wants to know of an event that it wants. */
final class RulePlan {

  private final Rule rule;
  private final CompiledExpression[] values;
  private final CompiledExpression[] suppression;
  private final Map<String, CompiledExpression> shown = new TreeMap<>();
  private final boolean numbers;

  /** Of a chain's, an event need not have all. */
  private final boolean all;

  private final int shownCharacters;

  RulePlan(Rule rule, FieldTable fields, int shownCharacters) {
    this.rule = rule;
    this.shownCharacters = shownCharacters;
    values = compiled(rule.values(), fields);
    suppression = compiled(rule.suppressionKeys().stream().map(Key::value).toList(), fields);
    rule.pattern()
        .alertFields()
        .forEach((name, value) -> shown.put(name, ExpressionCompiler.compile(value, fields)));
    numbers = wantsNumbers(rule.pattern().detection());
    all = rule.chain() == null;
  }

  private static CompiledExpression[] compiled(List<Expression> all, FieldTable fields) {
    return all.stream()
        .map(one -> ExpressionCompiler.compile(one, fields))
        .toArray(CompiledExpression[]::new);
  }

  private static boolean wantsNumbers(Detection detection) {
    return detection instanceof Detection.GeoVelocity
        || detection instanceof Detection.Spike
        || (detection instanceof Detection.Threshold threshold
            && threshold.aggregate() != Detection.Aggregate.DISTINCT);
  }

  Rule rule() {
    return rule;
  }

  /** Null if the event lacks one that it must have, or one is not the number that it should be. */
  @Nullable List<@Nullable Object> values(EventFields event) {
    if (values.length == 0) {
      return List.of();
    }
    List<@Nullable Object> those = new ArrayList<>(values.length);
    for (CompiledExpression each : values) {
      Object value = each.evaluate(event);
      if (numbers) {
        value = Values.asNumber(value);
      }
      if (value == null && all) {
        return null;
      }
      those.add(value);
    }
    return Collections.unmodifiableList(those);
  }

  List<@Nullable Object> suppression(EventFields event) {
    if (suppression.length == 0) {
      return List.of();
    }
    List<@Nullable Object> all = new ArrayList<>(suppression.length);
    for (CompiledExpression each : suppression) {
      all.add(each.evaluate(event));
    }
    return Collections.unmodifiableList(all);
  }

  /** What the event has of it. */
  List<Named> shown(EventFields event) {
    if (shown.isEmpty()) {
      return List.of();
    }
    List<Named> all = new ArrayList<>(shown.size());
    shown.forEach(
        (name, expression) -> {
          Object value = expression.evaluate(event);
          if (value != null) {
            all.add(new Named(name, shortened(value)));
          }
        });
    return Collections.unmodifiableList(all);
  }

  private Object shortened(Object value) {
    if (value instanceof List<?> list) {
      List<Object> some = new ArrayList<>();
      int room = shownCharacters;
      for (Object one : list) {
        room -= Values.text(one).length();
        if (room < 0) {
          break;
        }
        some.add(one);
      }
      return Collections.unmodifiableList(some);
    }
    if (!(value instanceof String text) || text.length() <= shownCharacters) {
      return value;
    }
    int end = shownCharacters;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
