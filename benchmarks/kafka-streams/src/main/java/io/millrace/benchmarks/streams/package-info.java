/** A peer in a process of its own: the query of a rollup as an application of Kafka Streams. */
@NullMarked
package io.millrace.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
