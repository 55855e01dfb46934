package io.millrace.patterns.naive;

import java.util.List;

/**
 * What an alert says.
 *
 * @param events by their order
 * @param raisedAt from when on it is known
 */
record Found(List<String> key, List<Long> events, long first, long last, long raisedAt) {
  Found {
    key = List.copyOf(key);
    events = List.copyOf(events);
  }

  static Found of(List<String> key, List<PlainEvent> events, long raisedAt) {
    return new Found(
        key,
        events.stream().map(PlainEvent::order).toList(),
        events.get(0).time(),
        events.get(events.size() - 1).time(),
        raisedAt);
  }
}
