/** The keyspaces and tables of a cluster as a catalog of Flink. */
@NullMarked
package io.millrace.flink.connector.cassandra.catalog;

import org.jspecify.annotations.NullMarked;
