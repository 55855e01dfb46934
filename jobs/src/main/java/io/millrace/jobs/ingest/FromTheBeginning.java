package io.millrace.jobs.ingest;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins a new partition with its oldest record, and does not begin again by itself where the
 * record to be read next was deleted: Flink's own would skip what is gone without a word.
 */
final class FromTheBeginning implements OffsetsInitializer {

  private static final long serialVersionUID = 1;

  private final boolean failOnMissing;

  FromTheBeginning(boolean failOnMissing) {
    this.failOnMissing = failOnMissing;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return partitions.stream()
        .collect(
            Collectors.toMap(
                partition -> partition, partition -> KafkaPartitionSplit.EARLIEST_OFFSET));
  }

  @Override
  @SuppressWarnings("deprecation") // Flink's interface names the class that Kafka's has left behind
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return failOnMissing ? OffsetResetStrategy.NONE : OffsetResetStrategy.EARLIEST;
  }
}
