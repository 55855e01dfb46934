package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When each combination was there last, by its hash; the longest ago first. */
final class NewTermsState implements RuleState {

  final LinkedHashMap<Long, Long> lastMillis = new LinkedHashMap<>();

  /** Of the first event. */
  long sinceMillis = Long.MIN_VALUE;

  /** Of the last event. */
  long newestMillis = Long.MIN_VALUE;

  /** When it was there before. */
  @Nullable Long put(long terms, long millis) {
    if (lastMillis.isEmpty()) {
      sinceMillis = millis;
    }
    Long before = lastMillis.remove(terms);
    lastMillis.put(terms, millis);
    newestMillis = millis;
    return before;
  }

  @Override
  public void write(StateWriter out) {
    out.count(lastMillis.size());
    if (!lastMillis.isEmpty()) {
      out.time(sinceMillis);
    }
    lastMillis.forEach(
        (terms, millis) -> {
          out.fixed(terms);
          out.time(millis);
        });
  }

  static NewTermsState read(StateReader in) {
    NewTermsState state = new NewTermsState();
    int size = in.size();
    long since = size == 0 ? Long.MIN_VALUE : in.time();
    for (int i = 0; i < size; i++) {
      state.put(in.fixed(), in.time());
    }
    state.sinceMillis = since;
    return state;
  }

  @Override
  public List<String> describe(Function<EventRef, String> names) {
    return lastMillis.isEmpty() ? List.of() : List.of("terms known: " + lastMillis.size());
  }
}
