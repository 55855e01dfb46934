package io.millrace.jobs.ingest;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.KafkaTopics.LogRange;
import io.millrace.jobs.common.KafkaTopics.TopicState;
import io.millrace.jobs.common.OutboundTopics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka: for the state of the inbound topics, and for what the ledger tells. */
final class KafkaLogGuard implements LogGuard {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLogGuard.class);

  private final Properties clientProperties;
  private final OutboundTopics outbound;
  private final Pattern inbound;
  private final boolean exactlyOnce;
  private final boolean failOnMissing;

  KafkaLogGuard(
      Properties clientProperties,
      OutboundTopics outbound,
      Pattern inbound,
      boolean exactlyOnce,
      boolean failOnMissing) {
    this.clientProperties = clientProperties;
    this.outbound = outbound;
    this.inbound = inbound;
    this.exactlyOnce = exactlyOnce;
    this.failOnMissing = failOnMissing;
  }

  @Override
  public void checkAtStart(Collection<InboundPosition> restored) {
    if (restored.isEmpty()) {
      return;
    }
    List<String> problems = new ArrayList<>();
    if (failOnMissing) {
      try (KafkaTopics topics = KafkaTopics.connect(clientProperties)) {
        Set<String> names =
            restored.stream().map(InboundPosition::topic).collect(Collectors.toSet());
        problems.addAll(missing(restored, topics.states(names)));
      }
    }
    if (exactlyOnce) {
      CommittedLedger ledger = CommittedLedger.read(clientProperties, outbound.ledger(), Set.of());
      problems.addAll(writtenAlready(restored, ledger, outbound.ledger()));
    }
    stopFor(problems);
  }

  @Override
  public void checkWhileRunning(Collection<PartitionProgress> progress) {
    if (!failOnMissing || progress.isEmpty()) {
      return;
    }
    List<String> problems = new ArrayList<>();
    try (KafkaTopics topics = KafkaTopics.connect(clientProperties)) {
      Map<String, String> ids =
          topics.ids(
              progress.stream()
                  .map(partition -> partition.key().topic())
                  .collect(Collectors.toSet()));
      for (PartitionProgress partition : progress) {
        String id = ids.get(partition.key().topic());
        if (partition.topicId().isEmpty() && id != null) {
          partition.topicId(id);
        }
        if (!partition.topicId().isEmpty() && !partition.topicId().equals(id)) {
          problems.add(gone(partition.position(), id != null));
        }
      }
    } catch (ConfigException e) {
      // Without a broker nothing is read either; the next checkpoint asks again.
      LOG.warn("The inbound topics could not be looked at: {}", e.getMessage());
    }
    stopFor(problems);
  }

  @Override
  public List<InboundPartition> unreadPartitions(Set<InboundPartition> known) {
    try (KafkaTopics topics = KafkaTopics.connect(clientProperties)) {
      Set<String> names =
          topics.names().stream()
              .filter(name -> inbound.matcher(name).matches())
              .collect(Collectors.toSet());
      List<InboundPartition> unread = new ArrayList<>();
      topics
          .states(names)
          .forEach(
              (topic, state) ->
                  state
                      .partitions()
                      .forEach(
                          (partition, range) -> {
                            InboundPartition key = new InboundPartition(topic, partition);
                            if (range.end() > range.start() && !known.contains(key)) {
                              unread.add(key);
                            }
                          }));
      return unread;
    }
  }

  @Override
  public long missingBefore(InboundPartition partition, long expected, long found) {
    try (KafkaTopics topics = KafkaTopics.connect(clientProperties)) {
      TopicState state = topics.states(Set.of(partition.topic())).get(partition.topic());
      LogRange range = state == null ? null : state.partitions().get(partition.partition());
      if (range == null || range.start() <= expected) {
        return 0;
      }
      long missing = Math.min(range.start(), found) - expected;
      if (failOnMissing) {
        stopFor(List.of(expired(partition, expected, range.start())));
      }
      LOG.warn("{}: {} offsets from {} on had been deleted unread", partition, missing, expected);
      return missing;
    }
  }

  /** What of the remembered log is no longer there. */
  static List<String> missing(
      Collection<InboundPosition> restored, Map<String, TopicState> present) {
    List<String> problems = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (InboundPosition position : restored) {
      TopicState topic = present.get(position.topic());
      LogRange range = topic == null ? null : topic.partitions().get(position.partition());
      if (topic == null || isAnother(topic, position) || range == null) {
        if (gone.add(position.topic())) {
          problems.add(gone(position, topic != null));
        }
      } else if (range.start() > position.nextOffset()) {
        problems.add(expired(position.key(), position.nextOffset(), range.start()));
      } else if (range.end() < position.nextOffset()) {
        problems.add(
            position.key()
                + ": was read up to offset "
                + position.nextOffset()
                + " but ends at "
                + range.end()
                + ", so its end was lost or it is another log");
      }
    }
    return problems;
  }

  private static boolean isAnother(TopicState topic, InboundPosition position) {
    return !position.topicId().isEmpty() && !position.topicId().equals(topic.id());
  }

  private static String gone(InboundPosition position, boolean recreated) {
    return position.topic()
        + ": the topic was deleted"
        + (recreated ? " and made anew" : "")
        + " after partition "
        + position.partition()
        + " had been read up to offset "
        + position.nextOffset();
  }

  private static String expired(InboundPartition partition, long from, long to) {
    return partition
        + ": offsets "
        + from
        + " to "
        + (to - 1)
        + " were deleted (retention) before they were read";
  }

  /** Where the ledger is ahead of what is restored. */
  static List<String> writtenAlready(
      Collection<InboundPosition> restored, CommittedLedger ledger, String ledgerTopic) {
    List<String> problems = new ArrayList<>();
    for (InboundPosition position : restored) {
      long written = ledger.end(position.key());
      if (written > position.nextOffset()) {
        problems.add(
            position.key()
                + ": this savepoint ends at offset "
                + position.nextOffset()
                + ", but topic "
                + ledgerTopic
                + " says that events up to offset "
                + written
                + " were written; restoring it would write offsets "
                + position.nextOffset()
                + " to "
                + (written - 1)
                + " twice");
      }
    }
    return problems;
  }

  private void stopFor(List<String> problems) {
    if (!problems.isEmpty()) {
      throw IngestStopped.because(problems, remedy(problems));
    }
  }

  private String remedy(List<String> problems) {
    if (problems.stream().anyMatch(problem -> problem.contains("twice"))) {
      return "restore a newer checkpoint (submit ingest --resume takes the newest), or give ingest"
          + " fresh outbound topics: set topics.prefix to something new, such as "
          + outbound.prefix()
          + "v2-";
    }
    return "what is gone can't be read; to go on with what is there, set"
        + " ingest.on_missing_records: continue and submit ingest --resume: the ledger will name"
        + " the gap";
  }
}
