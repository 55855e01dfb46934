package io.millrace.patterns.engine.correlate;

import static java.util.stream.Collectors.joining;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The newest events, of each kind, or ways through the kinds in their order. */
final class TemporalState implements RuleState {

  /** Of a kind its newest; of a step of an order the way to it that begins last. */
  final List<List<Seen>> newest = new ArrayList<>();

  /** Of the last event that should be missing. */
  long unwantedMillis = Partial.NONE;

  /** Whether the condition was true at the event before. */
  boolean holds;

  /** Whether the ways lead through some of the kinds only. */
  private final boolean someOfKinds;

  TemporalState(int lists, boolean someOfKinds) {
    this.someOfKinds = someOfKinds;
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

  static TemporalState read(int lists, boolean someOfKinds, StateReader in) {
    TemporalState state = new TemporalState(lists, someOfKinds);
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
    for (int list = 0; list < newest.size(); list++) {
      if (!newest.get(list).isEmpty()) {
        lines.add(named(list) + ": " + Spans.named(newest.get(list), names));
      }
    }
    if (unwantedMillis != Partial.NONE) {
      lines.add("what should be missing came at " + Instant.ofEpochMilli(unwantedMillis));
    }
    return lines;
  }

  private String named(int list) {
    return someOfKinds
        ? (newest.get(list).size() == 1 ? "rule " : "rules ")
            + newest.get(list).stream()
                .map(event -> Integer.toString(event.step() + 1))
                .collect(joining(", "))
        : "rule " + (list + 1);
  }
}
