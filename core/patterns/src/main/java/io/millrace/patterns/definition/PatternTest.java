package io.millrace.patterns.definition;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test that a pattern's author wrote.
 *
 * @param until the event time at which it ends; null: after all that events can bring about
 * @param alerts all that are due, in any order
 */
public record PatternTest(
    String name, List<Event> events, @Nullable Instant until, List<Alert> alerts) {

  public PatternTest {
    events = List.copyOf(events);
    alerts = List.copyOf(alerts);
  }

  /**
   * An event that comes in.
   *
   * @param body its JSON: mappings, lists, texts, BigDecimals, booleans and nulls
   */
  public record Event(String collection, Instant timestamp, Map<String, @Nullable Object> body) {
    public Event {
      body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
    }
  }

  /**
   * An alert that is due; what is null may be as it likes.
   *
   * @param key the key's values, in the order of the keys
   * @param first the time of the first event
   * @param last the time of the last event
   * @param events by their index in the test
   */
  public record Alert(
      @Nullable List<@Nullable Object> key,
      @Nullable Instant first,
      @Nullable Instant last,
      @Nullable List<Integer> events) {}
}
