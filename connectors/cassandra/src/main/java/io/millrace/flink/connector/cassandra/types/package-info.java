/** The one table of CQL types and Flink types, and how values pass between them. */
@NullMarked
package io.millrace.flink.connector.cassandra.types;

import org.jspecify.annotations.NullMarked;
