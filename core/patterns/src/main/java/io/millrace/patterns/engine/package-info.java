/** Matches events against all rules at once, and correlates the matches of a key. */
@NullMarked
package io.millrace.patterns.engine;

import org.jspecify.annotations.NullMarked;
