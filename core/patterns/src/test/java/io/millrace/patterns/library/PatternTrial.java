package io.millrace.patterns.library;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.patterns.definition.PatternTest;
import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Pattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What patterns find in events that come in one after another, a partition for each collection. */
final class PatternTrial {

  /** Beyond all times of tests, and not so far that spans overflow. */
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  private PatternTrial() {}

  /** The alerts of the test's events, up to its end. */
  static List<Alert> alerts(List<Pattern> patterns, PatternTest test) {
    return alerts(patterns, test.events(), test.until() == null ? END : test.until());
  }

  /** The alerts that are due when nothing more can come about. */
  static List<Alert> alerts(List<Pattern> patterns, List<PatternTest.Event> events) {
    return alerts(patterns, events, END);
  }

  private static List<Alert> alerts(
      List<Pattern> patterns, List<PatternTest.Event> events, Instant until) {
    Replay replay = new Replay(patterns.stream().map(LivePattern::always).toList(), Limits.DEFAULT);
    JsonFields fields = new JsonFields(replay.fields());
    Map<String, Long> newest = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      PatternTest.Event event = events.get(i);
      long millis = event.timestamp().toEpochMilli();
      long greatest = newest.merge(event.collection(), millis, Math::max);
      fields.read(json(event));
      replay.add(
          new Event(event.collection(), millis, greatest - millis, new EventRef("test", 0, i, 0)),
          fields);
    }
    replay.advance(until.toEpochMilli());
    return replay.takeAlerts().stream()
        .filter(alert -> alert.lastMillis() <= until.toEpochMilli())
        .toList();
  }

  private static byte[] json(PatternTest.Event event) {
    Map<String, @Nullable Object> body = new HashMap<>(event.body());
    body.putIfAbsent("keen", Map.of("timestamp", event.timestamp().toString()));
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether each of the alerts is one of those due, and the other way round. */
  static boolean areDue(List<Alert> alerts, List<PatternTest.Alert> due) {
    if (alerts.isEmpty() || due.isEmpty()) {
      return alerts.isEmpty() && due.isEmpty();
    }
    PatternTest.Alert first = due.get(0);
    for (int i = 0; i < alerts.size(); i++) {
      List<Alert> others = new ArrayList<>(alerts);
      if (isDue(others.remove(i), first) && areDue(others, due.subList(1, due.size()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDue(Alert alert, PatternTest.Alert due) {
    return (due.key() == null || due.key().equals(key(alert)))
        && (due.first() == null || due.first().toEpochMilli() == alert.firstMillis())
        && (due.last() == null || due.last().toEpochMilli() == alert.lastMillis())
        && (due.events() == null || due.events().equals(indexes(alert)));
  }

  private static List<@Nullable Object> key(Alert alert) {
    List<@Nullable Object> values = new ArrayList<>();
    alert.keys().forEach(key -> values.add(key.value()));
    return values;
  }

  static List<Integer> indexes(Alert alert) {
    return alert.events().stream().map(event -> (int) event.ref().offset()).toList();
  }

  /** As alerts are written in tests. */
  static String told(Alert alert) {
    return "{key: %s, first: %s, last: %s, events: %s} %s"
        .formatted(
            key(alert),
            Instant.ofEpochMilli(alert.firstMillis()),
            Instant.ofEpochMilli(alert.lastMillis()),
            indexes(alert),
            alert.why());
  }
}
