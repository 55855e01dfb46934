package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.model.Detection;
import java.util.List;
import java.util.function.Consumer;

/**
 * An event that has come once and does not come again up to and with {@code last + within}. Found
 * once; then it is waited for it to come again.
 */
final class HeartbeatMachine extends Machine<LastSeen> {

  private final long withinMillis;

  HeartbeatMachine(Rule rule, Detection.Heartbeat heartbeat, Limits limits, Counters counters) {
    super(LastSeen.class, rule, limits, counters);
    withinMillis = heartbeat.within().toMillis();
  }

  @Override
  LastSeen empty() {
    return new LastSeen();
  }

  @Override
  LastSeen read(StateReader in) {
    return LastSeen.read(in);
  }

  @Override
  void add(LastSeen state, Match match, Hit hit, Consumer<Finding> found) {
    state.event = Seen.of(match, hit, 0);
  }

  @Override
  long deadline(LastSeen state) {
    return state.event == null ? NEVER : Spans.end(state.event.timeMillis(), withinMillis);
  }

  @Override
  void due(LastSeen state, long atMillis, Consumer<Finding> found) {
    Seen last = state.event;
    if (last != null) {
      state.event = null;
      found.accept(
          new Finding(
              List.of(last),
              1,
              atMillis,
              true,
              false,
              "no such event for " + Spans.text(withinMillis)));
    }
  }

  @Override
  long expiry(LastSeen state) {
    return state.event == null ? Long.MIN_VALUE : deadline(state);
  }
}
