package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Seen;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a sequence.
 *
 * @param leadingMillis of the last event before it that should be missing there; {@link #NONE}
 */
record Partial(List<Seen> events, long leadingMillis) {

  static final long NONE = Long.MIN_VALUE;

  Partial {
    events = List.copyOf(events);
  }

  Partial plus(Seen next) {
    List<Seen> more = new ArrayList<>(events);
    more.add(next);
    return new Partial(more, leadingMillis);
  }

  long startMillis() {
    return events.get(0).timeMillis();
  }

  long lastMillis() {
    return events.get(events.size() - 1).timeMillis();
  }
}
