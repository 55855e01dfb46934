package io.millrace.jobs.common;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Takes an outbound record as it is; its topic says its collection. */
public final class ReadOutboundEvent implements KafkaRecordDeserializationSchema<OutboundEvent> {

  private static final long serialVersionUID = 1;

  private final OutboundTopics topics;
  private final boolean withHeartbeats;
  private transient @Nullable Map<String, String> collectionByTopic;

  private ReadOutboundEvent(OutboundTopics topics, boolean withHeartbeats) {
    this.topics = topics;
    this.withHeartbeats = withHeartbeats;
  }

  /** Leaves heartbeats aside, for whom the time of the wall clock is none. */
  public static ReadOutboundEvent eventsOnly(OutboundTopics topics) {
    return new ReadOutboundEvent(topics, false);
  }

  /** Heartbeats too; and an event that does not say where it came in came in here. */
  public static ReadOutboundEvent withHeartbeats(OutboundTopics topics) {
    return new ReadOutboundEvent(topics, true);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<OutboundEvent> out) {
    if (withHeartbeats) {
      SourceHeader.ensure(record);
    } else if (Heartbeat.is(record)) {
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
