package io.millrace.jobs.ingest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record for the sink, which routes it by its topic.
 *
 * @param value null for a reject of a tombstone, whose raw value was null too
 * @param headers texts, written as UTF-8; empty for events
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record OutboundRecord(
    String topic, byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {}
