package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of the compacted topic of versions: one of each version of each pattern, and one of
 * each pattern whose last definition was refused. The first kind is read again by a job that starts
 * without a state.
 */
final class VersionRecords {

  /** No id has a colon. */
  private static final String REFUSED = "refused:";

  private VersionRecords() {}

  static PatternRecord of(PatternVersion version, boolean enabled) {
    return new PatternRecord(
        (version.id() + "@" + version.version()).getBytes(UTF_8),
        Json.bytes(
            json -> {
              json.writeStringField("id", version.id());
              json.writeNumberField("version", version.version());
              json.writeStringField("status", enabled ? "accepted" : "disabled");
              time(json, "holds_from", version.fromMillis(), PatternVersion.ALWAYS);
              time(json, "holds_until", version.untilMillis(), PatternVersion.OPEN);
              time(json, "remembers_since", version.sinceMillis(), PatternVersion.ALWAYS);
              json.writeStringField("definition", version.definition());
            }));
  }

  static PatternRecord refused(String id, String problem) {
    return new PatternRecord(
        (REFUSED + id).getBytes(UTF_8),
        Json.bytes(
            json -> {
              json.writeStringField("id", id);
              json.writeStringField("status", "refused");
              json.writeStringField("error", problem);
            }));
  }

  /** The refusal before is void. */
  static PatternRecord unrefused(String id) {
    return new PatternRecord((REFUSED + id).getBytes(UTF_8), null);
  }

  private static void time(JsonGenerator json, String name, long millis, long absent)
      throws IOException {
    if (millis != absent) {
      json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
    }
  }

  /** The version that the record is of; empty if it is a refusal, or not ours. */
  static Optional<PatternVersion> version(byte[] value) {
    @Nullable String id = null;
    @Nullable String definition = null;
    int version = 0;
    long from = PatternVersion.ALWAYS;
    long until = PatternVersion.OPEN;
    long since = PatternVersion.ALWAYS;
    try (JsonParser json = Json.parser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "id" -> id = json.getText();
          case "version" -> version = json.getIntValue();
          case "definition" -> definition = json.getText();
          case "holds_from" -> from = Instant.parse(json.getText()).toEpochMilli();
          case "holds_until" -> until = Instant.parse(json.getText()).toEpochMilli();
          case "remembers_since" -> since = Instant.parse(json.getText()).toEpochMilli();
          default -> json.skipChildren();
        }
      }
    } catch (IOException | DateTimeParseException foreign) {
      return Optional.empty();
    }
    return id == null || definition == null || version < 1
        ? Optional.empty()
        : Optional.of(new PatternVersion(id, version, definition, from, until, since));
  }
}
