package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * One row to insert, or to lay over the row of the same key.
 *
 * @param table name of a declared {@link TableSpec}
 * @param values one per column of the table; null leaves the column as it is (it writes no
 *     tombstone)
 * @param writeTimestampMicros the greater one wins, cell by cell, whatever the order of arrival;
 *     {@link #NO_TIMESTAMP} takes the time at which the sink accepts the row, rising per subtask
 * @param ttlSeconds from the time of writing; 0 for ever, {@link #NO_TTL} the table's default
 */
@PublicEvolving
@SuppressWarnings("ArrayRecordComponent") // rows are many and short-lived, and never compared
public record RowUpsert(
    String table, @Nullable Object[] values, long writeTimestampMicros, int ttlSeconds) {

  /** Cassandra refuses this value as a timestamp, so no row can mean it. */
  public static final long NO_TIMESTAMP = Long.MIN_VALUE;

  public static final int NO_TTL = -1;

  /** What Cassandra accepts at most: 20 years. */
  public static final int MAX_TTL_SECONDS = 20 * 365 * 24 * 60 * 60;

  /** A row with the sink's timestamp and the table's TTL. */
  public static RowUpsert of(String table, @Nullable Object... values) {
    return new RowUpsert(table, values, NO_TIMESTAMP, NO_TTL);
  }

  public RowUpsert withTimestamp(long micros) {
    return new RowUpsert(table, values, micros, ttlSeconds);
  }

  public RowUpsert withTtl(int seconds) {
    return new RowUpsert(table, values, writeTimestampMicros, seconds);
  }
}
