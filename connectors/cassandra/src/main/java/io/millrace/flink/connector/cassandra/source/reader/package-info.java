/** Reads splits page by page. */
@NullMarked
package io.millrace.flink.connector.cassandra.source.reader;

import org.jspecify.annotations.NullMarked;
