/** Upstream's connector for Cassandra, run as a peer. */
@NullMarked
package io.millrace.benchmarks.upstream;

import org.jspecify.annotations.NullMarked;
