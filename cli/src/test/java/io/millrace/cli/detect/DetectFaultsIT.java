package io.millrace.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CassandraAccess;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.cli.detect.ChangedRules.Held;
import io.millrace.cli.detect.ChangedRules.SignIn;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingest and detect while their TaskManager is killed: the alerts must be those that can be told
 * from what was sent, each once, on the topic and in both tables.
 *
 * <p>Rules are changed every second for 20 seconds, with one kill; for a minute, with three, with
 * {@code -Dmillrace.fault.long=true}.
 */
@Tag("fault")
class DetectFaultsIT {

  private static final boolean LONG = Boolean.getBoolean("millrace.fault.long");
  private static final int CHANGES = LONG ? 60 : 20;
  private static final int KILLS = LONG ? 3 : 1;
  private static final int CHANGES_BETWEEN = 5;

  /** While rules change. */
  private static final int LOAD_PER_SECOND = 300;

  private static final ObjectMapper JSON = new ObjectMapper();

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

  @AfterEach
  void cancelJobs() {
    for (JobChoice job : List.of(JobChoice.DETECT, JobChoice.INGEST)) {
      flink.running(job.flinkName()).ifPresent(running -> flink.cancel(running.id()));
    }
  }

  @Test
  void rulesChangedEverySecond() throws IOException {
    Path config = configureRules();
    submit(JobChoice.INGEST, config);
    String id = submit(JobChoice.DETECT, config);
    awaitCheckpoint(id);

    List<SignIn> sent = new ArrayList<>();
    Map<String, Integer> written = new TreeMap<>(Map.of("much", 1, "guessed", 1, "thrice", 1));
    try (RecordProducer load = new RecordProducer(stack.kafkaBootstrap(), LOAD_PER_SECOND);
        RecordProducer changes = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      CompletableFuture<Void> killing = CompletableFuture.runAsync(() -> kill(id));
      int seconds = 0;
      while (seconds < CHANGES || !killing.isDone()) {
        for (int i = 0; i < LOAD_PER_SECOND; i++) {
          SignIn next = SignIn.of(sent.size());
          load.send(record(next));
          sent.add(next);
        }
        change(seconds, written, changes);
        seconds++;
      }
      killing.join();
      changes.flush();
      Map<String, List<Held>> held = awaitVersions(written);
      List<String> expected = ChangedRules.expected(sent, held);
      long[] tick = {BASE.plus(Duration.ofHours(6)).toEpochMilli()};
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                tick[0] += 1_000;
                for (int partition = 0; partition < PARTITIONS; partition++) {
                  load.send(record(new SignIn(-1, partition, tick[0], "tick", "other", 0)));
                }
                load.flush();
                return records("rules.alerts").size() >= expected.size();
              });
      awaitCheckpoint(id);
      concludeRules(sent, held, seconds, flink.restoredCheckpoints(id));
    }
  }

  /** Each time in full flow: the job has told of some changes since it has begun anew. */
  private static void kill(String id) {
    for (int kill = 0; kill <= KILLS; kill++) {
      awaitCheckpoint(id);
      int known = known();
      await().atMost(PATIENCE).until(() -> known() >= known + CHANGES_BETWEEN);
      if (kill < KILLS) {
        ServerProcess taskManager = stack.server(Service.TASKMANAGER);
        taskManager.kill();
        taskManager.restart();
      }
    }
  }

  private static int known() {
    return held().values().stream().mapToInt(List::size).sum();
  }

  /** One rule after another; now and then one is taken away, or what is written is none. */
  private static void change(int second, Map<String, Integer> written, RecordProducer producer) {
    String id = ChangedRules.IDS.get(second % ChangedRules.IDS.size());
    if (second % 10 == 4) {
      producer.send(rule("much", null));
      producer.send(rule("broken", "id: broken\nquery: signins where\n"));
    }
    int version = written.merge(id, 1, Integer::sum);
    producer.send(rule(id, ChangedRules.text(id, version)));
  }

  private static ProducerRecord<byte[], byte[]> rule(String id, @Nullable String text) {
    return new ProducerRecord<>(
        "rules.patterns", id.getBytes(UTF_8), text == null ? null : text.getBytes(UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> record(SignIn signIn) {
    return new ProducerRecord<>(
        "in.signins", signIn.partition(), null, signIn.json().getBytes(UTF_8));
  }

  /** Returns when the job has told of all versions, from when to when each held. */
  private static Map<String, List<Held>> awaitVersions(Map<String, Integer> written) {
    Map<String, List<Held>> held = new TreeMap<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              held.putAll(held());
              return written.entrySet().stream()
                  .allMatch(
                      each ->
                          held.getOrDefault(each.getKey(), List.of()).size() == each.getValue());
            });
    return held;
  }

  private static Map<String, List<Held>> held() {
    Map<String, JsonNode> newest = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records("rules.patterns.live")) {
      String key = new String(record.key(), UTF_8);
      if (record.value() != null && !key.startsWith("refused:")) {
        newest.put(key, json(record.value()));
      } else {
        assertThat(key).startsWith("refused:");
        assertThat(record.value() == null || key.endsWith(":broken")).as(key).isTrue();
      }
    }
    Map<String, List<Held>> held = new TreeMap<>();
    for (JsonNode version : newest.values()) {
      held.computeIfAbsent(version.path("id").asText(), id -> new ArrayList<>())
          .add(
              new Held(
                  version.path("version").asInt(),
                  version.has("holds_from")
                      ? Instant.parse(version.path("holds_from").asText()).toEpochMilli()
                      : Long.MIN_VALUE,
                  version.has("holds_until")
                      ? Instant.parse(version.path("holds_until").asText()).toEpochMilli()
                      : Long.MAX_VALUE));
    }
    held.values().forEach(versions -> versions.sort(Comparator.comparingLong(Held::fromMillis)));
    return held;
  }

  private static void concludeRules(
      List<SignIn> sent, Map<String, List<Held>> held, int changes, int restores) {
    List<String> expected = ChangedRules.expected(sent, held);
    List<String> alerts = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records("rules.alerts")) {
      alerts.add(alertLine(record.value()));
    }
    Collections.sort(alerts);
    List<String> byDay = awaitRules("alerts_by_day", expected.size());
    List<String> byKey = awaitRules("alerts_by_key", expected.size());
    int doubled = byDay.size() + byKey.size() - Set.copyOf(byDay).size() - Set.copyOf(byKey).size();
    long ofNoChange = others(sent, held, Duration.ofHours(3), expected);
    long ofLater = others(sent, held, Duration.ofSeconds(1), expected);
    String line =
        "changes=%d kills=%d alerts=%d expected=%d doubled=%d restores=%d events=%d"
            .formatted(
                changes, KILLS, alerts.size(), expected.size(), doubled, restores, sent.size());
    String control =
        " other_without_changes=%d other_a_second_later=%d".formatted(ofNoChange, ofLater);
    try {
      assertThat(restores).isGreaterThanOrEqualTo(KILLS);
      assertThat(difference(alerts, expected)).as("too much").isEmpty();
      assertThat(difference(expected, alerts)).as("missing").isEmpty();
      assertThat(alerts).as("none twice").hasSameSizeAs(expected);
      assertThat(byDay).isEqualTo(expected);
      assertThat(byKey).isEqualTo(expected);
      assertThat(Set.copyOf(expected)).as("no two are alike").hasSameSizeAs(expected);
      for (String id : ChangedRules.IDS) {
        // Which ones depends on the kill: of those written meanwhile only the last holds for long.
        assertThat(expected.stream().filter(alert -> alert.startsWith(id + " v")))
            .extracting(alert -> alert.split(" ")[1])
            .as("versions of " + id + " that found something")
            .satisfies(versions -> assertThat(Set.copyOf(versions)).hasSizeGreaterThan(1));
      }
      assertThat(ofNoChange).as("without changes it would be others").isGreaterThan(100);
      assertThat(ofLater).as("a second later it would be others").isPositive();
      System.out.println("fault detect-rules-changed ok: " + line + control);
    } catch (AssertionError e) {
      System.out.println("fault detect-rules-changed FAILED: " + line + control);
      System.out.println(held);
      throw e;
    }
  }

  /** How many alerts there are that there would not be, and the other way round. */
  private static long others(
      List<SignIn> sent, Map<String, List<Held>> held, Duration later, List<String> expected) {
    List<String> others = ChangedRules.expected(sent, ChangedRules.later(held, later));
    return difference(others, expected).size() + difference(expected, others).size();
  }

  private static Set<String> difference(List<String> all, List<String> others) {
    Set<String> difference = new TreeSet<>(all);
    difference.removeAll(Set.copyOf(others));
    return difference;
  }

  private static List<String> awaitRules(String table, int count) {
    String all = "SELECT alert FROM detect_rules." + table;
    await().atMost(PATIENCE).until(() -> session.execute(all).all().size() >= count);
    List<String> rows = new ArrayList<>();
    for (Row row : session.execute(all)) {
      rows.add(alertLine(String.valueOf(row.getString(0)).getBytes(UTF_8)));
    }
    Collections.sort(rows);
    return rows;
  }

  private static JsonNode json(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String alertLine(byte[] alert) {
    JsonNode data = json(alert).path("data");
    List<Integer> numbers = new ArrayList<>();
    data.path("events").forEach(event -> numbers.add(event.at("/fields/n").asInt()));
    return ChangedRules.line(
        data.path("pattern").asText(),
        data.path("version").asInt(),
        data.path("key").asText(),
        numbers,
        Instant.parse(data.path("last_time").asText()));
  }

  private static Path configureRules() throws IOException {
    Path patterns = Files.createDirectory(folder.resolve("rules"));
    for (String id : ChangedRules.IDS.subList(0, 3)) {
      Files.writeString(patterns.resolve(id + ".yaml"), ChangedRules.text(id, 1));
    }
    ensureTopic("in.signins");
    Path config = folder.resolve("rules.yaml");
    Files.writeString(
        config,
        """
        kafka: {bootstrap_servers: '%s'}
        cassandra: {contact_points: ['%s'], keyspace: detect_rules}
        topics: {partitions: 2, prefix: rules.}
        ingest:
          collections: [signins]
          silence_after: 1 h
          transactional_id_prefix: rules-ingest
        detect:
          lateness: 10 s
          discover_every: 1 s
          cache_mb: 0
          transactional_id_prefix: rules-detect
        patterns: rules
        """
            .formatted(stack.kafkaBootstrap(), stack.cassandraContactPoint()));
    return config;
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
    ensureTopic("in.logins");
    return config;
  }

  private static void ensureTopic(String name) {
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      topics.ensure(name, TopicPolicy.ofInbound(PARTITIONS, -1));
    }
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

  private static List<String> records() {
    return records("alerts").stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  /** All that is committed on a topic. */
  private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    client.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
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
