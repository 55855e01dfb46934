package io.millrace.flink.connector.cassandra.sink.internal;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.RejectedRowHandler;
import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.StatementBinder;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.annotation.Internal;

/** What the sink's builder collected and checked; this is what travels with the job. */
@Internal
public record SinkSettings<T>(
    CassandraConnection connection,
    Target<T> target,
    RejectedRowHandler<T> rejectedRowHandler,
    int maxInFlight,
    int maxBatchBytes,
    int maxPartitionsPerRequest,
    Duration maxRetryTime)
    implements Serializable {

  /** Where records go. */
  @Internal
  public sealed interface Target<T> extends Serializable {}

  /** As rows to declared tables. */
  @Internal
  public record Tables<T>(List<TableSpec> tables, RowMapper<T> mapper) implements Target<T> {}

  /** With a statement of the user's own. */
  @Internal
  public record Statement<T>(String cql, StatementBinder<T> binder) implements Target<T> {}
}
