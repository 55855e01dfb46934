package io.millrace.cli.shop;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as the shop means it.
 *
 * @param timestamp the event time as it is written; null leaves it to the record's Kafka timestamp
 * @param properties by path, at most one dot deep; paths with one head stand together
 */
record ShopEvent(
    String collection,
    @Nullable Instant timestamp,
    TimeStyle style,
    @Nullable String id,
    @Nullable String token,
    Map<String, Value> properties) {

  /** The ways to write one instant that producers use. */
  enum TimeStyle {
    UTC,
    OFFSET,
    NO_ZONE
  }

  Value get(String path) {
    Value value = properties.get(path);
    return value == null ? new Value("", Value.ABSENT, null) : value;
  }

  /** The same event with another value of one property. */
  ShopEvent with(String path, Value value) {
    Map<String, Value> changed = new LinkedHashMap<>(properties);
    changed.put(path, value);
    return new ShopEvent(collection, timestamp, style, id, token, changed);
  }

  ShopEvent withId(@Nullable String other) {
    return new ShopEvent(collection, timestamp, style, other, token, properties);
  }
}
