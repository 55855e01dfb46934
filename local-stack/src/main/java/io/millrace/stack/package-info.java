/** Real Kafka, Cassandra and Flink as child processes, for the command and for every test. */
@NullMarked
package io.millrace.stack;

import org.jspecify.annotations.NullMarked;
