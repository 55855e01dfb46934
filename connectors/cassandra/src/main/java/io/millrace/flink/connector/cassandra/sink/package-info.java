/** What a user of the sink touches: the sink, its builder, rows and their rejection. */
@NullMarked
package io.millrace.flink.connector.cassandra.sink;

import org.jspecify.annotations.NullMarked;
