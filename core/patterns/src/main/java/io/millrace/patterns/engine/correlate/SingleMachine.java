package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds each event. Only the suppression remembers something. */
final class SingleMachine extends Machine<SingleMachine.State> {

  record State() implements RuleState {
    @Override
    public void write(StateWriter out) {}

    @Override
    public List<String> describe(Function<EventRef, String> names) {
      return List.of();
    }
  }

  SingleMachine(Rule rule, Limits limits, Counters counters) {
    super(State.class, rule, limits, counters);
  }

  @Override
  State empty() {
    return new State();
  }

  @Override
  State read(StateReader in) {
    return new State();
  }

  @Override
  void add(State state, Match match, Hit hit, Consumer<Finding> found) {
    found.accept(Finding.ofEvent(Seen.of(match, hit, 0)));
  }

  @Override
  long expiry(State state) {
    return Long.MIN_VALUE;
  }
}
