package io.millrace.flink.connector.cassandra.source;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.source.query.ScanQuery;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What the source's builder collected and checked; this is what travels with the job.
 *
 * @param splits null for as many as the table's size asks for
 */
@Internal
public record ScanSettings(
    CassandraConnection connection,
    ScanQuery query,
    @Nullable Integer splits,
    int fetchSize,
    Duration maxRetryTime)
    implements Serializable {

  /** What to do when reads are given up too early. */
  public static final String RETRY_REMEDY = "call setMaxRetryTime with more";
}
