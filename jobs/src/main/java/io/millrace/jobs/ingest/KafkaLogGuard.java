package io.millrace.jobs.ingest;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.KafkaTopics.LogRange;
import io.millrace.jobs.common.KafkaTopics.TopicState;
import io.millrace.jobs.common.OutboundTopics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka: for the state of the inbound topics, and for what the ledger tells. */
final class KafkaLogGuard implements LogGuard {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLogGuard.class);

  private static final String CONTINUE =
      "what is gone can't be read; to go on with what is there, set ingest.on_missing_records:"
          + " continue and submit ingest --resume: the ledger will name the gap";

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
    Map<String, TopicState> present;
    try (KafkaTopics topics = KafkaTopics.connect(clientProperties)) {
      Set<String> names = new HashSet<>(topics.names());
      names.removeIf(name -> !inbound.matcher(name).matches());
      restored.forEach(position -> names.add(position.topic()));
      present = topics.states(names);
    }
    stopFor(replaced(restored, present), freshStart());
    if (failOnMissing) {
      stopFor(missing(restored, present), CONTINUE);
    }
    if (exactlyOnce) {
      CommittedLedger ledger = CommittedLedger.read(clientProperties, outbound.ledger(), Set.of());
      stopFor(writtenAlready(restored, present, ledger, outbound.ledger()), goOn());
    }
  }

  @Override
  public void checkWhileRunning(Collection<PartitionProgress> progress) {
    if (progress.isEmpty()) {
      return;
    }
    List<String> replaced = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
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
          (id == null ? deleted : replaced).add(gone(partition.position(), id != null));
        }
      }
    } catch (ConfigException e) {
      // Without a broker nothing is read either; the next checkpoint asks again.
      LOG.warn("The inbound topics could not be looked at: {}", e.getMessage());
    }
    stopFor(replaced, freshStart());
    if (failOnMissing) {
      stopFor(deleted, CONTINUE);
    }
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
        stopFor(List.of(expired(partition, expected, range.start())), CONTINUE);
      }
      LOG.warn("{}: {} offsets from {} on had been deleted unread", partition, missing, expected);
      return missing;
    }
  }

  /** Which topics are not the ones that were read: nobody may go on in another log. */
  static List<String> replaced(
      Collection<InboundPosition> restored, Map<String, TopicState> present) {
    List<String> problems = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (InboundPosition position : restored) {
      TopicState topic = present.get(position.topic());
      LogRange range = topic == null ? null : topic.partitions().get(position.partition());
      if (topic != null && (range == null || isAnother(topic, position))) {
        if (named.add(position.topic())) {
          problems.add(gone(position, true));
        }
      } else if (range != null && range.end() < position.nextOffset()) {
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

  /** What of the remembered log was deleted before it was read. */
  static List<String> missing(
      Collection<InboundPosition> restored, Map<String, TopicState> present) {
    List<String> problems = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (InboundPosition position : restored) {
      TopicState topic = present.get(position.topic());
      LogRange range = topic == null ? null : topic.partitions().get(position.partition());
      if (topic == null) {
        if (named.add(position.topic())) {
          problems.add(gone(position, false));
        }
      } else if (range != null
          && !isAnother(topic, position)
          && range.start() > position.nextOffset()) {
        problems.add(expired(position.key(), position.nextOffset(), range.start()));
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

  /**
   * Where the ledger is ahead of the place at which reading would begin: the restored one, or the
   * beginning of a partition of which nothing is remembered.
   */
  static List<String> writtenAlready(
      Collection<InboundPosition> restored,
      Map<String, TopicState> present,
      CommittedLedger ledger,
      String ledgerTopic) {
    Map<InboundPartition, Long> begin = new TreeMap<>(Comparator.comparing(Object::toString));
    present.forEach(
        (topic, state) ->
            state
                .partitions()
                .forEach(
                    (partition, range) ->
                        begin.put(new InboundPartition(topic, partition), range.start())));
    restored.forEach(position -> begin.put(position.key(), position.nextOffset()));
    List<String> problems = new ArrayList<>();
    begin.forEach(
        (partition, offset) -> {
          long written = ledger.end(partition);
          if (written > offset) {
            problems.add(
                partition
                    + ": reading would begin at offset "
                    + offset
                    + ", but topic "
                    + ledgerTopic
                    + " says that events up to offset "
                    + written
                    + " were written; offsets "
                    + offset
                    + " to "
                    + (written - 1)
                    + " would be written twice");
          }
        });
    return problems;
  }

  private static void stopFor(List<String> problems, String remedy) {
    if (!problems.isEmpty()) {
      throw IngestStopped.because(problems, remedy);
    }
  }

  private String freshStart() {
    return "a log that begins anew needs outbound topics that do: set topics.prefix to something new,"
        + " such as "
        + outbound.prefix()
        + "v2-, and submit ingest without a savepoint";
  }

  private String goOn() {
    return "go on from the newest checkpoint (submit ingest --resume), or give ingest fresh outbound"
        + " topics: set topics.prefix to something new, such as "
        + outbound.prefix()
        + "v2-";
  }
}
