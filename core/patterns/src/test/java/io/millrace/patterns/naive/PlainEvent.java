package io.millrace.patterns.naive;

import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event, without JSON.
 *
 * @param order its place in the inbound log, by which events of one time are told apart
 * @param fields by their whole path; a number is a Long
 */
record PlainEvent(long order, String collection, long time, Map<String, Object> fields) {

  static final Comparator<PlainEvent> IN_TIME =
      Comparator.comparingLong(PlainEvent::time).thenComparingLong(PlainEvent::order);

  PlainEvent {
    fields = Map.copyOf(fields);
  }

  @Nullable Object value(String path) {
    return fields.get(path);
  }

  boolean isAfter(PlainEvent other) {
    return IN_TIME.compare(this, other) > 0;
  }
}
