package io.millrace.patterns.engine.correlate;

import static java.util.stream.Collectors.joining;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Seen;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Times, added without overflow and said in words. */
final class Spans {

  private static final int MOST_NAMED = 10;

  private Spans() {}

  /** The end of a span; far enough is for ever. */
  static long end(long startMillis, long spanMillis) {
    long end = startMillis + spanMillis;
    return ((startMillis ^ end) & (spanMillis ^ end)) < 0 ? Long.MAX_VALUE : end;
  }

  /** From the first event to the last. */
  static String of(List<Seen> events) {
    return text(events.get(events.size() - 1).timeMillis() - events.get(0).timeMillis());
  }

  /** Of many the first and the last. */
  static String named(List<Seen> events, Function<EventRef, String> names) {
    int most = Math.min(events.size(), MOST_NAMED);
    String first =
        events.stream().limit(most).map(e -> names.apply(e.ref())).collect(joining(", "));
    return events.size() <= MOST_NAMED
        ? first
        : first + ", …, " + names.apply(events.get(events.size() - 1).ref());
  }

  /** As {@code 1d 2h 3m 4.5s}. */
  static String text(long millis) {
    StringBuilder text = new StringBuilder();
    long rest = millis;
    rest = part(text, rest, 86_400_000, "d");
    rest = part(text, rest, 3_600_000, "h");
    rest = part(text, rest, 60_000, "m");
    if (rest > 0 || text.isEmpty()) {
      text.append(rest / 1_000);
      if (rest % 1_000 != 0) {
        text.append('.').append(String.format(Locale.ROOT, "%03d", rest % 1_000));
      }
      text.append("s ");
    }
    return text.toString().trim();
  }

  private static long part(StringBuilder text, long millis, long unit, String name) {
    if (millis >= unit) {
      text.append(millis / unit).append(name).append(' ');
    }
    return millis % unit;
  }
}
