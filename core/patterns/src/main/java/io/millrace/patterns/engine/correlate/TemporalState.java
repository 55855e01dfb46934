package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The newest events, of each kind or in the order of the kinds. */
final class TemporalState implements RuleState {

  /** Of a kind its newest; of a step of an order the newest way to it. */
  final List<List<Seen>> newest = new ArrayList<>();

  /** Of the last event that should be missing. */
  long unwantedMillis = Partial.NONE;

  /** Whether the condition was true at the event before. */
  boolean holds;

  TemporalState(int lists) {
    for (int i = 0; i < lists; i++) {
      newest.add(List.of());
    }
  }

  @Override
  public void write(StateWriter out) {
    out.flag(holds);
    out.flag(unwantedMillis != Partial.NONE);
    if (unwantedMillis != Partial.NONE) {
      out.time(unwantedMillis);
    }
    for (List<Seen> events : newest) {
      out.count(events.size());
      events.forEach(event -> event.write(out));
    }
  }

  static TemporalState read(int lists, StateReader in) {
    TemporalState state = new TemporalState(lists);
    state.holds = in.flag();
    if (in.flag()) {
      state.unwantedMillis = in.time();
    }
    for (int i = 0; i < lists; i++) {
      int size = in.size();
      List<Seen> events = new ArrayList<>(size);
      for (int j = 0; j < size; j++) {
        events.add(Seen.read(in));
      }
      state.newest.set(i, events);
    }
    return state;
  }

  @Override
  public List<String> describe(Function<EventRef, String> names) {
    List<String> lines = new ArrayList<>();
    for (int kind = 0; kind < newest.size(); kind++) {
      if (!newest.get(kind).isEmpty()) {
        lines.add("rule " + (kind + 1) + ": " + Spans.named(newest.get(kind), names));
      }
    }
    if (unwantedMillis != Partial.NONE) {
      lines.add("what should be missing came at " + Instant.ofEpochMilli(unwantedMillis));
    }
    return lines;
  }
}
