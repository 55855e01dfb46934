package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.ExpressionText;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The interval that is going on, and what those before it were like. */
final class SpikeState implements RuleState {

  /** By the place in the season. */
  final TreeMap<Integer, Baseline> baselines = new TreeMap<>();

  /** The last event; null as long as there was none. */
  @Nullable Seen last;

  /** Of the interval that is going on; null if it has none yet. */
  @Nullable Seen first;

  /** Its number since 1970. */
  long interval;

  long count;
  BigDecimal sum = BigDecimal.ZERO;

  @Override
  public void write(StateWriter out) {
    Seen newest = last;
    out.flag(newest != null);
    if (newest == null) {
      return;
    }
    newest.write(out);
    Seen oldest = first;
    out.flag(oldest != null);
    if (oldest != null) {
      oldest.write(out);
    }
    out.signed(interval);
    out.count(count);
    out.value(sum);
    out.count(baselines.size());
    for (Map.Entry<Integer, Baseline> each : baselines.entrySet()) {
      out.count(each.getKey());
      out.count(each.getValue().count());
      out.real(each.getValue().mean());
      out.real(each.getValue().squares());
    }
  }

  static SpikeState read(StateReader in) {
    SpikeState state = new SpikeState();
    if (!in.flag()) {
      return state;
    }
    state.last = Seen.read(in);
    if (in.flag()) {
      state.first = Seen.read(in);
    }
    state.interval = in.signed();
    state.count = in.count();
    state.sum = in.value() instanceof BigDecimal number ? number : BigDecimal.ZERO;
    int size = in.size();
    for (int i = 0; i < size; i++) {
      state.baselines.put(in.small(), new Baseline(in.small(), in.real(), in.real()));
    }
    return state;
  }

  @Override
  public List<String> describe(Function<EventRef, String> names) {
    List<String> lines = new ArrayList<>();
    if (last != null) {
      lines.add("interval: " + count + " events, sum " + ExpressionText.ofValue(sum));
    }
    baselines.forEach(
        (place, baseline) ->
            lines.add(
                "before at place "
                    + place
                    + " of the season: "
                    + baseline.count()
                    + " intervals, mean "
                    + baseline.mean()));
    return lines;
  }
}
