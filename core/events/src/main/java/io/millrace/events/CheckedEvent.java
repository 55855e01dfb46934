package io.millrace.events;

import org.jspecify.annotations.Nullable;

/**
 * One event that broke no rule: what later steps ask of it, and the bytes to stamp it.
 *
 * @param id {@code keen.id}, or topic/partition/offset/index when the event brought none
 * @param idSent whether the event brought its id itself
 * @param createdAtMillis the record's Kafka timestamp, so that a replay stamps the same
 * @param index the event's place in its record
 * @param properties the members of the event but {@code keen}, as sent, without the outer braces
 * @param location {@code keen.location} as sent
 * @param addons {@code keen.addons} as sent, which the stamped form does not carry
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record CheckedEvent(
    String collection,
    String id,
    boolean idSent,
    @Nullable String uniquenessToken,
    long timestampMillis,
    long createdAtMillis,
    String topic,
    int partition,
    long offset,
    int index,
    byte[] properties,
    byte @Nullable [] location,
    byte @Nullable [] addons) {

  /** What makes two events of a collection the same, or null if nothing does. */
  public @Nullable String dedupKey() {
    if (uniquenessToken != null) {
      return "t:" + uniquenessToken;
    }
    return idSent ? "i:" + id : null;
  }

  /** The event as it goes out: a keen object of our own, then everything else as it came. */
  public byte[] stamp(long behindMillis) {
    return StampedEvent.write(this, behindMillis);
  }
}
