/** Dataset definitions, the cells they fold events into, and the tables that hold the rows. */
@NullMarked
package io.millrace.datasets;

import org.jspecify.annotations.NullMarked;
