/** A peer in a process of its own: the query of a rollup in Spark Structured Streaming. */
@NullMarked
package io.millrace.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
