/** Cuts the ring of tokens into splits and hands them out. */
@NullMarked
package io.millrace.flink.connector.cassandra.source.enumerator;

import org.jspecify.annotations.NullMarked;
