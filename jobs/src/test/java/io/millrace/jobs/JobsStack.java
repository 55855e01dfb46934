package io.millrace.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.stack.LocalStack;
import io.millrace.stack.SharedStack;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The shared stack, as the tests of jobs use it. */
public final class JobsStack {

  public static final Path HOME = Path.of(System.getProperty("millrace.home"));

  private static final Path JAR = HOME.resolve("jobs/target/millrace-jobs-all.jar");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private JobsStack() {}

  public static LocalStack stack() {
    return SharedStack.everything();
  }

  /** What configuration files refer to by {@code ${env:…}}. */
  public static Map<String, String> environment() {
    return Map.of(
        "MILLRACE_KAFKA", stack().kafkaBootstrap(),
        "MILLRACE_CASSANDRA", stack().cassandraContactPoint());
  }

  /** Submits a job as a user does; returns its id. */
  public static String submit(Class<?> job, Path config, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run", "-d"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("-c", job.getName(), JAR.toString(), "--config", config.toString()));
    var result = stack().flinkClient(arguments, environment());
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result
        .output()
        .lines()
        .filter(line -> line.contains("JobID "))
        .map(line -> line.substring(line.indexOf("JobID ") + 6).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError(result.output()));
  }

  public static void cancel(String jobId) {
    var result = stack().flinkClient(List.of("cancel", jobId));
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  public static void createTopics(int partitions, String... names) {
    try (Admin admin = Admin.create(clientProperties())) {
      List<NewTopic> topics = new ArrayList<>();
      for (String name : names) {
        topics.add(new NewTopic(name, partitions, (short) 1).configs(Map.of("retention.ms", "-1")));
      }
      admin.createTopics(topics).all().get();
      for (String name : names) {
        KafkaTopics.awaitLeaders(admin, name, partitions);
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends values in order to partition 0, with the given Kafka timestamp. */
  public static void send(String topic, long timestampMillis, List<byte @Nullable []> values) {
    Map<String, Object> properties = clientProperties();
    properties.put("max.request.size", 16 * 1024 * 1024);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(topic, 0, timestampMillis, null, value));
      }
    }
  }

  /** Reads committed records of all partitions until there are so many; order is by partition. */
  public static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    return read(topic, count, record -> !Heartbeat.is(record));
  }

  public static List<ConsumerRecord<byte[], byte[]>> read(
      String topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    Map<String, Object> properties = clientProperties();
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Collection<TopicPartition> partitions = List.of();
      while (records.size() < count && System.nanoTime() < deadline) {
        if (partitions.isEmpty()) {
          partitions =
              consumer.listTopics().getOrDefault(topic, List.of()).stream()
                  .map(info -> new TopicPartition(topic, info.partition()))
                  .toList();
          consumer.assign(partitions);
          consumer.seekToBeginning(partitions);
        }
        if (!partitions.isEmpty()) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            if (wanted.test(record)) {
              records.add(record);
            }
          }
        }
      }
    }
    return records;
  }

  public static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, UTF_8);
  }

  public static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), text(header.value()));
    }
    return headers;
  }

  public static List<Row> rows(String cql) {
    try (CqlSession session = session()) {
      return session.execute(cql).all();
    }
  }

  public static CqlSession session() {
    return CqlSession.builder()
        .addContactPoint(new InetSocketAddress("127.0.0.1", stack().cassandraPort()))
        .withLocalDatacenter("datacenter1")
        .build();
  }

  public static Set<String> topicNames() {
    try (Admin admin = Admin.create(clientProperties())) {
      return admin.listTopics().names().get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, Object> clientProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", stack().kafkaBootstrap());
    return properties;
  }
}
