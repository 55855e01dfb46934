package io.millrace.patterns.model;

import org.jspecify.annotations.Nullable;

/**
 * Which events are meant.
 *
 * @param collection of this one only; of any if null
 */
public record EventSelector(@Nullable String collection, Expression condition) {

  /** Takes no event. */
  public static final EventSelector NONE = new EventSelector(null, new Expression.Constant(false));
}
