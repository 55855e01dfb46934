package io.millrace.cli.patterns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON with every digit of its numbers, and times as ingest writes them. */
final class EventJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private EventJson() {}

  /** Throws {@link JsonProcessingException} if it is none. */
  static JsonNode read(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }

  static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("what was read can't be written", e);
    }
  }

  static String text(@Nullable Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("what was read can't be written", e);
    }
  }

  /** An event as ingest would pass it on: with its time, its identity and how far it is behind. */
  static byte[] stamped(
      Map<String, @Nullable Object> body, long timeMillis, String id, long behindMillis) {
    Map<String, @Nullable Object> keen = new LinkedHashMap<>();
    keen.put("timestamp", time(timeMillis));
    keen.put("created_at", time(timeMillis));
    keen.put("id", id);
    if (body.get("keen") instanceof Map<?, ?> sent) {
      sent.forEach((name, value) -> keen.putIfAbsent(String.valueOf(name), value));
      if (sent.get("id") instanceof String own) {
        keen.put("id", own);
      }
    }
    keen.put("behind_ms", behindMillis);
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("keen", keen);
    body.forEach(event::putIfAbsent);
    return bytes(event);
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** Null if it is no time with a date, a clock time and an offset. */
  static @Nullable Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
