package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.annotation.PublicEvolving;

/** What a record does to one row of a table. */
@PublicEvolving
public sealed interface RowWrite permits RowUpsert, RowDelete {

  /** Cassandra refuses this value as a timestamp, so no row can mean it. */
  long NO_TIMESTAMP = Long.MIN_VALUE;

  /** Name of a declared {@link TableSpec}. */
  String table();

  /**
   * In microseconds since 1970: the greater one wins, cell by cell, whatever the order of arrival.
   * {@link #NO_TIMESTAMP} takes the time at which the sink accepts the row, rising per subtask.
   */
  long writeTimestampMicros();
}
