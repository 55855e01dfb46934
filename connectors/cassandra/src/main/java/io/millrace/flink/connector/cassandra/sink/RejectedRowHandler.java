package io.millrace.flink.connector.cassandra.sink;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Where rows go that Cassandra will never take; each subtask has its own copy and calls it from its
 * own thread only.
 */
@PublicEvolving
@FunctionalInterface
public interface RejectedRowHandler<T> extends Serializable {

  /** Must keep the row until {@link #flush()} at the latest, or throw, which fails the job. */
  void onRejected(RejectedRow<T> row) throws IOException;

  default void open(WriterInitContext context) throws IOException {}

  /** Called before each checkpoint is taken: what was handed over must be safe afterwards. */
  default void flush() throws IOException, InterruptedException {}

  default void close() throws IOException {}

  /** Fails the job with a message that names table, key and cause: the default. */
  static <T> RejectedRowHandler<T> failJob() {
    return FailJob.instance();
  }
}
