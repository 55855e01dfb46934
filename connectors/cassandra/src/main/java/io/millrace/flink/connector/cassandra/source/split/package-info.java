/** The pieces of a scan, how far each is read, and both as bytes of a checkpoint. */
@NullMarked
package io.millrace.flink.connector.cassandra.source.split;

import org.jspecify.annotations.NullMarked;
