package io.millrace.jobs.ingest;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One record for the sink, which routes it by its topic.
 *
 * @param value null for a reject of a tombstone, whose raw value was null too, and for a heartbeat
 * @param line the line of the ledger that this record is, or null if it is none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
record OutboundRecord(
    String topic,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers,
    AccountedCommittable.@Nullable Line line) {}
