package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of the ledger that readers can see, as far as ingest itself asks for them. */
final class CommittedLedger {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedLedger.class);

  /**
   * A transaction of a run that died is ended by the sink of this one, a moment after its start.
   */
  private static final Duration OPEN_TRANSACTIONS_END_WITHIN = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(200);

  /** Our own lines, spelled by {@link LedgerLine#toJson()}. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"topic\":\"([^\"]+)\",\"partition\":(\\d+),\"from\":(\\d+),\"to\":(\\d+),.*"
              + "\"part\":(\\d+),.*\"checkpoint\":(\\d+),\"run\":\"([^\"]+)\","
              + "\"guarantee\":\"exactly-once\"}");

  private final Map<InboundPartition, Long> ends = new HashMap<>();
  private final Set<String> wanted;
  private final Set<String> found = new HashSet<>();
  private boolean wholly = true;

  /**
   * @param wanted identities of lines to look for
   */
  CommittedLedger(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Reads all of it; a missing topic is an empty ledger. */
  static CommittedLedger read(Properties clientProperties, String topic, Set<String> wanted) {
    CommittedLedger ledger = new CommittedLedger(wanted);
    try (KafkaConsumer<byte[], byte[]> committed = consumer(clientProperties, "read_committed");
        KafkaConsumer<byte[], byte[]> written = consumer(clientProperties, "read_uncommitted")) {
      List<PartitionInfo> infos = committed.listTopics().get(topic);
      if (infos == null) {
        return ledger;
      }
      List<TopicPartition> partitions =
          infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      Map<TopicPartition, Long> ends = written.endOffsets(partitions);
      committed.assign(partitions);
      committed.seekToBeginning(partitions);
      long deadline = System.nanoTime() + OPEN_TRANSACTIONS_END_WITHIN.toNanos();
      while (!reached(committed, ends)) {
        if (System.nanoTime() > deadline && reached(committed, committed.endOffsets(partitions))) {
          LOG.warn("A transaction that is still open hides the end of topic {}", topic);
          ledger.wholly = false;
          break;
        }
        for (ConsumerRecord<byte[], byte[]> record : committed.poll(POLL)) {
          ledger.add(record.value());
        }
      }
    }
    return ledger;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Properties client, String isolation) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put("isolation.level", isolation);
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("allow.auto.create.topics", "false");
    properties.put("max.poll.records", "10000");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static boolean reached(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  void add(byte @Nullable [] value) {
    Matcher line = LINE.matcher(value == null ? "" : new String(value, UTF_8));
    if (line.matches()) {
      InboundPartition partition =
          new InboundPartition(line.group(1), Integer.parseInt(line.group(2)));
      ends.merge(partition, Long.parseLong(line.group(4)), Math::max);
      if (!wanted.isEmpty()) {
        String identity =
            identity(line.group(7), line.group(6), line.group(5), partition.toString());
        if (wanted.contains(identity)) {
          found.add(identity);
        }
      }
    }
  }

  /** Behind the last offset of the partition whose events were written once; 0 if none was. */
  long end(InboundPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** Whether no open transaction hid a part of it. */
  boolean wasReadWholly() {
    return wholly;
  }

  /** Whether every line that was looked for can be seen. */
  boolean hasAllWanted() {
    return found.containsAll(wanted);
  }

  static String identity(LedgerLine line) {
    return identity(
        line.mark().run(),
        Long.toString(line.mark().checkpoint()),
        Integer.toString(line.part()),
        line.mark().key().toString());
  }

  private static String identity(String run, String checkpoint, String part, String partition) {
    return run + "/" + checkpoint + "/" + part + "/" + partition;
  }
}
