/** The machinery of the sink: binding rows, and how many may be under way at once. */
@NullMarked
package io.millrace.flink.connector.cassandra.sink.internal;

import org.jspecify.annotations.NullMarked;
