package io.millrace.jobs.ingest;

import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.TopicPolicy;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes each record to the topic that it names, and creates that topic before the first one.
 *
 * <p>The Kafka timestamp is the time of writing and not the event's own: a topic's retention counts
 * from it, so history that is loaded today would be deleted today.
 */
final class RouteByTopic
    implements KafkaRecordSerializationSchema<OutboundRecord>, KafkaDatasetFacetProvider {

  private static final long serialVersionUID = 1;

  private final Properties clientProperties;
  private final TopicPolicy policy;
  private transient @Nullable Set<String> known;

  RouteByTopic(Properties clientProperties, TopicPolicy policy) {
    this.clientProperties = clientProperties;
    this.policy = policy;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      OutboundRecord outbound, KafkaSinkContext context, Long timestamp) {
    if (known == null) {
      known = new HashSet<>();
    }
    if (known.add(outbound.topic())) {
      try (KafkaTopics topics = KafkaTopics.connect(clientProperties)) {
        topics.ensure(outbound.topic(), policy);
      }
    }
    return new ProducerRecord<>(
        outbound.topic(), null, outbound.key(), outbound.value(), outbound.headers());
  }

  /** All topics there may be: after a restart the sink looks in them for transactions left open. */
  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofPattern(policy.names().pattern()), clientProperties));
  }
}
