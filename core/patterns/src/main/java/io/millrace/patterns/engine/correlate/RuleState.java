package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.StateWriter;

/** What one key remembers for one rule. */
interface RuleState {

  void write(StateWriter out);
}
