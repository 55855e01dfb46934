/** What a user of the source touches: the source, its builder and how a row becomes a record. */
@NullMarked
package io.millrace.flink.connector.cassandra.source;

import org.jspecify.annotations.NullMarked;
