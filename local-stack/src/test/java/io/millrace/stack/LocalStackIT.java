package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every server of a whole stack works, can be hurt, and works again. */
class LocalStackIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern JOB_ID = Pattern.compile("Job ID: ([0-9a-f]{32})");

  private static final DriverConfigLoader PATIENT =
      DriverConfigLoader.programmaticBuilder()
          .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
          .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
          .build();

  private static LocalStack stack;

  @TempDir private Path scratch;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.builder()
            .kafka()
            .cassandraPasswords()
            .cassandra()
            .cassandraOption("commitlog_sync", "batch")
            .highAvailability()
            .sqlGateway()
            .taskManagers(2)
            .slots(2)
            .flinkOption("execution.checkpointing.interval", "500 ms")
            .flinkOption("execution.checkpointing.min-pause", "0 s")
            // What a killed JobManager's successor has to wait for.
            .flinkOption("high-availability.zookeeper.client.session-timeout", "4 s")
            .progress(System.out::println)
            .temporary()
            .shortLived()
            .start();
  }

  @AfterAll
  static void stop() {
    List<ProcessIdentity> processes =
        List.copyOf(new StateFile(stack.folder()).processes().values());
    stack.close();
    assertThat(processes).hasSize(7).noneMatch(ProcessIdentity::isAlive);
    assertThat(stack.folder()).doesNotExist();
  }

  private static String get(String url) throws IOException, InterruptedException {
    return FlinkRest.get(url);
  }

  private static void await(Readiness.Probe probe) throws InterruptedException {
    Readiness.await(probe, PATIENCE, () -> {}, StackException::new);
  }

  private static CqlSession connect() {
    return CqlSession.builder()
        .addContactPoint(Ports.address(stack.cassandraPort()))
        .withLocalDatacenter(stack.cassandraDatacenter())
        .withAuthCredentials("cassandra", "cassandra")
        .withConfigLoader(PATIENT)
        .build();
  }

  private static void produce(String topic, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafkaBootstrap(), "max.block.ms", 5_000),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  @Test
  void records_surviveAKilledBroker() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      admin.createTopics(List.of(new NewTopic("survivors", 1, (short) 1))).all().get();
    }
    produce("survivors", "before");
    stack.server(Service.KAFKA).kill();
    stack.server(Service.KAFKA).restart();
    produce("survivors", "after");

    TopicPartition partition = new TopicPartition("survivors", 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.kafkaBootstrap()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      StringBuilder values = new StringBuilder();
      await(
          () -> {
            consumer.poll(Duration.ofSeconds(1)).forEach(r -> values.append(r.value()).append(' '));
            require(values.toString().equals("before after "), values.toString());
          });
    }
  }

  @Test
  void misspeltTopic_isNotCreated() {
    assertThatThrownBy(() -> produce("no-such-topic", "x"))
        .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
  }

  @Test
  void rows_surviveAKilledCassandra() {
    try (CqlSession session = connect()) {
      session.execute(
          "CREATE KEYSPACE survivors WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
      session.execute("CREATE TABLE survivors.rows (id int PRIMARY KEY, word text)");
      session.execute("INSERT INTO survivors.rows (id, word) VALUES (1, 'before')");
    }
    stack.server(Service.CASSANDRA).kill();
    stack.server(Service.CASSANDRA).restart();
    try (CqlSession session = connect()) {
      assertThat(session.execute("SELECT word FROM survivors.rows WHERE id = 1").one().getString(0))
          .isEqualTo("before");
    }
  }

  @Test
  void wrongPassword_isRefused() {
    assertThatThrownBy(
            () ->
                CqlSession.builder()
                    .addContactPoint(Ports.address(stack.cassandraPort()))
                    .withLocalDatacenter(stack.cassandraDatacenter())
                    .withAuthCredentials("cassandra", "wrong")
                    .build()
                    .close())
        .isInstanceOf(AllNodesFailedException.class)
        .hasMessageContaining("AuthenticationException");
  }

  @Test
  void frozenCassandra_answersNothingUntilThawed() {
    try (CqlSession session = connect()) {
      SimpleStatement statement =
          SimpleStatement.newInstance("SELECT release_version FROM system.local");
      stack.server(Service.CASSANDRA).freeze();
      try {
        assertThat(stack.server(Service.CASSANDRA).alive()).isTrue();
        assertThatThrownBy(() -> session.execute(statement.setTimeout(Duration.ofSeconds(1))))
            .isInstanceOf(DriverTimeoutException.class);
      } finally {
        stack.server(Service.CASSANDRA).thaw();
      }
      assertThat(session.execute(statement).one().getString(0)).startsWith("5.0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zookeeper", "jobmanager", "taskmanager-0", "taskmanager-1", "sql-gateway"})
  void killedServer_isDownUntilItsRestart(String name) {
    ServerProcess server =
        stack.servers().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    long pid = server.pid().orElseThrow();

    server.kill();
    assertThat(server.alive()).isFalse();
    assertThat(server.pid()).isEmpty();
    assertThat(stack.isReady()).isFalse();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();

    server.restart();
    assertThat(server.pid().orElseThrow()).isNotEqualTo(pid);
    assertThat(stack.isReady()).isTrue();
  }

  @Test
  void slots_areAllRegistered() throws Exception {
    await(
        () -> {
          String overview = get(stack.flinkRestUrl() + "/overview");
          require(
              overview.contains("\"taskmanagers\":2") && overview.contains("\"slots-total\":4"),
              overview);
        });
  }

  @Test
  void gateway_tellsItsVersion() throws Exception {
    assertThat(get(stack.sqlGatewayUrl() + "/info")).contains("Apache Flink", "2.3.0");
  }

  @Test
  void webUi_isServedAndShowsTheLogButTakesNoJar() throws Exception {
    assertThat(get(stack.flinkRestUrl() + "/")).contains("<html", "Apache Flink");
    assertThat(get(stack.flinkRestUrl() + "/jobmanager/log"))
        .contains("StandaloneSessionClusterEntrypoint");
    HttpResponse<String> upload =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(stack.flinkRestUrl() + "/jars/upload"))
                    .POST(HttpRequest.BodyPublishers.ofString("code"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(upload.statusCode()).isEqualTo(404);
  }

  @Test
  void anotherProcess_seesTheSameStack() {
    LocalStack attached = LocalStack.attach(stack.folder());
    assertThat(attached.kafkaBootstrap()).isEqualTo(stack.kafkaBootstrap());
    assertThat(attached.cassandraContactPoint()).isEqualTo(stack.cassandraContactPoint());
    assertThat(attached.flinkRestUrl()).isEqualTo(stack.flinkRestUrl());
    assertThat(attached.servers())
        .extracting(ServerProcess::name)
        .containsExactlyInAnyOrder(
            "kafka",
            "cassandra",
            "zookeeper",
            "jobmanager",
            "taskmanager-0",
            "taskmanager-1",
            "sql-gateway");
    assertThat(attached.servers()).allSatisfy(server -> assertThat(server.log()).isNotEmptyFile());
  }

  @Test
  void job_returnsFromItsCheckpointAfterAKilledTaskManagerAndJobManager() throws Exception {
    String id = submitEndlessJob();
    awaitCheckpoints(id, 1, 0);

    // One of the two runs the job; which, is Flink's choice.
    stack.server(Service.TASKMANAGER, 0).kill();
    stack.server(Service.TASKMANAGER, 1).kill();
    stack.server(Service.TASKMANAGER, 0).restart();
    stack.server(Service.TASKMANAGER, 1).restart();
    awaitCheckpoints(id, 2, 1);

    stack.server(Service.JOBMANAGER).kill();
    stack.server(Service.JOBMANAGER).restart();
    // A new JobManager counts anew.
    awaitCheckpoints(id, 1, 1);

    assertThat(stack.flinkClient(List.of("list")).output()).contains(id, "RUNNING");
    ProgramResult cancel = stack.flinkClient(List.of("cancel", id));
    assertThat(cancel.exitCode()).as(cancel.output()).isZero();
    try (var retained = Files.walk(stack.folder().resolve("flink/checkpoints").resolve(id))) {
      assertThat(retained).anyMatch(path -> path.endsWith("_metadata"));
    }
  }

  private String submitEndlessJob() throws Exception {
    Path script = scratch.resolve("endless.sql");
    Files.writeString(
        script,
        """
        CREATE TEMPORARY TABLE numbers (n BIGINT)
          WITH ('connector' = 'datagen', 'rows-per-second' = '10', 'fields.n.kind' = 'sequence',
                'fields.n.start' = '1', 'fields.n.end' = '1000000');
        CREATE TEMPORARY TABLE nowhere (n BIGINT) WITH ('connector' = 'blackhole');
        INSERT INTO nowhere (n) SELECT n FROM numbers;
        """);
    ProgramResult result = stack.sqlClient(List.of("-f", script.toString()));
    Matcher id = JOB_ID.matcher(result.output());
    assertThat(id.find()).as(result.output()).isTrue();
    return id.group(1);
  }

  private static void awaitCheckpoints(String id, int completed, int restored)
      throws InterruptedException {
    await(
        () -> {
          String answer = get(stack.flinkRestUrl() + "/jobs/" + id + "/checkpoints");
          require(
              count(answer, "completed") >= completed && count(answer, "restored") >= restored,
              answer);
        });
  }

  /** From the counts at the head of the answer. */
  private static int count(String answer, String what) {
    Matcher matcher = Pattern.compile("\"" + what + "\":(\\d+)").matcher(answer);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static void require(boolean reached, String state) throws IOException {
    if (!reached) {
      throw new IOException("not yet: " + state);
    }
  }
}
