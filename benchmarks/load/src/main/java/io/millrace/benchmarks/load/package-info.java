/** What every engine of a benchmark shares, whatever Flink and driver it runs on. */
@NullMarked
package io.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
