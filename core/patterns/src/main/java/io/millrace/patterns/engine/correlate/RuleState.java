package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.StateWriter;
import java.util.List;
import java.util.function.Function;

/** What one key remembers for one rule. */
interface RuleState {

  void write(StateWriter out);

  /**
   * For people, a line each; nothing if nothing is remembered.
   *
   * @param names of events
   */
  List<String> describe(Function<EventRef, String> names);
}
