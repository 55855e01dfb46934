/**
 * Follows the events of one key through each rule: what is remembered of them, and what is found.
 */
@NullMarked
package io.millrace.patterns.engine.correlate;

import org.jspecify.annotations.NullMarked;
