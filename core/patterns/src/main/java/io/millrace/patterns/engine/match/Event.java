package io.millrace.patterns.engine.match;

import io.millrace.patterns.engine.EventRef;

/**
 * What is known of an event besides its fields.
 *
 * @param timeMillis event time
 * @param behindMillis {@code keen.behind_ms}
 */
public record Event(String collection, long timeMillis, long behindMillis, EventRef ref) {}
