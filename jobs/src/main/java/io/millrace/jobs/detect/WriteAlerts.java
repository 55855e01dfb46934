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

/** Writes alerts to their topic. */
final class WriteAlerts
    implements KafkaRecordSerializationSchema<AlertRecord>, KafkaDatasetFacetProvider {

  private static final long serialVersionUID = 1;

  private final Properties client;
  private final String topic;

  WriteAlerts(Properties client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      AlertRecord record, KafkaSinkContext context, Long timestamp) {
    Header type = new RecordHeader("content-type", AlertJson.CONTENT_TYPE.getBytes(UTF_8));
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
