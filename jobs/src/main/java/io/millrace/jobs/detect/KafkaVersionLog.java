package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.OutboundTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics of patterns and of their versions. Whoever opens it with a transactional id ends the
 * transactions of the one before, whose next one fails.
 */
final class KafkaVersionLog implements VersionLog {

  private static final long serialVersionUID = 1;

  private final Properties client;
  private final OutboundTopics topics;
  private final String transactionalId;

  KafkaVersionLog(Properties client, OutboundTopics topics, String transactionalId) {
    this.client = client;
    this.topics = topics;
    this.transactionalId = transactionalId;
  }

  @Override
  public Writer open() {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      return new TransactionalWriter(producer);
    } catch (KafkaException e) {
      producer.close();
      throw unwritten(e);
    }
  }

  private ConfigException unwritten(KafkaException cause) {
    return new ConfigException(
        "kafka: topic "
            + topics.patternVersions()
            + " can't be written as "
            + transactionalId
            + ": "
            + cause.getMessage(),
        cause);
  }

  /** Of the patterns as they are now, by id. */
  static Map<String, String> definitions(Properties client, OutboundTopics topics) {
    Map<String, String> definitions = new LinkedHashMap<>();
    new CompactedTopic(client, topics.patterns())
        .read()
        .records()
        .forEach((id, record) -> definitions.put(id, new String(record.value(), UTF_8)));
    return definitions;
  }

  private final class TransactionalWriter implements Writer {

    private final KafkaProducer<byte[], byte[]> producer;

    TransactionalWriter(KafkaProducer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    @Override
    public Known read() {
      List<PatternVersion> stamped = new ArrayList<>();
      Map<Integer, Long> readUntil = new HashMap<>();
      CompactedTopic versions = new CompactedTopic(client, topics.patternVersions());
      for (ConsumerRecord<byte[], byte[]> record : versions.read().records().values()) {
        VersionRecords.Told told = VersionRecords.read(record.value());
        if (told.version() != null) {
          stamped.add(told.version());
        }
        readUntil.merge(told.partition(), told.offset() + 1, Math::max);
      }
      return new Known(stamped, readUntil);
    }

    @Override
    public Definitions definitions() {
      CompactedTopic.Contents patterns = new CompactedTopic(client, topics.patterns()).read();
      return new Definitions(
          patterns.records().values().stream().map(PatternRecord::of).toList(), patterns.ends());
    }

    @Override
    public void append(List<Entry> entries) {
      if (entries.isEmpty()) {
        return;
      }
      List<Header> headers =
          List.of(new RecordHeader("content-type", "application/json".getBytes(UTF_8)));
      try {
        producer.beginTransaction();
        for (Entry entry : entries) {
          byte[] key = entry.key().getBytes(UTF_8);
          // A failure is thrown by the commit.
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topics.patternVersions(), null, key, entry.value(), headers));
        }
        producer.commitTransaction();
      } catch (KafkaException e) {
        throw unwritten(e);
      }
    }

    @Override
    public void close() {
      producer.close();
    }
  }
}
