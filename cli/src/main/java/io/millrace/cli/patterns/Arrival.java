package io.millrace.cli.patterns;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How far behind events are that come one after another, as ingest would stamp them if each
 * collection came in by one partition.
 */
final class Arrival {

  private final Map<String, Long> newestMillis = new HashMap<>();

  /** How far the event is behind the newest of its collection before it. */
  long behind(String collection, long timeMillis) {
    Long newest = newestMillis.merge(collection, timeMillis, Math::max);
    return newest - timeMillis;
  }

  /** Up to where all of these collections have come; the beginning of time if one has not begun. */
  long frontierMillis(Collection<String> collections) {
    return collections.stream()
        .mapToLong(collection -> newestMillis.getOrDefault(collection, Long.MIN_VALUE))
        .min()
        .orElse(Long.MIN_VALUE);
  }
}
