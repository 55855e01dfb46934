package io.millrace.benchmarks;

import io.millrace.cli.RecordProducer;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.KafkaTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics of a benchmark: filled before, counted while and checked after a run. */
final class KafkaLog implements AutoCloseable {

  static final int PARTITIONS = 4;

  private static final int LARGEST_RECORD_BYTES = 10_000_000;

  private final String bootstrap;
  private final Admin admin;

  KafkaLog(String bootstrap) {
    this.bootstrap = bootstrap;
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  void create(String topic) throws InterruptedException {
    create(topic, Map.of("max.message.bytes", Integer.toString(LARGEST_RECORD_BYTES)));
  }

  /** Whose records keep the times that they bring, however old those are. */
  void createForOldRecords(String topic) throws InterruptedException {
    create(topic, Map.of("retention.ms", "-1", "message.timestamp.type", "CreateTime"));
  }

  private void create(String topic, Map<String, String> configuration) throws InterruptedException {
    NewTopic created = new NewTopic(topic, PARTITIONS, (short) 1).configs(configuration);
    answer(admin.createTopics(List.of(created)).all());
    try {
      KafkaTopics.awaitLeaders(admin, topic, PARTITIONS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  void delete(Set<String> topics) throws InterruptedException {
    Set<String> present = answer(admin.listTopics().names());
    answer(admin.deleteTopics(topics.stream().filter(present::contains).toList()).all());
  }

  /** Deletes what an engine keeps for itself. */
  void deleteStartingWith(String prefix) throws InterruptedException {
    Set<String> present = answer(admin.listTopics().names());
    delete(present.stream().filter(topic -> topic.startsWith(prefix)).collect(Collectors.toSet()));
  }

  /** Writes as many records as are asked for, each made from its number; fails if one is lost. */
  void fill(long count, LongFunction<ProducerRecord<byte[], byte[]>> records) {
    try (RecordProducer producer = new RecordProducer(bootstrap, 0)) {
      for (long i = 0; i < count; i++) {
        producer.send(records.apply(i));
      }
      producer.flush();
    }
  }

  /** The partition whose turn it is. */
  static int partition(long number) {
    return (int) (number % PARTITIONS);
  }

  /** How many records were written to the topic so far, committed or not; 0 without topic. */
  long written(String topic) {
    try {
      Map<TopicPartition, OffsetSpec> latest =
          partitions(topic).stream()
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<TopicPartition> partitions(String topic) {
    return java.util.stream.IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  /** Reads committed events until there are as many as expected, or no more come. */
  IdSum read(String topic, long expected, Duration patience) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("max.poll.records", "10000");
    IdSum ids = new IdSum();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions(topic));
      consumer.seekToBeginning(partitions(topic));
      long deadline = System.nanoTime() + patience.toNanos();
      while ((ids.count() < expected || !atEnd(consumer, topic)) && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (!Heartbeat.is(record)) {
            ids.addEvent(record.value());
            deadline = System.nanoTime() + patience.toNanos();
          }
        }
      }
    }
    return ids;
  }

  /** Whether all that is committed was read: more than expected is wrong too. */
  private static boolean atEnd(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.endOffsets(partitions(topic)).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
