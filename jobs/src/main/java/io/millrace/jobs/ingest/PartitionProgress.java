package io.millrace.jobs.ingest;

import io.millrace.events.Frontier;
import io.millrace.events.InboundRecord;

/** What {@link CheckEvents} knows of one inbound partition, in memory. */
final class PartitionProgress {

  private static final long NOTHING_READ = -1;

  private final InboundPartition key;
  private final Frontier frontier;
  private String topicId;
  private boolean seenHere;
  private long from;
  private long next;
  private long records;
  private long events;
  private long missing;
  private long seenNanos;

  private PartitionProgress(
      InboundPartition key, String topicId, long next, long frontierMillis, long nowNanos) {
    this.key = key;
    this.topicId = topicId;
    this.from = next;
    this.next = next;
    frontier = new Frontier(frontierMillis);
    seenNanos = nowNanos;
  }

  PartitionProgress(InboundPosition restored, long nowNanos) {
    this(
        restored.key(),
        restored.topicId(),
        restored.nextOffset(),
        restored.frontierMillis(),
        nowNanos);
  }

  /** Of a partition of which nothing was ever read. */
  static PartitionProgress unread(InboundPartition key, long nowNanos) {
    return new PartitionProgress(key, "", NOTHING_READ, Frontier.NONE, nowNanos);
  }

  InboundPartition key() {
    return key;
  }

  boolean isOf(InboundRecord record) {
    return key.partition() == record.partition() && key.topic().equals(record.topic());
  }

  /** Before the first record: reading goes on where it ended, or records are missing. */
  void begin(InboundRecord record, LogGuard guard) {
    seenHere = true;
    if (next == NOTHING_READ) {
      from = record.offset();
    } else if (record.offset() > next) {
      missing = guard.missingBefore(key, next, record.offset());
    }
  }

  /** How far behind the frontier an accepted event is, in ms. */
  long accept(long timestampMillis) {
    return frontier.accept(timestampMillis);
  }

  void count() {
    events++;
  }

  void end(InboundRecord record) {
    frontier.endRecord();
    next = record.offset() + 1;
    records++;
    seenNanos = 0;
  }

  /** Whether this subtask has read records of it since it started. */
  boolean isSeenHere() {
    return seenHere;
  }

  boolean hasPosition() {
    return next != NOTHING_READ;
  }

  String topicId() {
    return topicId;
  }

  void topicId(String id) {
    topicId = id;
  }

  long frontierMillis() {
    return frontier.millis();
  }

  /** Says where it stands, and begins the next range there. */
  PartitionMark mark(long checkpoint, long nowNanos, int range, String run) {
    if (seenNanos == 0) {
      // The clock is asked once a checkpoint, not once a record.
      seenNanos = nowNanos;
    }
    PartitionMark mark =
        new PartitionMark(
            checkpoint,
            key.topic(),
            key.partition(),
            from,
            next,
            records,
            events,
            missing,
            frontier.millis(),
            (nowNanos - seenNanos) / 1_000_000,
            range,
            run);
    from = next;
    records = 0;
    events = 0;
    missing = 0;
    return mark;
  }

  InboundPosition position() {
    return new InboundPosition(key.topic(), key.partition(), topicId, next, frontier.millis());
  }
}
