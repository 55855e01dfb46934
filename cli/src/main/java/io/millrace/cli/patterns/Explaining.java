package io.millrace.cli.patterns;

import static java.util.stream.Collectors.joining;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.explain.Explainer;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of each event, in event time, what a pattern sees in it and remembers after it. */
public final class Explaining {

  private static final Comparator<EventLines.Line> IN_TIME =
      Comparator.comparingLong((EventLines.Line line) -> line.event().timeMillis())
          .thenComparing(line -> line.event().ref());

  private final Pattern pattern;
  private final Consumer<String> out;

  /** Writes to {@code out}, a line at a time. */
  public Explaining(Pattern pattern, Consumer<String> out) {
    this.pattern = TestRun.enabled(pattern);
    this.out = out;
  }

  /**
   * Explains the events of a file.
   *
   * @param collection of events that do not say theirs; null: the only one that the pattern names
   * @return how many alerts there were
   */
  public long run(String name, InputStream in, @Nullable String collection) throws IOException {
    List<EventLines.Line> events =
        new ArrayList<>(
            new EventLines(name, collection == null ? onlyCollection(pattern) : collection)
                .read(in));
    events.sort(IN_TIME);
    Explainer explainer = new Explainer(pattern);
    JsonFields seen = new JsonFields(explainer.fields());
    Replay replay = new Replay(List.of(LivePattern.always(pattern)), Limits.DEFAULT);
    JsonFields fields = new JsonFields(replay.fields());
    Set<KeyBytes> touched = new LinkedHashSet<>();
    long alerts = 0;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i).event();
      replay.advance(event.timeMillis() - 1);
      alerts += tell(replay.takeAlerts());
      seen.read(events.get(i).body());
      String explanation = explainer.explain(event, seen).toString();
      out.accept(
          "line "
              + event.ref().offset()
              + "  "
              + EventJson.time(event.timeMillis())
              + "  "
              + event.collection());
      // The first line names the event too.
      explanation.lines().skip(1).forEach(out);
      fields.read(events.get(i).body());
      touched.addAll(replay.add(event, fields));
      // What happened at one time is seen together.
      if (i + 1 == events.size() || events.get(i + 1).event().timeMillis() > event.timeMillis()) {
        replay.advance(event.timeMillis());
        touched.forEach(key -> remembered(replay, key));
        touched.clear();
        alerts += tell(replay.takeAlerts());
      }
    }
    replay.advance(Long.MAX_VALUE);
    alerts += tell(replay.takeAlerts());
    return alerts;
  }

  private void remembered(Replay replay, KeyBytes key) {
    String values = key.values().isEmpty() ? "" : " of " + TestRun.list(key.values());
    List<String> lines = replay.describe(key, Explaining::line);
    if (lines.isEmpty()) {
      out.accept("  state" + values + ": nothing");
    }
    lines.forEach(line -> out.accept("  state" + values + ": " + line));
  }

  private long tell(List<Alert> alerts) {
    for (Alert alert : alerts) {
      out.accept(
          "ALERT  "
              + EventJson.time(alert.lastMillis())
              + "  "
              + alert.keys().stream()
                  .map(key -> key.name() + "=" + EventJson.text(key.value()))
                  .collect(joining(" "))
              + (alert.keys().isEmpty() ? "" : "  ")
              + alert.why()
              + ": "
              + alert.events().stream().map(event -> line(event.ref())).collect(joining(", ")));
    }
    return alerts.size();
  }

  private static String line(EventRef ref) {
    return "line " + ref.offset();
  }

  private static @Nullable String onlyCollection(Pattern pattern) {
    Set<@Nullable String> named =
        Rule.of(LivePattern.always(pattern)).steps().stream()
            .map(step -> step.events().collection())
            .collect(Collectors.toSet());
    return named.size() == 1 ? named.iterator().next() : null;
  }
}
