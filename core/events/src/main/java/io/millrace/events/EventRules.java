package io.millrace.events;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * What a deployment may decide about its events; the other rules of docs/events.md are the same
 * everywhere, so that an event accepted here is accepted anywhere.
 *
 * @param inboundPrefix what stands before the collection's name in an inbound topic's name
 * @param bulkTopic the one topic whose records hold events of several collections
 * @param bulkCollections the collections a bulk body may name; empty allows any valid name
 * @param maxBulkCollections how many collections one bulk body may name; those after are rejected
 * @param futureLimit how far an event's time may lie ahead of its record's Kafka timestamp
 * @param maxRecordBytes the greatest value of a record that is read at all
 * @param maxEventBytes the greatest event, from its opening to its closing brace
 */
public record EventRules(
    String inboundPrefix,
    String bulkTopic,
    Set<String> bulkCollections,
    int maxBulkCollections,
    Duration futureLimit,
    int maxRecordBytes,
    int maxEventBytes)
    implements Serializable {

  private static final EventRules DEFAULTS =
      new EventRules("in.", "in._bulk", Set.of(), 100, Duration.ofHours(1), 10_000_000, 900_000);

  public EventRules {
    bulkCollections = Set.copyOf(bulkCollections);
    for (String collection : bulkCollections) {
      String problem = CollectionName.problem(collection);
      if (problem != null) {
        throw new IllegalArgumentException("bulk collection " + problem);
      }
    }
    if (maxBulkCollections < 1 || maxRecordBytes < 1 || maxEventBytes < 1) {
      throw new IllegalArgumentException(
          "maxBulkCollections, maxRecordBytes and maxEventBytes must be 1 or more");
    }
    if (futureLimit.isNegative() || futureLimit.compareTo(Duration.ofDays(366_000)) > 0) {
      throw new IllegalArgumentException("futureLimit must be 0 to 366,000 days: " + futureLimit);
    }
  }

  /**
   * Topics {@code in.*}, any bulk collection, one hour ahead, records to 10 MB, events to 900 KB.
   */
  public static EventRules defaults() {
    return DEFAULTS;
  }

  public EventRules withTopics(String prefix, String bulk) {
    return new EventRules(
        prefix,
        bulk,
        bulkCollections,
        maxBulkCollections,
        futureLimit,
        maxRecordBytes,
        maxEventBytes);
  }

  /** With an allow-list for bulk bodies; an empty one allows any valid name. */
  public EventRules withBulkCollections(Set<String> allowed) {
    return new EventRules(
        inboundPrefix,
        bulkTopic,
        allowed,
        maxBulkCollections,
        futureLimit,
        maxRecordBytes,
        maxEventBytes);
  }

  public EventRules withMaxBulkCollections(int limit) {
    return new EventRules(
        inboundPrefix,
        bulkTopic,
        bulkCollections,
        limit,
        futureLimit,
        maxRecordBytes,
        maxEventBytes);
  }

  public EventRules withFutureLimit(Duration limit) {
    return new EventRules(
        inboundPrefix,
        bulkTopic,
        bulkCollections,
        maxBulkCollections,
        limit,
        maxRecordBytes,
        maxEventBytes);
  }

  public EventRules withMaxBytes(int recordBytes, int eventBytes) {
    return new EventRules(
        inboundPrefix,
        bulkTopic,
        bulkCollections,
        maxBulkCollections,
        futureLimit,
        recordBytes,
        eventBytes);
  }
}
