package io.millrace.cli.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.TopicReader;
import io.millrace.cli.rollup.RollupTruth.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the topic of corrections says of each row, as who keeps the most events reads it. */
final class ToldRows {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Map<String, JsonNode> newest = new TreeMap<>();
  private final Map<String, Integer> partitionByKey = new HashMap<>();
  private final RollupTruth truth;
  private int records;

  private ToldRows(RollupTruth truth) {
    this.truth = truth;
  }

  /** All that the topic holds now. */
  static ToldRows read(String bootstrap, int partitions, RollupTruth truth) {
    ToldRows told = new ToldRows(truth);
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition("corrections", partition));
    }
    try (TopicReader reader = new TopicReader(bootstrap)) {
      Map<TopicPartition, Long> starts = reader.starts(all);
      Map<TopicPartition, Long> ends = new HashMap<>();
      starts.keySet().forEach(partition -> ends.put(partition, Long.MAX_VALUE));
      reader.readBetween(starts, ends, told::add);
    }
    return told;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    records++;
    String key = new String(record.key(), UTF_8);
    Integer before = partitionByKey.put(key, record.partition());
    if (before != null && before != record.partition()) {
      throw new AssertionError(key + " is in partitions " + before + " and " + record.partition());
    }
    JsonNode value = parse(record.value());
    String place = place(value);
    JsonNode kept = newest.get(place);
    if (kept == null || events(kept) < events(value)) {
      newest.put(place, value);
    }
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(new String(json, UTF_8));
    } catch (JsonProcessingException e) {
      throw new AssertionError(new String(json, UTF_8), e);
    }
  }

  private static long events(JsonNode value) {
    return value.at("/row/events").asLong();
  }

  private String place(JsonNode value) {
    String table = value.path("table").asText();
    Table known = truth.tables().get(table);
    if (known == null) {
      throw new AssertionError("there is no table " + table);
    }
    JsonNode row = value.path("row");
    List<String> group = known.columns().stream().map(c -> row.path(c).asText()).toList();
    Instant start = Instant.parse(row.path("interval_start").asText());
    return table + " " + RollupTruth.key(start, group);
  }

  int records() {
    return records;
  }

  Set<String> places() {
    return newest.keySet();
  }

  /** Those of these rows whose newest record is not what the row is in the end. */
  List<String> wrong(Set<String> places) {
    List<String> wrong = new ArrayList<>();
    for (String place : places) {
      int space = place.indexOf(' ');
      Table table = truth.tables().get(place.substring(0, space));
      JsonNode value = newest.get(place);
      Map<String, String> right = table.rows().get(place.substring(space + 1)).exact();
      Map<String, String> there = new TreeMap<>();
      if (value != null) {
        for (String column :
            List.of("events", "purchases", "revenue", "mean", "cheapest", "dearest", "spread")) {
          JsonNode number = value.path("row").path(column);
          if (!number.isMissingNode()) {
            there.put(column, number.decimalValue().stripTrailingZeros().toPlainString());
          }
        }
      }
      if (!there.equals(right)) {
        wrong.add(place + " has to be " + right + " and is told to be " + there);
      }
    }
    return wrong;
  }
}
