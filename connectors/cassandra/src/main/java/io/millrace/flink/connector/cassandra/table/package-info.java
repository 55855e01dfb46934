/** The SQL face of the connector: {@code 'connector' = 'cassandra'}. */
@NullMarked
package io.millrace.flink.connector.cassandra.table;

import org.jspecify.annotations.NullMarked;
