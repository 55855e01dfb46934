package io.millrace.patterns.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression made ready to be evaluated for one event after another. */
@FunctionalInterface
public interface CompiledExpression {

  /** Its value for this event, see {@link io.millrace.patterns.model.Expression}. Never fails. */
  @Nullable Object evaluate(EventFields event);

  /** Whether it is a condition that holds; of a list, of any part. */
  default boolean holds(EventFields event) {
    Object value = evaluate(event);
    return value instanceof List<?> parts ? parts.contains(true) : Boolean.TRUE.equals(value);
  }
}
