package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Writes records of one content type to one topic. */
final class WriteRecords<T extends WriteRecords.KeyAndValue>
    implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {

  private static final long serialVersionUID = 1;

  private final Properties client;
  private final String topic;
  private final String contentType;

  WriteRecords(Properties client, String topic, String contentType) {
    this.client = client;
    this.topic = topic;
    this.contentType = contentType;
  }

  /** A record as Kafka sees it. */
  interface KeyAndValue {

    byte[] key();

    byte @Nullable [] value();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T record, KafkaSinkContext context, Long timestamp) {
    Header type = new RecordHeader("content-type", contentType.getBytes(UTF_8));
    return new ProducerRecord<>(topic, null, record.key(), record.value(), List.of(type));
  }

  /** After a restart the sink looks in it for transactions left open. */
  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), client));
  }
}
