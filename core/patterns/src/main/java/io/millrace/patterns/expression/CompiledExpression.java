package io.millrace.patterns.expression;

import org.jspecify.annotations.Nullable;

/** An expression made ready to be evaluated for one event after another. */
@FunctionalInterface
public interface CompiledExpression {

  /** Its value for this event, see {@link io.millrace.patterns.model.Expression}. Never fails. */
  @Nullable Object evaluate(EventFields event);

  /** Whether it is a condition that holds. */
  default boolean holds(EventFields event) {
    return Boolean.TRUE.equals(evaluate(event));
  }
}
