package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * One row to delete. It hides what was written to the row up to its timestamp, that of the same
 * timestamp too; what is newer stays.
 *
 * @param table name of a declared {@link TableSpec}
 * @param key one value per column of the table's primary key, in the order of {@link
 *     TableSpec#primaryKey()}
 */
@PublicEvolving
@SuppressWarnings("ArrayRecordComponent") // rows are many and short-lived, and never compared
public record RowDelete(String table, @Nullable Object[] key, long writeTimestampMicros)
    implements RowWrite {

  /** With the sink's timestamp. */
  public static RowDelete of(String table, @Nullable Object... key) {
    return new RowDelete(table, key, NO_TIMESTAMP);
  }

  public RowDelete withTimestamp(long micros) {
    return new RowDelete(table, key, micros);
  }
}
