/** End-to-end loads against peers, and the hot pieces alone. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
