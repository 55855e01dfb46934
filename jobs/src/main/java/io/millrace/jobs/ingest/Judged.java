package io.millrace.jobs.ingest;

import org.jspecify.annotations.Nullable;

/**
 * One event between the two operators of ingest: what the log alone says of it is decided, whether
 * it is a duplicate is not.
 *
 * @param shard the key by which the shuffle goes
 * @param collection null for a reject that names no valid one
 * @param index of the event in its record
 * @param range which {@link PartitionMark} will tell of it
 * @param writtenMillis Kafka's timestamp of the record
 * @param hasId whether {@code idHigh} and {@code idLow} stand for an id or token that it brought
 * @param key the record's for a reject, else the event's id
 * @param value the stamped event, or raw bytes where it is rejected or late
 * @param reason empty for an event; else the code, and the text behind a colon
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record Judged(
    int shard,
    Verdict verdict,
    @Nullable String collection,
    String topic,
    int partition,
    long offset,
    int index,
    int range,
    long writtenMillis,
    boolean hasId,
    long idHigh,
    long idLow,
    byte @Nullable [] key,
    byte @Nullable [] value,
    String reason) {

  /** Part of the savepoint format: into how many parts all ids are divided; never change. */
  static final int SHARDS = 1 << 12;

  /** The same for the same place in the log, for no other. */
  long place() {
    long hash = mix(topic.hashCode() * 0x9E3779B97F4A7C15L + partition);
    hash = mix(hash + offset);
    return mix(hash + index);
  }

  static int shardOfId(long idHigh) {
    return (int) (idHigh >>> 52);
  }

  /** Spreads what has no id over all subtasks. */
  static int shardOfPlace(int partition, long offset, int index) {
    return (int) (mix(offset * 31 + partition * 17L + index) >>> 52);
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
