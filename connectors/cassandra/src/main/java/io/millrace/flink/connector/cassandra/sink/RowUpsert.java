package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * One row to insert, or to lay over the row of the same key.
 *
 * @param values one per column of the table; null leaves the column as it is and writes no
 *     tombstone, {@link #ERASE} erases it with one
 * @param ttlSeconds from the time of writing; 0 for ever, {@link #NO_TTL} the table's default
 */
@PublicEvolving
@SuppressWarnings("ArrayRecordComponent") // rows are many and short-lived, and never compared
public record RowUpsert(
    String table, @Nullable Object[] values, long writeTimestampMicros, int ttlSeconds)
    implements RowWrite {

  public static final int NO_TTL = -1;

  /** What Cassandra accepts at most: 20 years. */
  public static final int MAX_TTL_SECONDS = 20 * 365 * 24 * 60 * 60;

  /** As a value: the column loses what it held. */
  public static final Object ERASE = new Erase();

  private static final class Erase {

    @Override
    public String toString() {
      return "null";
    }
  }

  /** A row with the sink's timestamp and the table's TTL. */
  public static RowUpsert of(String table, @Nullable Object... values) {
    return new RowUpsert(table, values, RowWrite.NO_TIMESTAMP, NO_TTL);
  }

  public RowUpsert withTimestamp(long micros) {
    return new RowUpsert(table, values, micros, ttlSeconds);
  }

  public RowUpsert withTtl(int seconds) {
    return new RowUpsert(table, values, writeTimestampMicros, seconds);
  }
}
