package io.millrace.patterns.engine.match;

import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the values of a list of keys, once per event. */
final class KeyPlan {

  private final CompiledExpression[] expressions;
  private final boolean[] optional;
  private long event;
  private @Nullable List<@Nullable Object> values;

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

  /** Null if the event lacks one that is not optional. */
  @Nullable List<@Nullable Object> values(EventFields fields, long number) {
    if (event != number) {
      event = number;
      values = values(fields);
    }
    return values;
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
