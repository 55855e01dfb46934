package io.millrace.patterns.expression;

import org.jspecify.annotations.Nullable;

/** One event, as far as expressions look at it. */
public interface EventFields {

  /**
   * The value of a field, see {@link io.millrace.patterns.model.Expression}; null if the event does
   * not have it.
   *
   * @param slot of the {@link FieldTable} with which the expression was compiled
   */
  @Nullable Object value(int slot);
}
