package io.millrace.flink.connector.cassandra.sink.internal;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.RejectedRowHandler;
import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.annotation.Internal;

/** What the sink's builder collected and checked; this is what travels with the job. */
@Internal
public record SinkSettings<T>(
    CassandraConnection connection,
    List<TableSpec> tables,
    RowMapper<T> mapper,
    RejectedRowHandler<T> rejectedRowHandler,
    int maxInFlight,
    Duration maxRetryTime)
    implements Serializable {}
