/** The job that folds events into the rows of the datasets' Cassandra tables. */
@NullMarked
package io.millrace.jobs.rollup;

import org.jspecify.annotations.NullMarked;
