package io.millrace.cli.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.cli.CommandFailure;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.TopicReader;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingest while its servers are killed, frozen and stopped, and while it is rescaled: afterwards the
 * ledger must agree with the topics, and both with what was sent. {@code LedgerCheckIT} shows that
 * the check would see a loss or a double.
 *
 * <p>Short unless {@code -Dmillrace.fault.long=true}.
 */
@Tag("fault")
class IngestFaultsIT {

  private static final boolean LONG = Boolean.getBoolean("millrace.fault.long");
  private static final int RATE = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir static Path folder;

  private static LocalStack stack;
  private static Home home;

  private JobSubmission submission;
  private FlinkCluster flink;
  private String collection = "";
  private Path config = Path.of("");

  @BeforeAll
  static void startStack() {
    Path root = Path.of(System.getProperty("millrace.home"));
    home = new Home(root, folder.resolve("stack"), Ports.FREE);
    stack =
        LocalStack.builder()
            .home(root)
            .temporary()
            .shortLived()
            .kafka()
            .flink()
            .highAvailability()
            .slots(4)
            // Else the broker looks every ten seconds for transactions that have timed out.
            .kafkaOption("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
            .flinkOption("execution.checkpointing.interval", "1 s")
            .flinkOption("execution.checkpointing.min-pause", "200 ms")
            .flinkOption("high-availability.zookeeper.client.session-timeout", "4 s")
            .flinkOption("restart-strategy.exponential-delay.max-backoff", "5 s")
            .progress(System.out::println)
            .start();
  }

  @AfterAll
  static void endStack() {
    stack.close();
  }

  @BeforeEach
  void configure(TestInfo test) throws Exception {
    reviveTaskManager();
    submission = new JobSubmission(home, stack, System.getenv(), System.out::println);
    flink = FlinkCluster.of(stack);
    collection = test.getTestMethod().orElseThrow().getName();
    config = configOf("", "15 min", "");
  }

  @AfterEach
  void cancelJob() {
    flink.running(JobChoice.INGEST.flinkName()).ifPresent(job -> flink.cancel(job.id()));
  }

  @Test
  void taskManagerKilled() {
    killRepeatedly("taskmanager-killed", Service.TASKMANAGER, LONG ? 10 : 2, Duration.ZERO);
  }

  @Test
  void jobManagerKilled() {
    killRepeatedly("jobmanager-killed", Service.JOBMANAGER, LONG ? 3 : 1, Duration.ZERO);
  }

  @Test
  void brokerKilled() {
    killRepeatedly("broker-killed", Service.KAFKA, LONG ? 3 : 1, Duration.ofSeconds(LONG ? 30 : 5));
  }

  @Test
  void taskManagerFrozen() {
    IngestLoad load = load(2);
    String id = submit(JobSubmission.Settings.of(config).parallelism(2));
    try (IngestLoad.Sending sending = load.start(RATE)) {
      awaitCheckpoints(id, 2);
      ServerProcess taskManager = stack.server(Service.TASKMANAGER);
      taskManager.freeze();
      // Beyond the heartbeat's time-out.
      await().atMost(PATIENCE).until(() -> !flink.state(id).equals("RUNNING"));
      pause(Duration.ofSeconds(LONG ? 30 : 0));
      taskManager.thaw();
      awaitCheckpoints(id, 2);
    }

    requireLedger("taskmanager-frozen", load);
  }

  @Test
  void stoppedForLongerThanTheTransactionTimeout() throws Exception {
    config = configOf("", "10 s", "");
    IngestLoad load = load(2);
    String id = submit(JobSubmission.Settings.of(config).parallelism(2));
    try (IngestLoad.Sending sending = load.start(RATE)) {
      awaitCheckpoints(id, 3);
      stack.server(Service.TASKMANAGER).kill();
      assertThat(openTransactions()).isNotEmpty();
      awaitNoOpenTransaction();
      stack.server(Service.TASKMANAGER).restart();
      awaitCheckpoints(id, 1);
    }

    requireLedger("stopped-beyond-transaction-timeout", load);
  }

  @Test
  void rescaled() {
    IngestLoad load = load(4);
    try (IngestLoad.Sending sending = load.start(RATE)) {
      String savepoint = "";
      for (int parallelism : new int[] {1, 2, 4, 1}) {
        JobSubmission.Settings settings =
            JobSubmission.Settings.of(config).parallelism(parallelism);
        String id = submit(savepoint.isEmpty() ? settings : settings.restoreFrom(savepoint));
        awaitCheckpoints(id, 2);
        savepoint = flink.stopWithSavepoint(id, PATIENCE);
      }
      String id = submit(JobSubmission.Settings.of(config).parallelism(2).restoreFrom(savepoint));
      awaitCheckpoints(id, 1);
    }

    requireLedger("rescaled", load);
  }

  /** What was written before a restart is there already, and is written again. */
  @Test
  void atLeastOnce_afterAKill_hasTheSameVerdictsAndPerhapsDoubles() throws Exception {
    config = configOf("", "15 min", "  guarantee: at-least-once");
    killRepeatedly("at-least-once", Service.TASKMANAGER, LONG ? 5 : 1, Duration.ZERO);
  }

  /** One input, read in one go by one subtask, and by four that are killed meanwhile. */
  @Test
  void verdicts_atAnotherParallelismAndWithARestart_areTheSame() throws Exception {
    IngestLoad load = load(4);
    load.send(seconds(LONG ? 300 : 60), 0);
    config = configOf("one-", "15 min", "");
    String id = submit(JobSubmission.Settings.of(config).parallelism(1));
    requireLedger("verdicts-at-parallelism-1", load);
    Map<String, String> atOne = verdicts("one-");
    flink.cancel(id);

    config = configOf("four-", "15 min", "");
    submit(JobSubmission.Settings.of(config).parallelism(4));
    stack.server(Service.TASKMANAGER).kill();
    stack.server(Service.TASKMANAGER).restart();
    requireLedger("verdicts-at-parallelism-4", load);

    Map<String, String> atFour = verdicts("four-");
    conclude(
        "same-verdicts",
        "compared=" + atOne.size(),
        () -> {
          assertThat(atOne).hasSizeGreaterThan(20_000);
          assertThat(atFour).isEqualTo(atOne);
        });
  }

  /** Of every event that stands somewhere: where it came from, to its topic and bytes. */
  private Map<String, String> verdicts(String prefix) {
    String whole = collection + "-" + prefix;
    Map<String, String> verdicts = new HashMap<>();
    try (TopicReader reader = new TopicReader(stack.kafkaBootstrap())) {
      reader.follow(
          reader.topics().stream()
              .filter(topic -> topic.startsWith(whole) && !topic.endsWith("ledger"))
              .toList());
      Map<TopicPartition, Long> ends = reader.ends();
      while (!reader.reached(ends)) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          if (Heartbeat.is(record)) {
            continue;
          }
          String value = new String(record.value(), UTF_8);
          String topic = record.topic().substring(whole.length());
          assertThat(verdicts.put(sourceOf(record), topic + " " + value)).isNull();
        }
      }
    }
    return verdicts;
  }

  private static String sourceOf(ConsumerRecord<byte[], byte[]> record) {
    Header source = record.headers().lastHeader("millrace.source");
    return source != null
        ? new String(source.value(), UTF_8)
        : Stream.of("topic", "partition", "offset", "index")
            .map(name -> record.headers().lastHeader("millrace." + name).value())
            .map(value -> new String(value, UTF_8))
            .collect(Collectors.joining("/"));
  }

  @Test
  void partitionsAdded() throws Exception {
    IngestLoad load = load(1);
    String id = submit(JobSubmission.Settings.of(config).parallelism(2));
    load.send(seconds(2), RATE);
    awaitCheckpoints(id, 1);
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    try (Admin admin = Admin.create(client)) {
      admin.createPartitions(Map.of("in." + collection, NewPartitions.increaseTo(3))).all().get();
    }
    IngestLoad wider = load.widened(3);
    wider.send(seconds(5), RATE);

    requireLedger("partitions-added", wider);
  }

  /** The savepoint of a job that goes on does not commit; what it counts as written may be lost. */
  @Test
  void transactionThatTimedOutBehindASavepoint_stopsTheJobAndNamesTheRange() throws Exception {
    config = configOf("", "10 s", "");
    IngestLoad load = load(1);
    String id = submit(JobSubmission.Settings.of(config).parallelism(1));
    load.send(seconds(1), RATE);
    awaitCheckpoints(id, 2);
    String savepoint;
    try (IngestLoad.Sending sending = load.start(RATE)) {
      awaitCheckpoints(id, 1);
      savepoint = flink.savepoint(id, PATIENCE);
      stack.server(Service.TASKMANAGER).kill();
      flink.cancel(id);
      stack.server(Service.TASKMANAGER).restart();
    }
    awaitNoOpenTransaction();

    String stopped = failure(JobSubmission.Settings.of(config).restoreFrom(savepoint));

    conclude(
        "transaction-lost",
        "the job stopped: " + stopped,
        () ->
            assertThat(stopped)
                .contains("Kafka has aborted transaction")
                .contains("in." + collection + "/0 offsets ")
                .contains("topics.prefix"));
  }

  @Test
  void olderSavepoint_isRefusedUnlessTheTopicsAreFresh() throws Exception {
    IngestLoad load = load(1);
    String id = submit(JobSubmission.Settings.of(config).parallelism(1));
    load.send(seconds(1), RATE);
    awaitCheckpoints(id, 2);
    String older = flink.savepoint(id, PATIENCE);
    load.send(seconds(2), RATE);
    awaitCheckpoints(id, 3);
    flink.cancel(id);

    String refused = failure(JobSubmission.Settings.of(config).restoreFrom(older));

    String withoutAny = failure(JobSubmission.Settings.of(config));
    config = configOf("fresh-", "15 min", "");
    submit(JobSubmission.Settings.of(config).parallelism(1).restoreFrom(older));
    conclude(
        "older-savepoint",
        refused,
        () -> {
          assertThat(refused)
              .contains("in." + collection + "/0: reading would begin at offset 400")
              .contains("says that events up to offset 1200 were written")
              .contains("submit ingest --resume");
          assertThat(withoutAny)
              .contains("in." + collection + "/0: reading would begin at offset 0")
              .contains("offsets 0 to 1199 would be written twice");
          await().atMost(PATIENCE).ignoreExceptions().until(() -> check().records() == 800);
          assertThat(check().problems()).isEmpty();
        });
  }

  @Test
  void topicMadeAnew_stopsTheJob() throws Exception {
    IngestLoad load = load(1);
    String id = submit(JobSubmission.Settings.of(config).parallelism(1));
    load.send(seconds(2), RATE);
    awaitCheckpoints(id, 2);
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    try (Admin admin = Admin.create(client)) {
      admin.deleteTopics(Set.of("in." + collection)).all().get();
    }
    load(1);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(flink.state(id)).isEqualTo("FAILED"));
    String stopped = flink.rootCause(id);
    conclude(
        "topic-made-anew",
        stopped,
        () ->
            assertThat(stopped)
                .contains("in." + collection + ": the topic was deleted")
                .contains("partition 0 had been read up to offset 800")
                .contains("set topics.prefix to something new"));
  }

  @Test
  void recordsDeletedBeforeTheyWereRead_stopTheJob() throws Exception {
    IngestLoad load = load(1);
    String id = submit(JobSubmission.Settings.of(config).parallelism(1));
    load.send(seconds(2), RATE);
    awaitCheckpoints(id, 2);
    String savepoint = flink.stopWithSavepoint(id, PATIENCE);
    load.send(seconds(1), RATE);
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    try (Admin admin = Admin.create(client)) {
      TopicPartition partition = new TopicPartition("in." + collection, 0);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(1_000))).all().get();
    }

    String stopped = failure(JobSubmission.Settings.of(config).restoreFrom(savepoint));

    conclude(
        "records-expired",
        stopped,
        () ->
            assertThat(stopped)
                .contains("in." + collection + "/0: offsets 800 to 999 were deleted")
                .contains("ingest.on_missing_records: continue"));
  }

  /** Ends a test with its line, whether its assertions hold or not. */
  private static void conclude(String name, String what, Runnable assertions) {
    try {
      assertions.run();
      System.out.println("fault " + name + " ok: " + what);
    } catch (AssertionError | ConditionTimeoutException e) {
      System.out.println("fault " + name + " FAILED: " + what);
      throw e;
    }
  }

  private void awaitNoOpenTransaction() {
    await().atMost(PATIENCE).until(() -> openTransactions().isEmpty());
  }

  private List<TransactionListing> openTransactions() throws Exception {
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    try (Admin admin = Admin.create(client)) {
      return admin.listTransactions().all().get().stream()
          .filter(transaction -> transaction.transactionalId().startsWith(collection))
          .filter(transaction -> transaction.state() == TransactionState.ONGOING)
          .toList();
    }
  }

  private void killRepeatedly(String name, Service service, int times, Duration downFor) {
    IngestLoad load = load(2);
    String id = submit(JobSubmission.Settings.of(config).parallelism(2));
    try (IngestLoad.Sending sending = load.start(RATE)) {
      for (int kill = 0; kill < times; kill++) {
        awaitCheckpoints(id, 2);
        ServerProcess server = stack.server(service);
        server.kill();
        pause(downFor);
        server.restart();
      }
      awaitCheckpoints(id, 2);
    }

    requireLedger(name, load);
  }

  private IngestLoad load(int partitions) {
    return new IngestLoad(stack.kafkaBootstrap(), collection, partitions);
  }

  private static long seconds(int seconds) {
    return (long) seconds * RATE;
  }

  private String submit(JobSubmission.Settings settings) {
    return submission.submit(JobChoice.INGEST, settings);
  }

  /** Why a job ended that must not run. */
  private String failure(JobSubmission.Settings settings) {
    StringBuilder message = new StringBuilder();
    assertThatThrownBy(
            () -> {
              String id = submit(settings);
              await().atMost(PATIENCE).until(() -> flink.state(id).equals("FAILED"));
              throw new CommandFailure(flink.rootCause(id));
            })
        .isInstanceOf(CommandFailure.class)
        .satisfies(failure -> message.append(failure.getMessage()));
    return message.toString();
  }

  /** As many as are asked for, from now on; without an answer the question is put again. */
  private void awaitCheckpoints(String id, int more) {
    int before = completed(id);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              reviveTaskManager();
              return completed(id) >= before + more;
            });
  }

  /** As the restart policy of docker-compose.yml does: a TaskManager may give itself up. */
  private static void reviveTaskManager() {
    ServerProcess taskManager = stack.server(Service.TASKMANAGER);
    if (!taskManager.alive()) {
      System.out.println("the TaskManager ended by itself:");
      printComplaints(taskManager.log());
      taskManager.restart();
    }
  }

  private static void printComplaints(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> complaints =
          lines.filter(line -> line.contains("ERROR") || line.startsWith("Caused by")).toList();
      complaints.stream().skip(Math.max(0, complaints.size() - 20)).forEach(System.out::println);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int completed(String id) {
    try {
      return flink.completedCheckpoints(id);
    } catch (CommandFailure e) {
      return 0; // the JobManager is away
    }
  }

  private LedgerCheck.Result check() {
    return new LedgerCheck(MillraceConfig.read(config)).run(step -> {});
  }

  /** Waits until all that was sent has its verdict; then everything must agree. */
  private void requireLedger(String name, IngestLoad load) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> check().records() >= load.sent());
    LedgerCheck.Result result = check();
    boolean ok = result.problems().isEmpty() && result.verdict().contains(load.truth());
    System.out.println("fault " + name + (ok ? " ok: " : " FAILED: ") + result.verdict());
    assertThat(result.problems()).isEmpty();
    assertThat(result.verdict()).contains(load.truth());
  }

  private Path configOf(String prefix, String transactionTimeout, String more) throws Exception {
    Path file = folder.resolve(collection + prefix + ".yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap_servers: '%s'}
        topics: {prefix: '%s'}
        ingest:
          collections: ['%s']
          transaction_timeout: %s
          transactional_id_prefix: '%s'
          discover_every: 1 s
          silence_after: 1 s
        %s
        """
            .formatted(
                stack.kafkaBootstrap(),
                collection + "-" + prefix,
                collection,
                transactionTimeout,
                collection + prefix,
                more));
    return file;
  }

  /** Time that must pass because a server is to be away for so long. */
  private static void pause(Duration duration) {
    await().pollDelay(duration).atMost(duration.plusSeconds(5)).until(() -> true);
  }
}
