package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic as a table: the last value of each key. */
final class CompactedTopic {

  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Properties client;
  private final String topic;

  CompactedTopic(Properties client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /**
   * What is committed by now.
   *
   * @param records the last of each key, unless its value is null
   * @param ends by partition, the first offset that was not read
   */
  record Contents(Map<String, ConsumerRecord<byte[], byte[]>> records, Map<Integer, Long> ends) {}

  Contents read() {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    Map<String, ConsumerRecord<byte[], byte[]>> records = new LinkedHashMap<>();
    Map<Integer, Long> read = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new ConfigException(
              "kafka: topic " + topic + " was not read to its end within " + PATIENCE);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
          put(record, records);
        }
      }
      for (TopicPartition partition : partitions) {
        read.put(partition.partition(), consumer.position(partition));
      }
    } catch (KafkaException e) {
      throw new ConfigException("kafka: topic " + topic + " can't be read: " + e.getMessage(), e);
    }
    return new Contents(records, read);
  }

  private static void put(
      ConsumerRecord<byte[], byte[]> record, Map<String, ConsumerRecord<byte[], byte[]>> records) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), UTF_8);
    if (record.value() == null) {
      records.remove(key);
    } else {
      records.put(key, record);
    }
  }

  /** Returns when Kafka has them. */
  void write(Map<String, byte[]> values) throws InterruptedException {
    if (values.isEmpty()) {
      return;
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<?>> sent =
          values.entrySet().stream()
              .<Future<?>>map(
                  entry ->
                      producer.send(
                          new ProducerRecord<>(
                              topic, entry.getKey().getBytes(UTF_8), entry.getValue())))
              .toList();
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException | KafkaException e) {
      throw new ConfigException(
          "kafka: topic " + topic + " can't be written: " + e.getMessage(), e);
    }
  }
}
