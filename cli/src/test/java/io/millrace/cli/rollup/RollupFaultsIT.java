package io.millrace.cli.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cli.CassandraAccess;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.cli.rollup.Purchase.Sent;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rollup with events in any order, while its servers are killed, while it is rescaled and
 * without a cache: afterwards every row of every table must equal the {@link RollupTruth}. That the
 * comparison would see one event too few or too many is shown too.
 *
 * <p>{@code -Dmillrace.fault.kills} says how often the TaskManager is killed: 3 times, 10 with
 * {@code -Dmillrace.fault.long=true}.
 */
@Tag("fault")
class RollupFaultsIT {

  private static final boolean LONG = Boolean.getBoolean("millrace.fault.long");
  private static final int KILLS = Integer.getInteger("millrace.fault.kills", LONG ? 10 : 3);
  private static final int RATE = 1_500;

  /** Partitions that a topic gets unless the configuration says another number. */
  private static final int CORRECTED_IN = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;

  private static LocalStack stack;
  private static CqlSession session;
  private static JobSubmission submission;
  private static FlinkCluster flink;

  /** What a run without faults has written; made by the first test that needs it. */
  private static @Nullable Scenario reference;

  private static Map<String, String> referenceSketches = Map.of();

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
            .flinkOption("metrics.fetcher.update-interval", "1 s")
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
  void cancelJob() {
    cancel();
  }

  private static void cancel() {
    flink.running(JobChoice.ROLLUP.flinkName()).ifPresent(job -> flink.cancel(job.id()));
  }

  private static Scenario reference() {
    Scenario made = reference;
    if (made == null) {
      cancel();
      made = new Scenario("in_order", Purchase.inOrder());
      made.submit(2);
      made.sendAll();
      made.awaitRead();
      cancel();
      reference = made;
    }
    return made;
  }

  /** Sketches are made of the values alone, whatever happened on the way. */
  private static void assertSketchesOfTheReference(RollupRows rows) {
    if (referenceSketches.isEmpty()) {
      referenceSketches = reference().compare(reference().sent).sketches();
    }
    assertThat(referenceSketches).hasSizeGreaterThan(2_000);
    assertThat(rows.sketches().equals(referenceSketches))
        .as("the sketches are the same bytes")
        .isTrue();
  }

  @Test
  void inOrder() {
    Scenario scenario = reference();

    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-in-order",
        rows,
        "",
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(rows.rows()).isGreaterThan(2_000);
          assertThat(rows.estimated()).isGreaterThan(20);
        });
  }

  @Test
  void shuffled() {
    Scenario scenario = new Scenario("shuffled", Purchase.shuffled());
    scenario.submit(2);
    scenario.sendAll();
    scenario.awaitRead();

    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-shuffled",
        rows,
        "",
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertSketchesOfTheReference(rows);
        });
  }

  @Test
  void late() {
    Scenario scenario = new Scenario("late", Purchase.someLate());
    String id = scenario.submit(2);
    scenario.sendAll();
    scenario.awaitRead();
    long late = new RollupTruth(scenario.sent).late();
    assertThat(late).isGreaterThan(500);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> flink.counter(id, "late_matches") >= late);
    long counted = flink.counter(id, "late_matches");

    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-late",
        rows,
        "late_matches=" + counted + " of " + late,
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(counted).isEqualTo(late);
        });
  }

  /**
   * What a reader was told to be complete and has changed since was told too, to the last event,
   * although the TaskManager died in between; and nothing was told of rows that were only open.
   */
  @Test
  void corrections() {
    Scenario scenario = new Scenario("corrected", Purchase.someLate(), "", "corrections: true\n");
    scenario.submit(2);
    scenario.startPart(0, 2).join();
    int half = scenario.sent.size() / 2;
    scenario.awaitRead(half);
    await().atMost(PATIENCE).until(() -> completeUntil(scenario) > Long.MIN_VALUE);
    long completeUntil = completeUntil(scenario);
    ServerProcess taskManager = stack.server(Service.TASKMANAGER);
    taskManager.kill();
    taskManager.restart();
    scenario.startPart(1, 2).join();
    scenario.awaitRead();

    Set<String> must = new TreeSet<>();
    Set<String> may = new TreeSet<>();
    long frontier = Long.MIN_VALUE;
    for (int i = 0; i < scenario.sent.size(); i++) {
      Sent sent = scenario.sent.get(i);
      frontier = Math.max(frontier, sent.frontierMillis());
      for (RollupTruth.CountedIn row : RollupTruth.counted(sent)) {
        if (row.endMillis() <= frontier) {
          may.add(row.place());
        }
        if (i >= half && row.endMillis() <= completeUntil) {
          must.add(row.place());
        }
      }
    }
    ToldRows told =
        ToldRows.read(stack.kafkaBootstrap(), CORRECTED_IN, new RollupTruth(scenario.sent));
    List<String> wrong = told.wrong(must);
    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-corrections",
        rows,
        "told=%d rows=%d of %d to %d, wrong=%d"
            .formatted(told.records(), told.places().size(), must.size(), may.size(), wrong.size()),
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(must).hasSizeGreaterThan(50);
          assertThat(wrong).isEmpty();
          assertThat(may).containsAll(told.places());
        });
  }

  /** The least of all grains; before there is one, the least that is. */
  private static long completeUntil(Scenario scenario) {
    return session
        .execute("SELECT complete_until FROM " + scenario.name + ".dataset_progress")
        .all()
        .stream()
        .map(row -> Objects.requireNonNull(row.getInstant(0)).toEpochMilli())
        .min(Long::compare)
        .orElse(Long.MIN_VALUE);
  }

  /** Ingest leaves no doubles in the topic; one that is there all the same is an event. */
  @Test
  void duplicates_countAsOftenAsTheTopicHoldsThem() {
    List<Purchase> purchases = new ArrayList<>();
    List<Purchase> doubled = new ArrayList<>();
    for (Purchase purchase : Purchase.inOrder()) {
      purchases.add(purchase);
      if (purchase.number() % 3_001 == 17) {
        purchases.add(purchase);
        doubled.add(purchase);
      }
    }
    Scenario scenario = new Scenario("duplicates", purchases);
    scenario.submit(2);
    scenario.sendAll();
    scenario.awaitRead();

    RollupRows rows = scenario.compare(scenario.sent);
    Set<String> seen = scenario.compare(Purchase.stamped(Purchase.inOrder())).places();
    Set<String> places = places(doubled);
    conclude(
        "rollup-duplicates",
        rows,
        "a truth without the doubles differs in " + seen.size() + " rows",
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(doubled).hasSize(8);
          assertThat(seen).isEqualTo(places).hasSizeGreaterThan(8);
        });
  }

  @Test
  void comparison_withAnEventThatWasNotSent_namesItsRowsAndNoOther() {
    List<Sent> sent = new ArrayList<>(reference().sent);
    Purchase unsent =
        sent.stream()
            .map(Sent::purchase)
            .filter(purchase -> RollupTruth.places(purchase).size() == 5)
            .skip(1_000)
            .findFirst()
            .orElseThrow();
    sent.add(new Sent(unsent, 0, 0, unsent.timestampMillis()));

    RollupRows rows = reference().compare(sent);
    String found = "one event too many in the truth: " + rows.mismatches().size() + " columns of ";
    conclude(
        "rollup-negative-control",
        rows,
        found + rows.places(),
        () -> {
          assertThat(rows.places()).isEqualTo(RollupTruth.places(unsent)).hasSize(5);
          assertThat(rows.mismatches())
              .extracting(RollupRows.Mismatch::column)
              .contains("events", "purchases", "revenue");
        });
  }

  @Test
  void taskManagerKilled() {
    Scenario scenario = new Scenario("taskmanager", Purchase.inOrder());
    String id = scenario.submit(2);
    for (int kill = 0; kill < KILLS; kill++) {
      CompletableFuture<Void> sending = scenario.startPart(kill, KILLS + 1);
      awaitCheckpoint(id);
      ServerProcess taskManager = stack.server(Service.TASKMANAGER);
      taskManager.kill();
      taskManager.restart();
      sending.join();
    }
    scenario.startPart(KILLS, KILLS + 1).join();
    scenario.awaitRead();

    int restores = flink.restoredCheckpoints(id);
    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-taskmanager-killed",
        rows,
        "kills=" + KILLS + " restores=" + restores,
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(restores).isGreaterThanOrEqualTo(KILLS);
          assertSketchesOfTheReference(rows);
        });
  }

  /** Without high availability the job is gone with its JobManager. */
  @Test
  void jobManagerKilled() {
    int kills = LONG ? 3 : 1;
    Scenario scenario = new Scenario("jobmanager", Purchase.inOrder());
    String id = scenario.submit(2);
    for (int kill = 0; kill < kills; kill++) {
      CompletableFuture<Void> sending = scenario.startPart(kill, kills + 1);
      awaitCheckpoint(id);
      ServerProcess jobManager = stack.server(Service.JOBMANAGER);
      jobManager.kill();
      jobManager.restart();
      id = scenario.submit(2, submission.newestCheckpoint(JobChoice.ROLLUP));
      sending.join();
    }
    scenario.startPart(kills, kills + 1).join();
    scenario.awaitRead();

    int restores = flink.restoredCheckpoints(id);
    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-jobmanager-killed",
        rows,
        "kills=" + kills,
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(restores).isPositive();
          assertSketchesOfTheReference(rows);
        });
  }

  @Test
  void rescaled() {
    List<Integer> parallelisms = List.of(1, 2, 4, 1);
    Scenario scenario = new Scenario("rescaled", Purchase.shuffled());
    String id = scenario.submit(parallelisms.get(0));
    for (int step = 1; step < parallelisms.size(); step++) {
      CompletableFuture<Void> sending = scenario.startPart(step - 1, parallelisms.size());
      awaitCheckpoint(id);
      String savepoint = flink.stopWithSavepoint(id, PATIENCE);
      id = scenario.submit(parallelisms.get(step), savepoint);
      sending.join();
    }
    scenario.startPart(parallelisms.size() - 1, parallelisms.size()).join();
    scenario.awaitRead();

    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-rescaled",
        rows,
        "parallelism " + parallelisms,
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertSketchesOfTheReference(rows);
        });
  }

  /** Every cell leaves the heap as soon as another is used, and comes back from RocksDB. */
  @Test
  void cacheOff() {
    Scenario scenario = new Scenario("cache_off", Purchase.shuffled(), "cache_mb: 0", "");
    String id = scenario.submit(2);
    scenario.sendAll();
    scenario.awaitRead();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> flink.counter(id, "state_reads") > 0);
    long reads = flink.counter(id, "state_reads");

    RollupRows rows = scenario.compare(scenario.sent);
    conclude(
        "rollup-cache-off",
        rows,
        "state_reads=" + reads,
        () -> {
          assertThat(rows.mismatches()).isEmpty();
          assertThat(reads).isGreaterThan(1_000);
          assertSketchesOfTheReference(rows);
        });
  }

  /** A collection with datasets and a keyspace of its own. */
  private static final class Scenario {

    private final String name;
    private final String topic;
    private final List<Sent> sent;
    private final Path config;

    Scenario(String name, List<Purchase> purchases) {
      this(name, purchases, "", "");
    }

    /**
     * @param setting of the section {@code rollup}
     * @param line of each definition
     */
    Scenario(String name, List<Purchase> purchases, String setting, String line) {
      this.name = name;
      topic = "events." + name;
      sent = Purchase.stamped(purchases);
      config = folder.resolve(name + ".yaml");
      Path datasets = folder.resolve(name);
      try {
        Files.createDirectory(datasets);
        for (Map.Entry<String, String> definition : RollupTruth.DEFINITIONS.entrySet()) {
          Files.writeString(
              datasets.resolve(definition.getKey()), line + definition.getValue().formatted(name));
        }
        Files.writeString(
            config,
            """
            kafka: {bootstrap_servers: '%s'}
            cassandra: {contact_points: ['%s'], keyspace: '%s'}
            datasets: %s
            rollup:
              emit_every: 500 ms
              %s
            """
                .formatted(
                    stack.kafkaBootstrap(), stack.cassandraContactPoint(), name, name, setting));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try (KafkaTopics topics = KafkaTopics.connect(kafkaClient())) {
        topics.ensure(topic, TopicPolicy.ofInbound(Purchase.PARTITIONS, -1));
      }
    }

    String submit(int parallelism) {
      return submission.submit(
          JobChoice.ROLLUP, JobSubmission.Settings.of(config).parallelism(parallelism));
    }

    String submit(int parallelism, String restoreFrom) {
      return submission.submit(
          JobChoice.ROLLUP,
          JobSubmission.Settings.of(config).parallelism(parallelism).restoreFrom(restoreFrom));
    }

    /** With a checkpoint or two in the midst. */
    void sendAll() {
      send(sent, 3 * RATE);
    }

    /** One of so many equal parts, in the background. */
    CompletableFuture<Void> startPart(int part, int parts) {
      List<Sent> some = sent.subList(sent.size() * part / parts, sent.size() * (part + 1) / parts);
      return CompletableFuture.runAsync(() -> send(some, RATE));
    }

    private void send(List<Sent> some, int perSecond) {
      try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), perSecond)) {
        some.forEach(event -> producer.send(event.record(topic)));
        producer.flush();
      }
    }

    /**
     * Returns when a checkpoint has completed behind the last event: then its group has committed
     * the topic's end, and all rows are written.
     */
    void awaitRead() {
      awaitRead(sent.size());
    }

    void awaitRead(long events) {
      try {
        ReadOffsets.awaitRead(kafkaClient(), topic, Purchase.PARTITIONS, events, PATIENCE);
      } catch (ConditionTimeoutException e) {
        System.out.println(name + " was not read to its end; the rows will tell what is missing");
      }
    }

    RollupRows compare(List<Sent> truth) {
      return RollupRows.compare(session, name, new RollupTruth(truth));
    }
  }

  private static Properties kafkaClient() {
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    return client;
  }

  private static Set<String> places(List<Purchase> purchases) {
    Set<String> places = new TreeSet<>();
    purchases.forEach(purchase -> places.addAll(RollupTruth.places(purchase)));
    return places;
  }

  /** Ends a test with its line, whether its assertions hold or not. */
  private static void conclude(String name, RollupRows rows, String what, Runnable assertions) {
    String line =
        String.format(
            "rows=%d estimated=%d mismatches=%d %s",
            rows.rows(), rows.estimated(), rows.mismatches().size(), what);
    try {
      assertions.run();
      System.out.println("fault " + name + " ok: " + line);
    } catch (AssertionError e) {
      System.out.println("fault " + name + " FAILED: " + line);
      rows.mismatches().stream().limit(10).forEach(System.out::println);
      throw e;
    }
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
