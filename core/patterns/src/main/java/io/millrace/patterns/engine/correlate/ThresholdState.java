package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.ExpressionText;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The events of a window, the oldest first. */
final class ThresholdState implements RuleState {

  /**
   * One event. What it shows is not remembered: of a window that is the last event's.
   *
   * @param number what is aggregated; null for counts
   * @param value a hash of the value, for distinct values; else 0
   */
  record Entry(Seen event, @Nullable BigDecimal number, long value) {}

  final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /** Of distinct values, each with its last event; the entries are empty then. */
  final LinkedHashMap<Long, Entry> byValue = new LinkedHashMap<>();

  /** Of the last event. */
  long lastMillis = Long.MIN_VALUE;

  /** Of all numbers. */
  BigDecimal sum = BigDecimal.ZERO;

  /** Whether the condition was true at the event before. */
  boolean holds;

  /** Until when the limit's having taken away an event makes the aggregate inexact. */
  long inexactUntilMillis = Long.MIN_VALUE;

  void add(Entry entry) {
    entries.add(entry);
    lastMillis = entry.event().timeMillis();
    if (entry.number() != null) {
      sum = sum.add(entry.number());
    }
  }

  /** The value goes to the end, wherever it was. */
  void addDistinct(Entry entry) {
    byValue.remove(entry.value());
    byValue.put(entry.value(), entry);
    lastMillis = entry.event().timeMillis();
  }

  Entry removeFirst() {
    Entry entry = entries.removeFirst();
    if (entry.number() != null) {
      sum = sum.subtract(entry.number());
    }
    return entry;
  }

  @Override
  public void write(StateWriter out) {
    out.flag(holds);
    out.flag(inexactUntilMillis != Long.MIN_VALUE);
    if (inexactUntilMillis != Long.MIN_VALUE) {
      out.time(inexactUntilMillis);
    }
    out.count(entries.size());
    for (Entry entry : entries) {
      out.time(entry.event().timeMillis());
      out.ref(entry.event().ref());
      out.value(entry.number());
    }
    out.count(byValue.size());
    for (Map.Entry<Long, Entry> entry : byValue.entrySet()) {
      out.fixed(entry.getKey());
      out.time(entry.getValue().event().timeMillis());
      out.ref(entry.getValue().event().ref());
    }
  }

  static ThresholdState read(StateReader in) {
    ThresholdState state = new ThresholdState();
    state.holds = in.flag();
    if (in.flag()) {
      state.inexactUntilMillis = in.time();
    }
    int entries = in.size();
    for (int i = 0; i < entries; i++) {
      Seen event = ThresholdMachine.bare(in.time(), in.ref());
      state.add(new Entry(event, (BigDecimal) in.value(), 0));
    }
    int values = in.size();
    for (int i = 0; i < values; i++) {
      long value = in.fixed();
      Seen event = ThresholdMachine.bare(in.time(), in.ref());
      state.addDistinct(new Entry(event, null, value));
    }
    return state;
  }

  @Override
  public List<String> describe(Function<EventRef, String> names) {
    boolean ofValues = entries.isEmpty();
    int size = ofValues ? byValue.size() : entries.size();
    if (size == 0) {
      return List.of();
    }
    boolean ofNumbers = !ofValues && entries.getFirst().number() != null;
    return List.of(
        "window: "
            + size
            + (ofValues ? " values" : " events")
            + (ofNumbers ? ", sum " + ExpressionText.ofValue(sum) : "")
            + (holds ? ", the condition holds" : ", the condition does not hold")
            + ": "
            + Spans.named(
                (ofValues ? byValue.values() : entries).stream().map(Entry::event).toList(),
                names));
  }
}
