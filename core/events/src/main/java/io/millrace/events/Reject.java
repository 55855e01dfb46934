package io.millrace.events;

import org.jspecify.annotations.Nullable;

/**
 * An event, or a whole record, that may not go on: why, where it came from, and its bytes.
 *
 * <p>{@code payload} is the value of the record, or of one event in a bulk body the bytes of that
 * event alone; it is null only where the record has no value. Bytes named in {@code reason} are
 * counted from the start of the payload. {@code index} is the place of the event in its record; a
 * verdict on a whole record has index 0. {@code collection} is null where no valid one was named.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record Reject(
    RejectCode code,
    String reason,
    @Nullable String collection,
    String topic,
    int partition,
    long offset,
    int index,
    long timestampMillis,
    byte @Nullable [] key,
    byte @Nullable [] payload) {}
