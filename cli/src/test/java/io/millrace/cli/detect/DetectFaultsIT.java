package io.millrace.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.cli.CassandraAccess;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingest and detect while their TaskManager is killed: the alerts must be those that can be told
 * from what was sent, each once, on the topic and in both tables.
 */
@Tag("fault")
class DetectFaultsIT {

  private static final int ROUNDS = 12;
  private static final int USERS = 40;
  private static final int PARTITIONS = 2;
  private static final int PER_SECOND = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration ROUND = Duration.ofMinutes(5);

  /** Long ago, so that no wall clock has a say. */
  private static final Instant BASE =
      Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);

  private static final Pattern ALERT =
      Pattern.compile(
          "\"id\":\"(.*?)\".*\"subject\":\"(.*?)\".*\"key\":\"(.*?)\","
              + ".*\"first_time\":\"(.*?)\".*\"last_time\":\"(.*?)\"");

  @TempDir static Path folder;

  private static LocalStack stack;
  private static CqlSession session;
  private static JobSubmission submission;
  private static FlinkCluster flink;

  @BeforeAll
  static void startStack() {
    Path root = Path.of(System.getProperty("millrace.home"));
    stack =
        LocalStack.builder()
            .home(root)
            .temporary()
            .shortLived()
            .kafka()
            .cassandra()
            .flink()
            .slots(4)
            .flinkOption("execution.checkpointing.interval", "1 s")
            .flinkOption("execution.checkpointing.min-pause", "200 ms")
            .flinkOption("restart-strategy.exponential-delay.max-backoff", "3 s")
            .progress(System.out::println)
            .start();
    Home home = new Home(root, folder.resolve("stack"), Ports.FREE);
    submission = new JobSubmission(home, stack, System.getenv(), System.out::println);
    flink = FlinkCluster.of(stack);
    session = CassandraAccess.connect(stack);
  }

  @AfterAll
  static void endStack() {
    session.close();
    stack.close();
  }

  @Test
  void taskManagerKilled() throws IOException {
    Path config = configure();
    submit(JobChoice.INGEST, config);
    String id = submit(JobChoice.DETECT, config);
    awaitCheckpoint(id);

    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), PER_SECOND)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (ProducerRecord<byte[], byte[]> record : round(round)) {
          producer.send(record);
        }
        if (round == ROUNDS / 2) {
          ServerProcess taskManager = stack.server(Service.TASKMANAGER);
          taskManager.kill();
          taskManager.restart();
        }
      }
      producer.flush();
      List<String> expected = expected();
      Map<String, String> alerts = awaitAlerts(producer, expected.size());
      awaitCheckpoint(id);
      conclude(expected, alerts, flink.restoredCheckpoints(id));
    }
  }

  private static void conclude(List<String> expected, Map<String, String> alerts, int restores) {
    List<String> committed = records();
    String line =
        "kills=1 restores=%d alerts=%d expected=%d"
            .formatted(restores, committed.size(), expected.size());
    try {
      assertThat(restores).isPositive();
      assertThat(committed).as("none twice").hasSize(expected.size());
      assertThat(alerts.values()).containsExactlyInAnyOrderElementsOf(expected);
      for (String table : List.of("alerts_by_day", "alerts_by_key")) {
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(
                () -> assertThat(rows(table)).as(table).isEqualTo(new TreeSet<>(alerts.keySet())));
      }
      System.out.println("fault detect-taskmanager-killed ok: " + line);
    } catch (AssertionError e) {
      System.out.println("fault detect-taskmanager-killed FAILED: " + line);
      throw e;
    }
  }

  private static TreeSet<String> rows(String table) {
    TreeSet<String> ids = new TreeSet<>();
    for (Row row : session.execute("SELECT alert_id FROM detect_faults." + table)) {
      assertThat(ids.add(String.valueOf(row.getString("alert_id")))).as("once").isTrue();
    }
    return ids;
  }

  private static Path configure() throws IOException {
    Path config = folder.resolve("detect.yaml");
    Path patterns = Files.createDirectory(folder.resolve("patterns"));
    Files.writeString(
        patterns.resolve("brute-force.yaml"),
        """
        id: brute-force
        lateness: 10 s
        query: |
          sequence by user with maxspan=1m
            [ logins where outcome == "failure" ] with runs=3
            [ logins where outcome == "success" ]
        """);
    Files.writeString(
        patterns.resolve("given-up.yaml"),
        """
        id: given-up
        lateness: 10 s
        query: |
          sequence by user with maxspan=2m
            [ logins where outcome == "last" ]
            ![ logins where outcome == "success" ]
        """);
    Files.writeString(
        patterns.resolve("locked.yaml"),
        """
        id: locked
        lateness: 10 s
        query: logins where outcome == "locked"
        """);
    Files.writeString(
        config,
        """
        kafka: {bootstrap_servers: '%s'}
        cassandra: {contact_points: ['%s'], keyspace: detect_faults}
        topics: {partitions: 2}
        ingest: {collections: [logins], silence_after: 1 h}
        detect: {lateness: 10 s, discover_every: 1 s, cache_mb: 0}
        patterns: patterns
        """
            .formatted(stack.kafkaBootstrap(), stack.cassandraContactPoint()));
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      topics.ensure("in.logins", TopicPolicy.ofInbound(PARTITIONS, -1));
    }
    return config;
  }

  private static String submit(JobChoice job, Path config) {
    return submission.submit(job, JobSubmission.Settings.of(config).parallelism(2));
  }

  /** What a user does in a round, a second apart, is told by his number. */
  private static List<String> outcomes(int user) {
    return switch (user % 4) {
      case 0 -> List.of("failure", "failure", "failure", "success");
      case 1 -> List.of("failure", "failure", "success", "other");
      case 2 -> List.of("other", "other", "other", "last");
      default -> List.of("last", "success", "locked", "other");
    };
  }

  private static List<String> expected() {
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Instant start = BASE.plus(ROUND.multipliedBy(round));
      for (int user = 0; user < USERS; user++) {
        switch (user % 4) {
          case 0 -> expected.add(alert("brute-force", user, start, start.plusSeconds(3)));
          case 2 ->
              expected.add(alert("given-up", user, start.plusSeconds(3), start.plusSeconds(123)));
          case 3 -> expected.add(alert("locked", -1, start.plusSeconds(2), start.plusSeconds(2)));
          default -> {}
        }
      }
    }
    return expected;
  }

  private static String alert(String pattern, int user, Instant first, Instant last) {
    return pattern + " " + (user < 0 ? "" : "u" + user) + " " + text(first) + " " + text(last);
  }

  private static String text(Instant wholeSecond) {
    return wholeSecond.toString().replace("Z", ".000Z");
  }

  private static List<ProducerRecord<byte[], byte[]>> round(int round) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int second = 0; second < 4; second++) {
      for (int user = 0; user < USERS; user++) {
        records.add(
            record(
                user % PARTITIONS,
                BASE.plus(ROUND.multipliedBy(round)).plusSeconds(second),
                "u" + user,
                outcomes(user).get(second)));
      }
    }
    return records;
  }

  private static ProducerRecord<byte[], byte[]> record(
      int partition, Instant time, String user, String outcome) {
    return new ProducerRecord<>(
        "in.logins",
        partition,
        null,
        "{\"keen\":{\"timestamp\":\"%s\"},\"user\":\"%s\",\"outcome\":\"%s\"}"
            .formatted(time, user, outcome)
            .getBytes(UTF_8));
  }

  /** Later events of no pattern let time pass all deadlines. */
  private static Map<String, String> awaitAlerts(RecordProducer producer, int count) {
    Instant[] time = {BASE.plus(Duration.ofHours(6))};
    Map<String, String> alerts = new TreeMap<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              time[0] = time[0].plusSeconds(1);
              for (int tick = 0; tick < 20; tick++) {
                producer.send(record(tick % PARTITIONS, time[0], "tick" + tick, "tick"));
              }
              producer.flush();
              for (String alert : records()) {
                Matcher found = ALERT.matcher(alert);
                assertThat(found.find()).as(alert).isTrue();
                alerts.put(
                    found.group(1),
                    found.group(2)
                        + " "
                        + found.group(3)
                        + " "
                        + found.group(4)
                        + " "
                        + found.group(5));
              }
              return alerts.size() >= count;
            });
    return alerts;
  }

  /** All that is committed on the topic of alerts. */
  private static List<String> records() {
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    client.put("isolation.level", "read_committed");
    List<String> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("alerts").stream()
              .map(info -> new TopicPartition("alerts", info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          records.add(new String(record.value(), UTF_8));
        }
      }
    }
    return records;
  }

  private static void awaitCheckpoint(String id) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> flink.state(id).equals("RUNNING"));
    int before = flink.completedCheckpoints(id);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> flink.completedCheckpoints(id) > before);
  }
}
