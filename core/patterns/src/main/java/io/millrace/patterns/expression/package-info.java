/** Conditions over one event: compiled once, evaluated often. */
@NullMarked
package io.millrace.patterns.expression;

import org.jspecify.annotations.NullMarked;
