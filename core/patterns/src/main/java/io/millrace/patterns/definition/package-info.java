/** Reads the files of patterns. */
@NullMarked
package io.millrace.patterns.definition;

import org.jspecify.annotations.NullMarked;
