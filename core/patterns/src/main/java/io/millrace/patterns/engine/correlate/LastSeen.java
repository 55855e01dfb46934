package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last event of a key, and where it was if the rule asks for it. */
final class LastSeen implements RuleState {

  @Nullable Seen event;
  double latitude;
  double longitude;

  @Override
  public void write(StateWriter out) {
    Seen last = event;
    out.flag(last != null);
    if (last != null) {
      last.write(out);
      out.real(latitude);
      out.real(longitude);
    }
  }

  static LastSeen read(StateReader in) {
    LastSeen state = new LastSeen();
    if (in.flag()) {
      state.event = Seen.read(in);
      state.latitude = in.real();
      state.longitude = in.real();
    }
    return state;
  }

  @Override
  public List<String> describe(Function<EventRef, String> names) {
    Seen last = event;
    return last == null ? List.of() : List.of("last: " + names.apply(last.ref()));
  }
}
