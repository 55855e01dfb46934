package io.millrace.patterns.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule found, before anything is suppressed.
 *
 * @param events that are shown of those that matched, in time
 * @param matched how many there were
 * @param atMillis when it was decided: the time of the last event, or of the end of an absence
 * @param absence whether it was the time that decided
 * @param approximate whether a limit took away what would have counted
 * @param why for people
 * @param group what of the rule's keys is not in the key that events are sent by; null if all are
 */
public record Finding(
    List<Seen> events,
    long matched,
    long atMillis,
    boolean absence,
    boolean approximate,
    String why,
    @Nullable KeyBytes group) {

  public Finding {
    events = List.copyOf(events);
  }

  /** Where all keys are those that events are sent by. */
  public Finding(
      List<Seen> events,
      long matched,
      long atMillis,
      boolean absence,
      boolean approximate,
      String why) {
    this(events, matched, atMillis, absence, approximate, why, null);
  }

  /** The same of this group. */
  public Finding withGroup(KeyBytes its) {
    return new Finding(events, matched, atMillis, absence, approximate, why, its);
  }

  /** A single event that is all that was asked for. */
  public static Finding ofEvent(Seen event) {
    return new Finding(List.of(event), 1, event.timeMillis(), false, false, "such an event");
  }

  /** The first and the last of them. */
  public static List<Seen> shown(List<Seen> events, int most) {
    if (events.size() <= most) {
      return events;
    }
    int head = most / 2;
    List<Seen> some = new ArrayList<>(events.subList(0, head));
    some.addAll(events.subList(events.size() - (most - head), events.size()));
    return some;
  }
}
