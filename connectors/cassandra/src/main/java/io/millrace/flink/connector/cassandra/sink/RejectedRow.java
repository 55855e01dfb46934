package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * A record whose row can never be written.
 *
 * @param table as the {@link RowMapper} named it
 * @param key the primary key for a human reader, long values cut
 * @param cause what Cassandra or its driver said; null if the sink itself refused the row
 */
@PublicEvolving
public record RejectedRow<T>(
    T input, String table, String key, String reason, @Nullable Throwable cause) {}
