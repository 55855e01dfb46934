/**
 * Patterns evaluated a second time, the plainest way: over a sorted list of all events, with
 * nothing of what the engine does it with.
 */
@NullMarked
package io.millrace.patterns.naive;

import org.jspecify.annotations.NullMarked;
