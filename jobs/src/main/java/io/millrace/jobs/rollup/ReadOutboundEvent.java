package io.millrace.jobs.rollup;

import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.OutboundTopics;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Takes an outbound record as it is; its topic says its collection. */
final class ReadOutboundEvent implements KafkaRecordDeserializationSchema<OutboundEvent> {

  private static final long serialVersionUID = 1;

  private final OutboundTopics topics;
  private transient @Nullable Map<String, String> collectionByTopic;

  ReadOutboundEvent(OutboundTopics topics) {
    this.topics = topics;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<OutboundEvent> out) {
    if (Heartbeat.is(record)) {
      // Of the wall clock: no interval may be closed for it, and rows are written without.
      return;
    }
    if (collectionByTopic == null) {
      collectionByTopic = new HashMap<>();
    }
    String collection = collectionByTopic.computeIfAbsent(record.topic(), topics::collectionOf);
    out.collect(new OutboundEvent(collection, record.value(), record.headers()));
  }

  @Override
  public TypeInformation<OutboundEvent> getProducedType() {
    return OutboundEvent.TYPE;
  }
}
