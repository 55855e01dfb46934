package io.millrace.jobs.rollup;

import org.jspecify.annotations.Nullable;

/** One record of an outbound topic: an event as ingest stamped it. */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OutboundEvent(String collection, byte @Nullable [] body) {}
