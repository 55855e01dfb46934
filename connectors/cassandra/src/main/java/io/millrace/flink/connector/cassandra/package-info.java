/** Apache Cassandra as a place for Flink 2 to write to; it knows no event of Millrace. */
@NullMarked
package io.millrace.flink.connector.cassandra;

import org.jspecify.annotations.NullMarked;
