/** Runs SQL script files as jobs, and tells Flink's SQL client what such scripts know. */
@NullMarked
package io.millrace.jobs.sql;

import org.jspecify.annotations.NullMarked;
