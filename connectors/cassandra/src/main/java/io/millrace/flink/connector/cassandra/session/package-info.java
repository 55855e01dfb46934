/** How to reach a cluster, the sessions shared within a TaskManager, and what a failure means. */
@NullMarked
package io.millrace.flink.connector.cassandra.session;

import org.jspecify.annotations.NullMarked;
