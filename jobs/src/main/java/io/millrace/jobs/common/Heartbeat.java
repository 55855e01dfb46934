package io.millrace.jobs.common;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of a collection's outbound topic that is no event: it says by its {@link FrontierHeader}
 * how far time has come while no event does. Its key is empty, which no event's id is, and its
 * value null, so that a compacted topic keeps none.
 */
public final class Heartbeat {

  private static final byte[] KEY = {};

  private Heartbeat() {}

  public static byte[] key() {
    return KEY;
  }

  public static List<Header> headers(long millis) {
    return List.of(FrontierHeader.of(millis));
  }

  public static boolean is(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    return record.value() == null && key != null && key.length == 0;
  }
}
