/** The processes of the Flink engines that {@code bench rollup} compares: ours and its peers. */
@NullMarked
package io.millrace.benchmarks.rollup;

import org.jspecify.annotations.NullMarked;
