package io.millrace.cli;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of topics from their beginning, without a group. */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> assigned = new HashMap<>();

  public TopicReader(String bootstrap) {
    this(bootstrapOnly(bootstrap));
  }

  /**
   * @param client how to reach Kafka
   */
  public TopicReader(Properties client) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Properties bootstrapOnly(String bootstrap) {
    Properties properties = new Properties();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    return properties;
  }

  /** Where the log of each of these partitions that exists begins. */
  public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    Map<String, List<PartitionInfo>> known = consumer.listTopics();
    return consumer.beginningOffsets(
        partitions.stream()
            .filter(
                partition ->
                    partition.partition() < known.getOrDefault(partition.topic(), List.of()).size())
            .toList());
  }

  /**
   * When the oldest record was written that stands first in a partition whose beginning was
   * deleted; the latest such time, since records of all partitions are there only from then on.
   */
  public long oldestAfterDeletion() {
    long since = Long.MIN_VALUE;
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(assigned.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(assigned.keySet());
    for (Map.Entry<TopicPartition, Long> start : starts.entrySet()) {
      if (start.getValue() > 0) {
        since = Math.max(since, firstTime(start.getKey(), ends.getOrDefault(start.getKey(), 0L)));
      }
    }
    consumer.seekToBeginning(assigned.keySet());
    return since;
  }

  private long firstTime(TopicPartition partition, long end) {
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(Map.of(partition, 0L));
    OffsetAndTimestamp first = found.get(partition);
    return first == null || end == 0 ? System.currentTimeMillis() : first.timestamp();
  }

  /** Gives every record of these partitions from one offset to before another. */
  public void readBetween(
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    // The last offset may be of no record, and behind it none may ever come.
    Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
    Map<TopicPartition, Long> targets = new HashMap<>();
    to.forEach(
        (partition, end) ->
            targets.put(partition, Math.min(end, ends.getOrDefault(partition, 0L))));
    while (!reached(targets)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < targets.getOrDefault(partition, 0L)) {
          records.accept(record);
        }
      }
    }
  }

  /** All topics but Kafka's own. */
  public Collection<String> topics() {
    return consumer.listTopics().keySet().stream().filter(t -> !t.startsWith("__")).toList();
  }

  /** Adds every partition of these topics that is not read yet, from its beginning. */
  public void follow(Collection<String> topics) {
    Map<String, List<PartitionInfo>> known = consumer.listTopics();
    boolean added = false;
    for (String topic : topics) {
      for (PartitionInfo info : known.getOrDefault(topic, List.of())) {
        added |= assigned.put(new TopicPartition(topic, info.partition()), 0L) == null;
      }
    }
    if (added) {
      consumer.assign(assigned.keySet());
    }
  }

  /** What has come since the last call, waiting a moment for it. */
  public Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    if (assigned.isEmpty()) {
      return List.of();
    }
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    return records;
  }

  /** Where committed records end now, by partition. */
  public Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(assigned.keySet());
  }

  /** Whether everything before these ends was returned by {@link #poll()}. */
  public boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
