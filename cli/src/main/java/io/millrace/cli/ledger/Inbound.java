package io.millrace.cli.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.jobs.common.MillraceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One event of an inbound record, as far as a recount must look at it.
 *
 * @param dedupKey its collection with its id or token; null where it brought none
 */
record Inbound(@Nullable String dedupKey) {

  private static final Inbound WITHOUT_KEY = new Inbound(null);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The events of a record in their order; a record that can't be read counts as one. */
  static List<Inbound> eventsOf(ConsumerRecord<byte[], byte[]> record) {
    boolean bulk = record.topic().equals(MillraceConfig.BULK_TOPIC);
    JsonNode body = parse(record.value());
    if (body == null || !body.isObject()) {
      return List.of(WITHOUT_KEY);
    }
    if (!bulk) {
      String collection = record.topic().substring(MillraceConfig.INBOUND_PREFIX.length());
      return List.of(new Inbound(dedupKey(collection, body.path("keen"))));
    }
    List<Inbound> events = new ArrayList<>();
    for (Map.Entry<String, JsonNode> collection : body.properties()) {
      if (collection.getValue().isArray()) {
        for (JsonNode event : collection.getValue()) {
          events.add(new Inbound(dedupKey(collection.getKey(), event.path("keen"))));
        }
      } else {
        events.add(WITHOUT_KEY);
      }
    }
    return events.isEmpty() ? List.of(WITHOUT_KEY) : events;
  }

  /** What makes two events of a collection the same: the token, or else the id. */
  static @Nullable String dedupKey(String collection, JsonNode keen) {
    if (keen.path("uniqueness_token").isTextual()) {
      return collection + "/t:" + keen.get("uniqueness_token").asText();
    }
    return keen.path("id").isTextual() ? collection + "/i:" + keen.get("id").asText() : null;
  }

  private static @Nullable JsonNode parse(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      return null; // Jackson's way to say that bytes are no UTF-8
    }
  }
}
