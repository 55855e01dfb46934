package io.millrace.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.LocalStack;
import io.millrace.stack.ProgramResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One local stack for all tests of this room, with the scripts of {@code sql/} at hand. */
final class SqlStack {

  static final Path HOME = Path.of(System.getProperty("millrace.home"));
  static final Path SQL = HOME.resolve("sql");
  static final Path JOBS_JAR = HOME.resolve("jobs/target/millrace-jobs-all.jar");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");

  private static final Pattern COMPLETED = Pattern.compile("\"completed\":(\\d+)");

  private final LocalStack stack;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, Long> frontiers = new HashMap<>();
  private final Path config;
  private final Path archive;

  private static @Nullable SqlStack shared;

  private SqlStack(LocalStack stack) throws IOException {
    this.stack = stack;
    archive = stack.folder().resolve("archive");
    config =
        Files.writeString(
            stack.folder().resolve("millrace.yaml"),
            """
            kafka: {bootstrap_servers: "%s"}
            topics: {partitions: 2}
            ingest: {discover_every: 500 ms}
            archive: {path: %s}
            """
                .formatted(stack.kafkaBootstrap(), archive));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafkaBootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Started when first asked for; ends with the JVM. */
  static synchronized SqlStack shared() throws IOException {
    if (shared == null) {
      shared =
          new SqlStack(
              LocalStack.builder()
                  .kafka()
                  .cassandra()
                  .flink()
                  .userJar(JOBS_JAR)
                  .flinkOption("execution.checkpointing.interval", "1 s")
                  .flinkOption("execution.checkpointing.min-pause", "0 s")
                  .temporary()
                  .shortLived()
                  .start());
    }
    return shared;
  }

  LocalStack servers() {
    return stack;
  }

  Path config() {
    return config;
  }

  Path archive() {
    return archive;
  }

  /** Creates it unless a test or job before has done so. */
  void createTopic(String name, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  void send(String topic, int partition, String key, String value) {
    send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  /**
   * Sends an event as ingest does: with the frontier, here the greatest time that was ever said of
   * the partition.
   */
  void sendEvent(String topic, int partition, String id, String value, Instant time) {
    long frontier =
        frontiers.merge(new TopicPartition(topic, partition), time.toEpochMilli(), Math::max);
    sendEvent(topic, partition, id, value, Long.toString(frontier));
  }

  void sendEvent(String topic, int partition, String id, String value, String frontier) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), value.getBytes(UTF_8));
    record.headers().add("millrace.frontier", frontier.getBytes(UTF_8));
    send(record);
  }

  /** Sends what ingest does while a collection is silent. */
  void sendHeartbeat(String topic, int partition, Instant time) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, new byte[0], null);
    record.headers().add("millrace.frontier", (time.toEpochMilli() + "").getBytes(UTF_8));
    send(record);
  }

  /** Returns when the broker has it. */
  void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** All committed records of a topic, up to its present end. */
  List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.kafkaBootstrap(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Waits until a running job has read all that a topic holds and made its watermark of it. */
  void awaitRead(String jobId, String topic, String group) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      await(
          "group " + group + " has read " + topic,
          () -> {
            try {
              Map<TopicPartition, OffsetAndMetadata> read =
                  admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
              Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
              for (TopicPartition partition : read.keySet()) {
                if (partition.topic().equals(topic)) {
                  latest.put(partition, OffsetSpec.latest());
                }
              }
              var ends = admin.listOffsets(latest).all().get();
              return !ends.isEmpty()
                  && ends.entrySet().stream()
                      .allMatch(end -> read.get(end.getKey()).offset() >= end.getValue().offset());
            } catch (ExecutionException e) {
              return false;
            } catch (InterruptedException e) {
              throw interrupted(e);
            }
          });
    }
    // Watermarks are made every 200 ms, and checkpoints every second.
    int completed = completedCheckpoints(jobId);
    await("two more checkpoints", () -> completedCheckpoints(jobId) >= completed + 2);
  }

  private int completedCheckpoints(String jobId) {
    String url = stack.flinkRestUrl() + "/jobs/" + jobId + "/checkpoints";
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url)).build(),
                  HttpResponse.BodyHandlers.ofString());
      Matcher completed = COMPLETED.matcher(answer.body());
      assertThat(completed.find()).as(answer.body()).isTrue();
      return Integer.parseInt(completed.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static String value(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  /** Submits a file of {@code sql/} as README and docs do; the job's id. */
  String submit(String file, String... more) {
    return jobId(run(file, more));
  }

  /** The same over outbound topics with a prefix, so that a test has its own. */
  String submitWithPrefix(String prefix, String file) throws IOException {
    Path own =
        Files.writeString(
            stack.folder().resolve(prefix + "yaml"),
            Files.readString(config)
                .replace("{partitions: 2}", "{partitions: 2, prefix: " + prefix + "}"));
    return jobId(run(own, file));
  }

  private static String jobId(String printed) {
    Matcher id = JOB_ID.matcher(printed);
    assertThat(id.find()).as("a job was submitted").isTrue();
    return id.group(1);
  }

  /** Runs a file of {@code sql/} by the SQL job; what was printed. */
  String run(String file, String... more) {
    return run(config, file, more);
  }

  private String run(Path with, String file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "-c",
                "io.millrace.jobs.sql.SqlScriptJob",
                JOBS_JAR.toString(),
                "--config",
                with.toString(),
                "--tables",
                SQL.resolve("tables").toString(),
                "--file",
                SQL.resolve(file).toString()));
    arguments.addAll(List.of(more));
    return succeeded(stack.flinkClient(arguments));
  }

  /** Takes a last checkpoint, so that everything read is committed, and ends the job. */
  void stop(String jobId) {
    succeeded(
        stack.flinkClient(
            List.of("stop", "-p", stack.folder().resolve("stopped").toUri().toString(), jobId)));
  }

  String sqlClient(String... arguments) {
    return succeeded(stack.sqlClient(List.of(arguments)));
  }

  /** Waits until it holds; fails after two minutes. */
  static void await(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waiting until " + what).isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** The rows of printed tables without their headings, cells joined by " | ". */
  static List<String> rows(String printed) {
    List<String> rows = new ArrayList<>();
    int rules = 0;
    for (String line : printed.lines().toList()) {
      if (line.startsWith("+-")) {
        rules++;
      } else if (line.startsWith("|") && rules % 3 == 2) {
        rows.add(
            String.join(
                " | ",
                Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
                    .map(String::strip)
                    .toList()));
      }
    }
    return rows;
  }

  /** The committed files of the archive. */
  List<Path> archivedFiles() {
    if (!Files.exists(archive)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String succeeded(ProgramResult result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }
}
