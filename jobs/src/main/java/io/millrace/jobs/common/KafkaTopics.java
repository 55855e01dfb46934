package io.millrace.jobs.common;

import io.millrace.config.ConfigException;
import io.millrace.config.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Kafka's topics, seen through an admin client: what is there, and what must be. */
public final class KafkaTopics implements AutoCloseable {

  private static final int ANSWER_WITHIN_MILLIS = 15_000;
  private static final int LOOK_EVERY_MILLIS = 20;

  private final Admin admin;
  private final String servers;

  private KafkaTopics(Admin admin, String servers) {
    this.admin = admin;
    this.servers = servers;
  }

  /**
   * Connects lazily: the first call that asks the brokers fails when there are none. Throws {@link
   * ConfigException} for properties that Kafka's client does not take.
   */
  public static KafkaTopics connect(Properties clientProperties) {
    Properties properties = new Properties();
    properties.putAll(clientProperties);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS / 3);
    String servers = String.valueOf(properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    try {
      return new KafkaTopics(Admin.create(properties), servers);
    } catch (KafkaException e) {
      throw new ConfigException(
          "kafka: the client does not start with bootstrap_servers "
              + servers
              + ": "
              + rootMessage(e)
              + "; correct kafka.bootstrap_servers or kafka.properties",
          e);
    }
  }

  /** The names of all topics but Kafka's own. */
  public Set<String> names() {
    return answer(admin.listTopics().names(), "list the topics");
  }

  /** The number of partitions of each of these topics, which must exist. */
  public Map<String, Integer> partitions(Set<String> topics) {
    return answer(admin.describeTopics(topics).allTopicNames(), "describe topics")
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().partitions().size()));
  }

  /** What Kafka says of a topic as it is now: its own id and where each partition's log lies. */
  public record TopicState(String id, Map<Integer, LogRange> partitions) {}

  /**
   * Which offsets a partition holds.
   *
   * @param start of the oldest record that was not deleted yet
   * @param end behind the newest
   */
  public record LogRange(long start, long end) {}

  /** The state of each of these topics that exists. */
  public Map<String, TopicState> states(Set<String> topics) {
    Set<String> present = new HashSet<>(names());
    present.retainAll(topics);
    Map<String, TopicDescription> described =
        answer(admin.describeTopics(present).allTopicNames(), "describe topics");
    List<TopicPartition> partitions = new ArrayList<>();
    described.forEach(
        (topic, description) ->
            description
                .partitions()
                .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
    Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<String, Map<Integer, LogRange>> ranges = new HashMap<>();
    for (TopicPartition partition : partitions) {
      ranges
          .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
          .put(
              partition.partition(),
              new LogRange(starts.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L)));
    }
    Map<String, TopicState> states = new HashMap<>();
    described.forEach(
        (topic, description) ->
            states.put(
                topic,
                new TopicState(
                    description.topicId().toString(), ranges.getOrDefault(topic, Map.of()))));
    return states;
  }

  /** The id of each of these topics that exists: another one once it is deleted and made anew. */
  public Map<String, String> ids(Set<String> topics) {
    return answer(admin.listTopics().namesToListings(), "list the topics").entrySet().stream()
        .filter(topic -> topics.contains(topic.getKey()))
        .collect(
            Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().topicId().toString()));
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
    return answer(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(each -> each, each -> which)))
                .all(),
            "list offsets")
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /**
   * Creates the topic if it is missing; fails with the command to run where that is not allowed.
   */
  public void ensure(String topic, TopicPolicy policy) {
    if (names().contains(topic)) {
      return;
    }
    if (!policy.create()) {
      throw new ConfigException(
          "topic "
              + topic
              + " does not exist on "
              + servers
              + " and topics.create is false; run kafka-topics.sh --bootstrap-server "
              + servers
              + " --create --topic "
              + topic
              + " --partitions "
              + policy.partitionsOf(topic)
              + " --replication-factor "
              + policy.replication()
              + policy.settings(topic).entrySet().stream()
                  .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                  .sorted()
                  .collect(Collectors.joining()));
    }
    NewTopic wanted =
        new NewTopic(topic, policy.partitionsOf(topic), policy.replication())
            .configs(policy.settings(topic));
    try {
      answer(admin.createTopics(List.of(wanted)).all(), "create topic " + topic);
    } catch (ConfigException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      // Another subtask was faster.
    }
    try {
      awaitLeaders(admin, topic, policy.partitionsOf(topic));
    } catch (ExecutionException e) {
      throw failure("serve topic " + topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Returns when every partition of a new topic is served, at most 15 s from now. A broker that
   * refuses an idempotent producer's first batch, since it does not lead the partition yet, and
   * then takes its second one, refuses the first for good: it expires two minutes later.
   */
  public static void awaitLeaders(Admin admin, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_WITHIN_MILLIS);
    while (true) {
      try {
        admin.listOffsets(ends).all().get();
        return;
      } catch (ExecutionException e) {
        // The client asks again for a leader, but not for a topic that the broker has not heard of.
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** Fails, with the nearest names that exist, unless the topic is there. */
  public void require(String topic, String remedy) {
    Set<String> names = names();
    if (!names.contains(topic)) {
      throw new ConfigException(
          "topic "
              + topic
              + " does not exist on "
              + servers
              + Suggestion.hint(topic, names)
              + " "
              + remedy);
    }
  }

  /** A setting of the first broker that answers, or empty where the client may not read it. */
  public Optional<String> brokerSetting(String name) {
    String node =
        answer(admin.describeCluster().nodes(), "describe the cluster")
            .iterator()
            .next()
            .idString();
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
    try {
      Config config = admin.describeConfigs(List.of(broker)).all().get().get(broker);
      return config == null || config.get(name) == null
          ? Optional.empty()
          : Optional.ofNullable(config.get(name).value());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw failure("read the broker's settings", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }

  private <T> T answer(KafkaFuture<T> future, String intent) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure(intent, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private ConfigException failure(String intent, ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String problem;
    if (cause instanceof TimeoutException) {
      problem =
          "no Kafka broker answers at "
              + servers
              + " within "
              + ANSWER_WITHIN_MILLIS / 1000
              + " s; start it (./millrace up) or correct kafka.bootstrap_servers";
    } else if (cause instanceof AuthenticationException) {
      problem =
          "Kafka at "
              + servers
              + " refuses the login: "
              + cause.getMessage()
              + "; correct sasl.jaas.config in kafka.properties";
    } else if (cause instanceof AuthorizationException) {
      problem =
          "Kafka at " + servers + " does not let this user " + intent + ": " + cause.getMessage();
    } else {
      problem = "Kafka at " + servers + " could not " + intent + ": " + rootMessage(cause);
    }
    return new ConfigException("kafka: " + problem, cause);
  }

  private static ConfigException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ConfigException("kafka: interrupted while waiting for an answer", e);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
