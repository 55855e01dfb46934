package io.millrace.benchmarks;

import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Ingest, exactly once, against Flink SQL that copies the same events from JSON to JSON, exactly
 * once, and checks, stamps and deduplicates nothing.
 *
 * <p>Both run on one session cluster, in turns, on events that stand in Kafka before; the first run
 * of each warms the process up and is not counted.
 */
final class IngestBench {

  private static final String INPUT = "in.bench";
  private static final String OURS = "events.bench";
  private static final String THEIRS = "bench_copy";

  /** What the producer of a peer is told; ours has those of the second built in. */
  private static final Map<String, String> KAFKA_DEFAULTS =
      Map.of("compression", "none", "linger", "5", "batch", "16384");

  private static final Map<String, String> LIKE_OURS =
      Map.of("compression", "lz4", "linger", "20", "batch", "131072");

  private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(60);

  private final LocalStack stack;
  private final JobSubmission submission;
  private final FlinkCluster flink;
  private final KafkaLog log;
  private final Path config;
  private final Path copyScript;
  private final IdSum truth;

  private IngestBench(Home home, LocalStack stack, KafkaLog log, IdSum truth) throws IOException {
    this.stack = stack;
    this.log = log;
    this.truth = truth;
    submission = new JobSubmission(home, stack, System.getenv());
    flink = FlinkCluster.of(stack);
    copyScript =
        home.root().resolve(Path.of("benchmarks", "src", "main", "sql", "copy_events.sql"));
    config = stack.folder().resolve("bench.yaml");
    Files.writeString(
        config,
        "kafka:\n  bootstrap_servers: "
            + stack.kafkaBootstrap()
            + "\ningest:\n  collections: [bench]\n");
  }

  static boolean run(Path root, boolean quick) throws Exception {
    long events = quick ? 3_000_000 : 6_000_000;
    int runs = Integer.getInteger("bench.runs", 3);
    Home home = new Home(root, LocalStack.defaultFolder(root), Ports.FREE);
    try (LocalStack stack =
            LocalStack.builder()
                .home(root)
                .temporary()
                .kafka()
                .flink()
                .userJar(home.jobsJar())
                .flinkOption("taskmanager.memory.process.size", "3500 mb")
                .progress(System.out::println)
                .start();
        KafkaLog log = new KafkaLog(stack.kafkaBootstrap())) {
      log.create(INPUT);
      Instant start =
          Instant.now().minus(Duration.ofHours(1).plusSeconds(events / BenchEvents.PER_SECOND));
      System.out.println("writing " + events + " events to " + INPUT);
      IdSum truth = log.fill(INPUT, events, new BenchEvents(start));
      IngestBench bench = new IngestBench(home, stack, log, truth);
      Engine ours = new Engine("millrace", new ArrayList<>());
      Engine plain = new Engine("flink-sql", new ArrayList<>());
      Engine tuned = new Engine("flink-sql-tuned", new ArrayList<>());
      for (int run = 0; run <= runs; run++) {
        bench.run(run, ours, () -> bench.measure(OURS, JobChoice.INGEST, Map.of()));
        bench.run(run, plain, () -> bench.copy(KAFKA_DEFAULTS));
        bench.run(run, tuned, () -> bench.copy(LIKE_OURS));
      }
      List<Engine> engines = List.of(ours, plain, tuned);
      engines.forEach(engine -> System.out.println(engine.line()));
      engines.stream().skip(1).forEach(peer -> System.out.println(ours.ratio(peer)));
      return engines.stream().allMatch(Engine::equal);
    }
  }

  /** Does one run of an engine; the first is not counted. */
  private void run(int number, Engine engine, Callable<Engine.Run> run) throws Exception {
    Engine.Run result = run.call();
    System.out.printf("run=%d %s %s%n", number, engine.name(), result);
    if (number > 0) {
      engine.runs().add(result);
    }
  }

  private Engine.Run copy(Map<String, String> producer) throws InterruptedException {
    Map<String, String> defines = new HashMap<>(producer);
    defines.put("input", INPUT);
    defines.put("output", THEIRS);
    return measure(THEIRS, JobChoice.sql(copyScript), defines);
  }

  private Engine.Run measure(String output, JobChoice job, Map<String, String> defines)
      throws InterruptedException {
    log.delete(Set.of(output, "ledger"));
    if (output.equals(THEIRS)) {
      log.create(output);
    }
    String id = submission.submit(job, JobSubmission.Settings.of(config).defines(defines));
    SteadyState.Span span =
        SteadyState.measure(truth.count(), () -> log.written(output), this::cpuNanos);
    IdSum found = log.read(output, truth.count(), COMMITTED_WITHIN);
    flink.cancel(id);
    return new Engine.Run(span.eventsPerSecond(), span.cpuSecondsPerMillion(), found.sameAs(truth));
  }

  /** Of the whole process that runs the tasks. */
  private long cpuNanos() {
    long pid = stack.server(Service.TASKMANAGER).pid().orElseThrow();
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
