package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import java.io.Serializable;

/** What a lookup takes along with the job. */
record LookupSettings(CassandraConnection connection, LookupQuery query, int maxRetries)
    implements Serializable {}
