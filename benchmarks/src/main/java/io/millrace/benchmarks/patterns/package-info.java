/** The processes of the Flink engines that {@code bench patterns} compares: ours and FlinkCEP. */
@NullMarked
package io.millrace.benchmarks.patterns;

import org.jspecify.annotations.NullMarked;
