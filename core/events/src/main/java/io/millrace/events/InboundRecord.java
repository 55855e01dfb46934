package io.millrace.events;

import org.jspecify.annotations.Nullable;

/**
 * One record of an inbound topic, as Kafka holds it.
 *
 * <p>The arrays are read, never changed and never kept by what reads the record.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record InboundRecord(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte @Nullable [] key,
    byte @Nullable [] value) {}
