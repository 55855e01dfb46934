/** Finds, for one event after another, which rules want it. */
@NullMarked
package io.millrace.patterns.engine.match;

import org.jspecify.annotations.NullMarked;
