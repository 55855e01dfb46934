package io.millrace.jobs.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka header {@code millrace.source} of an event: inbound topic, partition, offset and index
 * in the record, with slashes between.
 */
public final class SourceHeader {

  public static final String NAME = "millrace.source";

  private SourceHeader() {}

  /** As it was written; null where it is missing. */
  public static byte @Nullable [] bytes(Headers headers) {
    Header header = headers.lastHeader(NAME);
    return header == null ? null : header.value();
  }

  /** What was not written by ingest came in where it is read. */
  static void ensure(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null && record.headers().lastHeader(NAME) == null) {
      String place = record.topic() + "/" + record.partition() + "/" + record.offset() + "/" + 0;
      record.headers().add(NAME, place.getBytes(UTF_8));
    }
  }
}
