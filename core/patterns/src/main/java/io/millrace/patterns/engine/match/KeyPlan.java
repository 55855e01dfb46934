package io.millrace.patterns.engine.match;

import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes what an event has of a list of keys, once per event. */
final class KeyPlan {

  private final CompiledExpression[] expressions;
  private final boolean[] optional;
  private long event;
  private @Nullable KeyBytes key;

  KeyPlan(List<Key> keys, FieldTable fields) {
    expressions =
        keys.stream()
            .map(key -> ExpressionCompiler.compile(key.value(), fields))
            .toArray(CompiledExpression[]::new);
    optional = new boolean[keys.size()];
    for (int i = 0; i < optional.length; i++) {
      optional[i] = keys.get(i).optional();
    }
  }

  /**
   * The same for all rules, unless there are no keys. Null if the event lacks one that is not
   * optional.
   *
   * @param number of the event, another one for each
   */
  @Nullable KeyBytes key(Rule rule, EventFields fields, long number) {
    if (expressions.length == 0) {
      return KeyBytes.of(rule, List.of());
    }
    if (event != number) {
      event = number;
      List<@Nullable Object> values = values(fields);
      key = values == null ? null : KeyBytes.of(rule, values);
    }
    return key;
  }

  private @Nullable List<@Nullable Object> values(EventFields fields) {
    List<@Nullable Object> all = new ArrayList<>(expressions.length);
    for (int i = 0; i < expressions.length; i++) {
      Object value = expressions[i].evaluate(fields);
      if (value == null && !optional[i]) {
        return null;
      }
      all.add(value);
    }
    return Collections.unmodifiableList(all);
  }
}
