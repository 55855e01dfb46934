/** What is read of a table, and the CQL that says so. */
@NullMarked
package io.millrace.flink.connector.cassandra.source.query;

import org.jspecify.annotations.NullMarked;
