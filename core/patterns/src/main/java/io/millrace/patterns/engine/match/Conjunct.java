package io.millrace.patterns.engine.match;

import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.EventFields;

/** A part of conditions that is evaluated once per event, whoever asks. */
final class Conjunct {

  private final CompiledExpression expression;
  private long event;
  private boolean holds;

  Conjunct(CompiledExpression expression) {
    this.expression = expression;
  }

  /**
   * Whether it holds.
   *
   * @param number of the event, another one for each
   */
  boolean holds(EventFields fields, long number) {
    if (event != number) {
      event = number;
      holds = expression.holds(fields);
    }
    return holds;
  }
}
