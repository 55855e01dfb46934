package io.millrace.cli;

import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.TopicPolicy;
import java.time.Duration;
import java.util.Properties;

/** Topics that events are sent to: made when they are missing, since nobody else makes them. */
public final class InboundTopic {

  static final int PARTITIONS = 4;

  private static final Duration RETENTION = Duration.ofDays(7);

  private InboundTopic() {}

  public static KafkaTopics connect(String bootstrap) {
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrap);
    return KafkaTopics.connect(client);
  }

  static boolean isInbound(String topic) {
    return topic.startsWith(MillraceConfig.INBOUND_PREFIX);
  }

  /** Makes the topic if it is missing; refuses a name that ingest would never read. */
  public static void ensure(String bootstrap, String topic) {
    if (!isInbound(topic)) {
      throw new CommandFailure(
          "ingest reads topics in.<collection>, and " + topic + " is none; write in." + topic);
    }
    try (KafkaTopics topics = connect(bootstrap)) {
      topics.ensure(topic, TopicPolicy.ofInbound(PARTITIONS, RETENTION.toMillis()));
    }
  }
}
