package io.millrace.jobs.detect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The records of the compacted topic of versions: one of each version of each pattern, and one of
 * each pattern whose last definition was refused. The first kind is read again whenever the job
 * starts.
 */
final class VersionRecords {

  /** No id has a colon. */
  private static final String REFUSED = "refused:";

  private static final Told FOREIGN = new Told(null, 0, -1);

  private VersionRecords() {}

  static VersionLog.Entry of(PatternVersion version, boolean enabled, PatternRecord written) {
    return new VersionLog.Entry(
        version.id() + "@" + version.version(),
        Json.bytes(
            json -> {
              json.writeStringField("id", version.id());
              json.writeNumberField("version", version.version());
              json.writeStringField("status", enabled ? "accepted" : "disabled");
              time(json, "holds_from", version.fromMillis(), PatternVersion.ALWAYS);
              time(json, "holds_until", version.untilMillis(), PatternVersion.OPEN);
              time(json, "remembers_since", version.sinceMillis(), PatternVersion.ALWAYS);
              json.writeStringField("definition", version.definition());
              place(json, written);
            }));
  }

  static VersionLog.Entry refused(String id, String problem, @Nullable PatternRecord written) {
    return new VersionLog.Entry(
        REFUSED + id,
        Json.bytes(
            json -> {
              json.writeStringField("id", id);
              json.writeStringField("status", "refused");
              json.writeStringField("error", problem);
              place(json, written);
            }));
  }

  /** The refusal before is void. */
  static VersionLog.Entry unrefused(String id) {
    return new VersionLog.Entry(REFUSED + id, null);
  }

  /** Of the text that it was said of last. */
  private static void place(JsonGenerator json, @Nullable PatternRecord written)
      throws IOException {
    if (written != null) {
      json.writeNumberField("partition", written.partition());
      json.writeNumberField("offset", written.offset());
    }
  }

  private static void time(JsonGenerator json, String name, long millis, long absent)
      throws IOException {
    if (millis != absent) {
      json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
    }
  }

  /**
   * What a record says.
   *
   * @param version null if it is a refusal, or not ours
   * @param offset in the topic of patterns, of what it was said of; -1 if that is not told
   */
  record Told(@Nullable PatternVersion version, int partition, long offset) {}

  static Told read(byte[] value) {
    @Nullable String id = null;
    @Nullable String definition = null;
    int version = 0;
    long from = PatternVersion.ALWAYS;
    long until = PatternVersion.OPEN;
    long since = PatternVersion.ALWAYS;
    int partition = 0;
    long offset = -1;
    try (JsonParser json = Json.parser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return FOREIGN;
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
          case "partition" -> partition = json.getIntValue();
          case "offset" -> offset = json.getLongValue();
          default -> json.skipChildren();
        }
      }
    } catch (IOException | DateTimeParseException foreign) {
      return FOREIGN;
    }
    return new Told(
        id == null || definition == null || version < 1
            ? null
            : new PatternVersion(id, version, definition, from, until, since),
        partition,
        offset);
  }
}
