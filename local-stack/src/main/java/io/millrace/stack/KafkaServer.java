package io.millrace.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One Kafka node that is broker and controller. */
final class KafkaServer implements ServerPlan {

  /** Any constant will do: a folder holds one cluster only. */
  private static final String CLUSTER_ID = "bWlsbHJhY2UtbG9jYWwtMQ";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StackPlan plan;

  KafkaServer(StackPlan plan) {
    this.plan = plan;
  }

  @Override
  public Service service() {
    return Service.KAFKA;
  }

  @Override
  public String name() {
    return Service.KAFKA.label();
  }

  @Override
  public OptionalInt port() {
    return OptionalInt.of(plan.port(Port.KAFKA));
  }

  @Override
  public JavaProgram prepare(int launch) throws IOException, InterruptedException {
    Path conf = plan.directory("conf", "kafka");
    Path properties = conf.resolve("server.properties");
    config().writeProperties(properties);
    Path log4j = conf.resolve("log4j2.properties");
    try (InputStream resource = StackResources.open("kafka-log4j2.properties")) {
      Files.copy(resource, log4j, StandardCopyOption.REPLACE_EXISTING);
    }
    String classPath = plan.classPath("kafka");
    if (!Files.exists(data().resolve("meta.properties"))) {
      format(classPath, properties);
    }
    List<String> options = new ArrayList<>(plan.commonJvmOptions(name()));
    options.addAll(
        List.of(
            "-Xms256m", "-Xmx512m", "-XX:+UseG1GC", "-Dlog4j2.configurationFile=" + log4j.toUri()));
    return new JavaProgram(
        "kafka.Kafka", classPath, options, List.of(properties.toString()), Map.of());
  }

  private FlatConfig config() {
    return new FlatConfig()
        .put("process.roles", "broker,controller")
        .put("node.id", 1)
        .put("controller.quorum.voters", "1@" + plan.address(Port.KAFKA_CONTROLLER))
        .put("controller.listener.names", "CONTROLLER")
        .put(
            "listeners",
            "PLAINTEXT://%s,CONTROLLER://%s"
                .formatted(plan.address(Port.KAFKA), plan.address(Port.KAFKA_CONTROLLER)))
        .put("advertised.listeners", "PLAINTEXT://" + plan.address(Port.KAFKA))
        .put("log.dirs", data())
        // A misspelt topic is an error, not a new topic.
        .put("auto.create.topics.enable", false)
        .put("offsets.topic.num.partitions", 4)
        .put("offsets.topic.replication.factor", 1)
        .put("transaction.state.log.num.partitions", 4)
        .put("transaction.state.log.replication.factor", 1)
        .put("transaction.state.log.min.isr", 1)
        .put("share.coordinator.state.topic.num.partitions", 1)
        .put("share.coordinator.state.topic.replication.factor", 1)
        .put("share.coordinator.state.topic.min.isr", 1)
        // Flink's sinks ask for an hour, more than Kafka's own limit of 15 minutes.
        .put("transaction.max.timeout.ms", Duration.ofDays(1).toMillis())
        .put("group.initial.rebalance.delay.ms", 0)
        .putAll(plan.settings().kafkaOptions());
  }

  private Path data() {
    return plan.folder().resolve("kafka");
  }

  private void format(String classPath, Path properties) throws IOException, InterruptedException {
    ProgramResult result =
        new JavaProgram(
                "kafka.tools.StorageTool",
                classPath,
                List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
                List.of("format", "-t", CLUSTER_ID, "-c", properties.toString()),
                Map.of())
            .run(plan.argumentFile("kafka-format"));
    if (result.exitCode() != 0) {
      throw new StackException(
          "kafka cannot make its storage in %s with %s:%n%s"
              .formatted(data(), properties, result.output().strip()));
    }
  }

  /** A record goes in and comes out again, on a topic that is gone afterwards. */
  @Override
  public void probe(int launch) throws Exception {
    Readiness.requireListening(plan.port(Port.KAFKA));
    String topic = "millrace-ready-" + UUID.randomUUID();
    Map<String, Object> common =
        Map.of(
            "bootstrap.servers", plan.address(Port.KAFKA),
            "request.timeout.ms", (int) PATIENCE.toMillis(),
            "default.api.timeout.ms", (int) PATIENCE.toMillis());
    try (Admin admin = Admin.create(common)) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      try {
        produce(topic);
        consume(topic);
      } finally {
        admin.deleteTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void produce(String topic) throws Exception {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            plan.address(Port.KAFKA),
            "max.block.ms",
            PATIENCE.toMillis(),
            "request.timeout.ms",
            (int) PATIENCE.toMillis(),
            "delivery.timeout.ms",
            (int) PATIENCE.toMillis(),
            "linger.ms",
            0);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(topic, topic))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void consume(String topic) throws IOException {
    Map<String, Object> config = Map.of("bootstrap.servers", plan.address(Port.KAFKA));
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (ConsumerRecord<String, String> record : consumer.poll(PATIENCE)) {
        if (record.value().equals(topic)) {
          return;
        }
      }
    }
    throw new IOException("the record just produced did not come back");
  }
}
