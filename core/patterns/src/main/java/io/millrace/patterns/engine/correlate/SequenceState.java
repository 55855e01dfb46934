package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One beginning at most for each step that it waits for. */
final class SequenceState implements RuleState {

  /** By the step that was the last. */
  final @Nullable Partial[] partials;

  /** All there, but it must be waited whether something comes that should not; the oldest first. */
  final List<Partial> waiting = new ArrayList<>();

  /** Of the last event that should be missing at the start. */
  long leadingMillis = Partial.NONE;

  SequenceState(int steps) {
    partials = new Partial[steps - 1];
  }

  @Override
  public void write(StateWriter out) {
    Map<Seen, Integer> places = new LinkedHashMap<>();
    for (Partial partial : partials) {
      collect(partial, places);
    }
    waiting.forEach(partial -> collect(partial, places));
    out.count(places.size());
    places.keySet().forEach(seen -> seen.write(out));
    writeTime(out, leadingMillis);
    for (Partial partial : partials) {
      write(out, partial, places);
    }
    out.count(waiting.size());
    waiting.forEach(partial -> write(out, partial, places));
  }

  private static void collect(@Nullable Partial partial, Map<Seen, Integer> places) {
    if (partial != null) {
      partial.events().forEach(seen -> places.putIfAbsent(seen, places.size()));
    }
  }

  private static void write(StateWriter out, @Nullable Partial partial, Map<Seen, Integer> places) {
    if (partial == null) {
      out.count(0);
      return;
    }
    out.count(partial.events().size());
    partial.events().forEach(seen -> out.count(places.getOrDefault(seen, 0)));
    writeTime(out, partial.leadingMillis());
  }

  private static void writeTime(StateWriter out, long millis) {
    out.flag(millis != Partial.NONE);
    if (millis != Partial.NONE) {
      out.time(millis);
    }
  }

  static SequenceState read(int steps, StateReader in) {
    SequenceState state = new SequenceState(steps);
    int size = in.size();
    List<Seen> places = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      places.add(Seen.read(in));
    }
    state.leadingMillis = readTime(in);
    for (int i = 0; i < state.partials.length; i++) {
      state.partials[i] = readPartial(in, places);
    }
    int waiting = in.size();
    for (int i = 0; i < waiting; i++) {
      Partial partial = readPartial(in, places);
      if (partial != null) {
        state.waiting.add(partial);
      }
    }
    return state;
  }

  private static @Nullable Partial readPartial(StateReader in, List<Seen> places) {
    int size = in.size();
    if (size == 0) {
      return null;
    }
    List<Seen> events = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      events.add(places.get(in.small()));
    }
    return new Partial(events, readTime(in));
  }

  private static long readTime(StateReader in) {
    return in.flag() ? in.time() : Partial.NONE;
  }

  @Override
  public List<String> describe(Function<EventRef, String> names) {
    List<String> lines = new ArrayList<>();
    for (int step = 0; step < partials.length; step++) {
      Partial partial = partials[step];
      if (partial != null) {
        lines.add(
            "step "
                + (step + 1)
                + " of "
                + (partials.length + 1)
                + ": "
                + Spans.named(partial.events(), names));
      }
    }
    waiting.forEach(
        partial ->
            lines.add(
                "complete unless what should be missing comes: "
                    + Spans.named(partial.events(), names)));
    if (leadingMillis != Partial.NONE) {
      lines.add("what should be missing came at " + Instant.ofEpochMilli(leadingMillis));
    }
    return lines;
  }
}
