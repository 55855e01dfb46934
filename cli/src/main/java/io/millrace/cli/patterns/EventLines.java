package io.millrace.cli.patterns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailure;
import io.millrace.cli.RecordLines;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.match.Event;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON, in one of three forms: as ingest writes them, with {@code
 * keen.timestamp}; as they are, with {@code collection} and {@code timestamp} beside the other
 * fields; or as the events of a pattern's tests, within {@code event}. Empty lines are passed over.
 */
final class EventLines {

  static final int MOST = 100_000;

  /**
   * One of them.
   *
   * @param event whose offset is the line's number
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
  record Line(Event event, byte[] body) {}

  private final String name;
  private final @Nullable String collection;
  private final Arrival arrival = new Arrival();

  /**
   * Reads what is called {@code name}.
   *
   * @param collection of events that do not say theirs; null if they have to
   */
  EventLines(String name, @Nullable String collection) {
    this.name = name;
    this.collection = collection;
  }

  List<Line> read(InputStream in) throws IOException {
    List<Line> events = new ArrayList<>();
    RecordLines lines = new RecordLines(in);
    int number = 0;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      number++;
      String text = new String(line, UTF_8);
      if (text.isBlank()) {
        continue;
      }
      if (events.size() == MOST) {
        throw new CommandFailure(
            name + " has more than " + MOST + " events; explain fewer, or use pattern backtest");
      }
      events.add(event(line, text, number));
    }
    return events;
  }

  private Line event(byte[] line, String text, int number) {
    JsonNode json;
    try {
      json = EventJson.read(text);
    } catch (JsonProcessingException e) {
      throw wrong(number, "is not JSON: " + e.getOriginalMessage());
    }
    if (!json.isObject()) {
      throw wrong(number, "is no JSON object; write an event a line");
    }
    boolean isWrapped = json.path("event").isObject();
    JsonNode body = isWrapped ? json.get("event") : json;
    String ofCollection = text(json, "collection", collection);
    if (ofCollection == null) {
      throw wrong(number, "does not say its collection; write \"collection\", or --collection C");
    }
    String written = text(body.path("keen"), "timestamp", null);
    written = written == null ? text(json, "timestamp", null) : written;
    Instant time = written == null ? null : EventJson.instant(written);
    if (time == null) {
      throw wrong(
          number,
          (written == null ? "has no time" : "has '" + written + "' as its time")
              + "; write \"timestamp\" or keen.timestamp, such as 2026-01-31T12:00:00Z");
    }
    long millis = time.toEpochMilli();
    long inOrder = arrival.behind(ofCollection, millis);
    JsonNode stamped = body.path("keen").path("behind_ms");
    long behind = stamped.canConvertToLong() ? stamped.asLong() : inOrder;
    return new Line(
        new Event(ofCollection, millis, behind, new EventRef(name, 0, number, 0)),
        isWrapped ? EventJson.bytes(body) : line);
  }

  private static @Nullable String text(JsonNode object, String key, @Nullable String otherwise) {
    return object.path(key).isTextual() ? object.get(key).asText() : otherwise;
  }

  private CommandFailure wrong(int line, String problem) {
    return new CommandFailure(name + ": line " + line + " " + problem);
  }
}
