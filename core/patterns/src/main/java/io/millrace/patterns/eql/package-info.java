/** Reads queries in EQL. */
@NullMarked
package io.millrace.patterns.eql;

import org.jspecify.annotations.NullMarked;
