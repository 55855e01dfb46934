package io.millrace.jobs.rollup;

import org.jspecify.annotations.Nullable;

/**
 * One record of an outbound topic: an event as ingest stamped it.
 *
 * @param frontierMillis up to where ingest had read by then; {@link
 *     io.millrace.events.Frontier#NONE} if it did not say
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OutboundEvent(String collection, byte @Nullable [] body, long frontierMillis) {}
