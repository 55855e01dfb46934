package io.millrace.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.cli.TopicReader;
import io.millrace.cli.shop.ShopTruth;
import io.millrace.cli.shop.ShopTruth.Alert;
import io.millrace.cli.shop.ShopTruth.CategoryHour;
import io.millrace.cli.shop.ShopTruth.Found;
import io.millrace.cli.shop.ShopTruth.Often;
import io.millrace.cli.shop.ShopTruth.Origin;
import io.millrace.cli.shop.ShopTruth.Rejected;
import io.millrace.cli.shop.ShopTruth.Sales;
import io.millrace.cli.shop.ShopTruth.Valid;
import io.millrace.jobs.common.Heartbeat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Compares every committed record of the topics that the jobs write with the truth. */
final class TopicsCheck {

  static final String EVENTS_PREFIX = "events.";
  static final String REJECTS = "rejects";
  static final String LATE = "late";
  static final String LEDGER = "ledger";
  static final String ALERTS = "alerts.sql";
  static final String PATTERN_ALERTS = "alerts";
  static final String SALES = "purchases_per_category";

  private static final String ALERT_RULE = "failed-logins-then-success";
  private static final int SHOWN_BYTES = 60;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final ShopTruth truth;
  private final Mismatches mismatches;
  private final Map<String, String> seenEvents = new HashMap<>();
  private final Map<Origin, String> seenRejects = new HashMap<>();
  private final Map<Alert, String> seenAlerts = new HashMap<>();
  private final Set<Alert> expectedAlerts;
  private final Map<Found, Often> expectedFound;
  private final Map<Found, Integer> found = new HashMap<>();
  private final Map<String, String> seenIds = new HashMap<>();
  private final Map<CategoryHour, Sales> expectedSales;
  private final Map<CategoryHour, Sales> sales = new HashMap<>();

  TopicsCheck(ShopTruth truth, Mismatches mismatches) {
    this.truth = truth;
    this.mismatches = mismatches;
    expectedAlerts = truth.alerts();
    expectedFound = truth.foundByPatterns();
    expectedSales = truth.sales();
  }

  static boolean isOutbound(String topic) {
    return topic.startsWith(EVENTS_PREFIX)
        || List.of(REJECTS, LATE, ALERTS, PATTERN_ALERTS, SALES).contains(topic);
  }

  void compare(String bootstrap) {
    try (TopicReader reader = new TopicReader(bootstrap)) {
      reader.follow(reader.topics().stream().filter(TopicsCheck::isOutbound).toList());
      Map<TopicPartition, Long> ends = reader.ends();
      while (!reader.reached(ends)) {
        reader.poll().forEach(this::compare);
      }
    }
    missing();
  }

  private void compare(ConsumerRecord<byte[], byte[]> record) {
    switch (record.topic()) {
      case REJECTS -> compareReject(record);
      case LATE -> mismatches.add(LATE + " " + place(record), "nothing late", text(record.value()));
      case ALERTS -> compareAlert(record);
      case PATTERN_ALERTS -> compareFound(record);
      case SALES -> keepSales(record);
      default -> compareEvent(record);
    }
  }

  private void compareEvent(ConsumerRecord<byte[], byte[]> record) {
    if (Heartbeat.is(record)) {
      return;
    }
    String collection = record.topic().substring(EVENTS_PREFIX.length());
    String id = text(record.key());
    String place = record.topic() + " id=" + id;
    Valid expected = truth.validEvents().getOrDefault(collection, Map.of()).get(id);
    String earlier = seenEvents.put(record.topic() + ' ' + id, place(record));
    if (expected == null) {
      mismatches.add(place, "no such event", text(record.value()));
    } else if (earlier != null) {
      mismatches.add(place, "the event once", "it at " + earlier + " and " + place(record));
    } else if (!expected.isWrittenAs(text(record.value()))) {
      mismatches.add(place, expected.body(), text(record.value()));
    }
  }

  private void compareReject(ConsumerRecord<byte[], byte[]> record) {
    Origin origin;
    try {
      origin =
          new Origin(
              header(record, "millrace.topic"),
              Integer.parseInt(header(record, "millrace.partition")),
              Long.parseLong(header(record, "millrace.offset")),
              Integer.parseInt(header(record, "millrace.index")));
    } catch (NumberFormatException e) {
      mismatches.add(REJECTS + " " + place(record), "headers of its origin", e.toString());
      return;
    }
    String place = REJECTS + " " + described(origin);
    String code = header(record, "millrace.code");
    Rejected expected = truth.rejects().get(origin);
    String earlier = seenRejects.put(origin, place(record));
    if (expected == null) {
      mismatches.add(place, "no reject", code + " " + shown(record.value()));
    } else if (earlier != null) {
      mismatches.add(place, "one reject", "two, at " + earlier + " and " + place(record));
    } else if (!expected.code().equals(code)) {
      mismatches.add(place, expected.code(), code + " " + header(record, "millrace.reason"));
    } else if (!Arrays.equals(expected.raw(), record.value())) {
      mismatches.add(place, "the bytes " + shown(expected.raw()), shown(record.value()));
    }
  }

  private void compareAlert(ConsumerRecord<byte[], byte[]> record) {
    JsonNode json = json(record.value());
    Alert alert =
        new Alert(
            json.path("key").asText(),
            json.path("first_time").asText(),
            json.path("last_time").asText(),
            json.path("events").asInt());
    String place = ALERTS + " " + json.path("key").asText() + " " + alert.lastTime();
    String earlier = seenAlerts.put(alert, place(record));
    if (!expectedAlerts.contains(alert)) {
      mismatches.add(place, "no such alert", text(record.value()));
    } else if (earlier != null) {
      mismatches.add(place, "the alert once", "it at " + earlier + " and " + place(record));
    } else if (!json.path("rule").asText().equals(ALERT_RULE)) {
      mismatches.add(place + " rule", ALERT_RULE, json.path("rule").asText());
    }
  }

  /** Of patterns that the truth does not know it is seen that none is there twice. */
  private void compareFound(ConsumerRecord<byte[], byte[]> record) {
    JsonNode alert = json(record.value());
    String pattern = alert.path("subject").asText();
    String place = PATTERN_ALERTS + " " + pattern + " id=" + alert.path("id").asText();
    String earlier = seenIds.put(alert.path("id").asText(), place(record));
    if (earlier != null) {
      mismatches.add(place, "the alert once", "it at " + earlier + " and " + place(record));
    } else if (expectedFound.keySet().stream().anyMatch(one -> one.pattern().equals(pattern))) {
      JsonNode data = alert.path("data");
      Found what =
          new Found(
              pattern,
              data.path("key").asText(),
              data.path("first_time").asText(),
              data.path("last_time").asText());
      int times = found.merge(what, 1, Integer::sum);
      Often often = expectedFound.getOrDefault(what, new Often(0, 0));
      if (times > often.certain() + often.possible()) {
        mismatches.add(place, "no such alert", text(record.value()));
      }
    }
  }

  private void keepSales(ConsumerRecord<byte[], byte[]> record) {
    JsonNode json = json(record.value());
    CategoryHour cell;
    try {
      cell =
          new CategoryHour(
              json.path("category").asText(), Instant.parse(json.path("hour_start").asText()));
    } catch (DateTimeException e) {
      mismatches.add(SALES + " " + place(record), "an hour_start", text(record.value()));
      return;
    }
    Sales found =
        new Sales(json.path("purchase_count").asLong(), json.path("price_sum").decimalValue());
    if (sales.put(cell, found) != null) {
      mismatches.add(
          SALES + " " + cell.category() + " " + cell.hour(), "one record", "another one: " + found);
    }
  }

  private void missing() {
    truth
        .validEvents()
        .forEach(
            (collection, events) ->
                events.forEach(
                    (id, event) -> {
                      String topic = EVENTS_PREFIX + collection;
                      if (!seenEvents.containsKey(topic + ' ' + id)) {
                        mismatches.add(topic + " id=" + id, event.body(), "no such event");
                      }
                    }));
    truth
        .rejects()
        .forEach(
            (origin, reject) -> {
              if (!seenRejects.containsKey(origin)) {
                mismatches.add(REJECTS + " " + described(origin), reject.code(), "no reject");
              }
            });
    for (Alert alert : expectedAlerts) {
      if (!seenAlerts.containsKey(alert)) {
        mismatches.add(
            ALERTS + " " + alert.key() + " " + alert.lastTime(), alert.toString(), "no alert");
      }
    }
    expectedFound.forEach(
        (what, often) -> {
          if (found.getOrDefault(what, 0) < often.certain()) {
            mismatches.add(
                PATTERN_ALERTS + " " + what.pattern() + " " + what.key() + " " + what.lastTime(),
                what + " " + often.certain() + " times",
                found.getOrDefault(what, 0) + " times");
          }
        });
    Set<CategoryHour> cells = new HashSet<>(expectedSales.keySet());
    cells.addAll(sales.keySet());
    for (CategoryHour cell : cells) {
      Sales expected = expectedSales.get(cell);
      Sales found = sales.get(cell);
      boolean equal =
          expected != null
              && found != null
              && expected.purchases() == found.purchases()
              && expected.price().compareTo(found.price()) == 0;
      if (!equal) {
        mismatches.add(
            SALES + " " + cell.category() + " " + cell.hour(),
            expected == null ? "no record" : expected.toString(),
            found == null ? "no record" : found.toString());
      }
    }
  }

  private static JsonNode json(byte @Nullable [] bytes) {
    try {
      return bytes == null ? JSON.nullNode() : JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      return JSON.nullNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "no header " + name : text(header.value());
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "(null)" : new String(bytes, UTF_8);
  }

  /** Bytes that may be no text. */
  private static String shown(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "(null)";
    }
    int length = Math.min(bytes.length, SHOWN_BYTES);
    return HexFormat.of().formatHex(bytes, 0, length) + (length < bytes.length ? "…" : "");
  }

  private static String described(Origin origin) {
    return origin.topic() + '/' + origin.partition() + '/' + origin.offset() + '/' + origin.index();
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return "partition " + record.partition() + " offset " + record.offset();
  }
}
