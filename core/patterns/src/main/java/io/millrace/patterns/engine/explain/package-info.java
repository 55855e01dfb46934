/** Says why events are, or are not, what a pattern looks for. */
@NullMarked
package io.millrace.patterns.engine.explain;

import org.jspecify.annotations.NullMarked;
