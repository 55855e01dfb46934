package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Named;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Spells an alert as a CloudEvent: JSON, structured mode. docs/patterns/detect.md shows one. */
final class AlertJson {

  static final String TYPE = "io.millrace.alert";
  static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

  private static final String SOURCE = "/millrace/detect";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private AlertJson() {}

  static byte[] of(Alert alert) {
    return Json.bytes(
        json -> {
          json.writeStringField("specversion", "1.0");
          json.writeStringField("id", alert.id());
          json.writeStringField("source", SOURCE);
          json.writeStringField("type", TYPE);
          json.writeStringField("subject", alert.patternId());
          json.writeStringField("time", time(alert.lastMillis()));
          json.writeStringField("datacontenttype", "application/json");
          json.writeObjectFieldStart("data");
          data(alert, json);
          json.writeEndObject();
        });
  }

  private static void data(Alert alert, JsonGenerator json) throws IOException {
    json.writeStringField("pattern", alert.patternId());
    json.writeNumberField("version", alert.version());
    json.writeStringField("title", alert.title());
    json.writeStringField("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("tags");
    for (String tag : alert.tags()) {
      json.writeString(tag);
    }
    json.writeEndArray();
    json.writeStringField("key", keyText(alert.keys()));
    named("keys", alert.keys(), json);
    json.writeStringField("first_time", time(alert.firstMillis()));
    json.writeStringField("last_time", time(alert.lastMillis()));
    json.writeStringField("why", alert.why());
    json.writeNumberField("matched", alert.matched());
    json.writeNumberField("suppressed", alert.suppressed());
    json.writeBooleanField("approximate", alert.approximate());
    json.writeArrayFieldStart("events");
    for (Alert.Event event : alert.events()) {
      json.writeStartObject();
      json.writeStringField("ref", event.ref().toString());
      json.writeStringField("time", time(event.timeMillis()));
      json.writeNumberField("stage", event.stage());
      named("fields", event.fields(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void named(String name, List<Named> values, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Named one : values) {
      json.writeFieldName(one.name());
      value(one.value(), json);
    }
    json.writeEndObject();
  }

  private static void value(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        value(each, json);
      }
      json.writeEndArray();
    } else {
      json.writeString(value.toString());
    }
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** One value as it is, several as a list of JSON; empty without any. */
  static String keyText(List<Named> keys) {
    if (keys.isEmpty()) {
      return "";
    }
    Object only = keys.get(0).value();
    if (keys.size() == 1 && only != null && !(only instanceof List)) {
      return only instanceof BigDecimal number ? number.toPlainString() : only.toString();
    }
    byte[] object =
        Json.bytes(
            json -> {
              json.writeArrayFieldStart("k");
              for (Named key : keys) {
                value(key.value(), json);
              }
              json.writeEndArray();
            });
    // What stands between {"k": and }.
    return new String(object, 5, object.length - 6, UTF_8);
  }
}
