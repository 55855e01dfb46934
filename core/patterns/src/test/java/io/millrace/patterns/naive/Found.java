package io.millrace.patterns.naive;

import java.util.List;

/**
 * What an alert says.
 *
 * @param events by their order
 * @param first time of the first event
 * @param last time of the last event, or that decided of an absence
 * @param at the order of the event at which it was found; -1 if that is not told
 */
record Found(List<String> key, List<Long> events, long first, long last, long at) {
  Found {
    key = List.copyOf(key);
    events = List.copyOf(events);
  }

  static Found of(List<String> key, List<PlainEvent> events, long last) {
    return new Found(
        key, events.stream().map(PlainEvent::order).toList(), events.get(0).time(), last, -1);
  }

  static Found foundAt(List<String> key, List<PlainEvent> events, PlainEvent at) {
    return new Found(
        key,
        events.stream().map(PlainEvent::order).toList(),
        events.get(0).time(),
        at.time(),
        at.order());
  }
}
