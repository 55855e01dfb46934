/** Runs every file of {@code sql/} on the local stack: rows in, rows out. */
@NullMarked
package io.millrace.sql;

import org.jspecify.annotations.NullMarked;
