package io.millrace.jobs.common;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * How far behind its partition's frontier an event may be before it goes to the topic of the late.
 *
 * @param usual for every collection that {@code special} does not name
 */
public record MaxLateness(Duration usual, Map<String, Duration> special) implements Serializable {

  public MaxLateness {
    special = Map.copyOf(special);
  }

  public long millisOf(String collection) {
    return special.getOrDefault(collection, usual).toMillis();
  }
}
