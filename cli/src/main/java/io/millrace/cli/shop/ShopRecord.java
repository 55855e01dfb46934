package io.millrace.cli.shop;

import org.jspecify.annotations.Nullable;

/**
 * One Kafka record to send.
 *
 * <p>The partition is the generator's choice, so that its offset, and with it the identity of an
 * event without id, is known before it is sent.
 *
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record ShopRecord(
    String topic, int partition, long timestampMillis, byte @Nullable [] value) {}
