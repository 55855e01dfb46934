package io.millrace.cli.patterns;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert as one line of JSON, with the names that the topic of alerts has for its parts. */
final class AlertLine {

  private AlertLine() {}

  static String of(Alert alert) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("id", alert.id());
    line.put("pattern", alert.patternId());
    line.put("version", alert.version());
    line.put("title", alert.title());
    line.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    line.put("tags", alert.tags());
    line.put("keys", values(alert.keys()));
    line.put("first_time", EventJson.time(alert.firstMillis()));
    line.put("last_time", EventJson.time(alert.lastMillis()));
    line.put("why", alert.why());
    line.put("matched", alert.matched());
    line.put("suppressed", alert.suppressed());
    line.put("approximate", alert.approximate());
    line.put("events", alert.events().stream().map(AlertLine::event).toList());
    return EventJson.text(line);
  }

  private static Map<String, @Nullable Object> event(Alert.Event event) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("ref", event.ref().toString());
    line.put("time", EventJson.time(event.timeMillis()));
    line.put("stage", event.stage());
    line.put("fields", values(event.fields()));
    return line;
  }

  private static Map<String, @Nullable Object> values(List<Named> named) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    named.forEach(one -> values.put(one.name(), one.value()));
    return values;
  }
}
