package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Hashes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of a key whose successors in {@code [alert, alert + window)} are counted only. The count
 * is said by the next alert, if that comes before as much time has passed again.
 */
final class Suppressions {

  /** What {@link #admit} says of what is not to be an alert. */
  static final long SUPPRESSED = -1;

  private record Window(long fromMillis, long untilMillis, long suppressed) {
    long expiry() {
      return Spans.end(untilMillis, suppressed == 0 ? 0 : untilMillis - fromMillis) - 1;
    }
  }

  private final LinkedHashMap<Long, Window> windows = new LinkedHashMap<>();

  /** How many the alert before stood for, or that this is not one. */
  long admit(
      List<@Nullable Object> keys,
      long nowMillis,
      Duration length,
      Limits limits,
      Counters counters) {
    StateWriter bytes = new StateWriter();
    bytes.values(keys);
    long key = Hashes.of(bytes.toBytes());
    Window before = windows.get(key);
    if (before != null && nowMillis < before.untilMillis()) {
      windows.put(
          key, new Window(before.fromMillis(), before.untilMillis(), before.suppressed() + 1));
      counters.count(Counter.SUPPRESSED);
      return SUPPRESSED;
    }
    windows.remove(key);
    windows.put(key, new Window(nowMillis, Spans.end(nowMillis, length.toMillis()), 0));
    cap(nowMillis, limits, counters);
    return before == null || before.expiry() < nowMillis ? 0 : before.suppressed();
  }

  private void cap(long nowMillis, Limits limits, Counters counters) {
    if (windows.size() > limits.suppressions()) {
      prune(nowMillis);
      Iterator<Window> oldest = windows.values().iterator();
      while (windows.size() > limits.suppressions()) {
        oldest.next();
        oldest.remove();
        counters.count(Counter.SUPPRESSIONS_CAPPED);
      }
    }
  }

  /** Forgets what nothing after this time can ask for. */
  void prune(long millis) {
    windows.values().removeIf(window -> window.expiry() <= millis);
  }

  long expiry() {
    long last = Long.MIN_VALUE;
    for (Window window : windows.values()) {
      last = Math.max(last, window.expiry());
    }
    return last;
  }

  void write(StateWriter out) {
    out.count(windows.size());
    windows.forEach(
        (key, window) -> {
          out.fixed(key);
          out.time(window.fromMillis());
          out.time(window.untilMillis());
          out.count(window.suppressed());
        });
  }

  static Suppressions read(StateReader in) {
    Suppressions read = new Suppressions();
    int size = in.size();
    for (int i = 0; i < size; i++) {
      read.windows.put(in.fixed(), new Window(in.time(), in.time(), in.count()));
    }
    return read;
  }
}
