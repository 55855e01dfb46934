package io.millrace.jobs.common;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How outbound topics are made.
 *
 * @param create whether jobs create them; otherwise they say what to create and stop
 * @param retentionMillis -1 keeps records for ever
 */
public record TopicPolicy(
    OutboundTopics names, boolean create, int partitions, short replication, long retentionMillis)
    implements Serializable {

  /**
   * A reject carries its record's raw bytes, and a correction a row with its sketches, so their
   * topics take larger records than others.
   */
  public static final int LARGEST_RECORD_BYTES = 16 * 1024 * 1024;

  /** For a topic that a tool makes for producers: one replica. */
  public static TopicPolicy ofInbound(int partitions, long retentionMillis) {
    return new TopicPolicy(new OutboundTopics(""), true, partitions, (short) 1, retentionMillis);
  }

  static TopicPolicy of(
      OutboundTopics names, boolean create, int partitions, int replication, Duration retention) {
    return new TopicPolicy(names, create, partitions, (short) replication, retention.toMillis());
  }

  /** How many the topic gets: what is read in the order of its lines has one. */
  int partitionsOf(String topic) {
    return topic.equals(names.ledger()) || isCompacted(topic) ? 1 : partitions;
  }

  /** The topic's own settings, by Kafka's names. */
  Map<String, String> settings(String topic) {
    Map<String, String> settings = new HashMap<>();
    if (isCompacted(topic)) {
      settings.put("cleanup.policy", "compact");
      return settings;
    }
    settings.put("retention.ms", Long.toString(retentionMillis));
    if (Set.of(names.rejects(), names.late(), names.corrections()).contains(topic)) {
      settings.put("max.message.bytes", Integer.toString(LARGEST_RECORD_BYTES));
    }
    return settings;
  }

  private boolean isCompacted(String topic) {
    return topic.equals(names.patterns()) || topic.equals(names.patternVersions());
  }
}
