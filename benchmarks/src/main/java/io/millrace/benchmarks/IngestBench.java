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
import java.util.Map;
import java.util.Set;

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

  /** Of what both engines write. */
  private static final String COMPRESSION = System.getProperty("bench.compression", "lz4");

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
            + "\n  properties: {compression.type: "
            + COMPRESSION
            + "}\ningest:\n  collections: [bench]\n");
  }

  static boolean run(Path root, boolean quick) throws Exception {
    long events = quick ? 1_500_000 : 5_000_000;
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
      Engine theirs = new Engine("flink-sql", new ArrayList<>());
      for (int run = 0; run <= runs; run++) {
        Engine.Run millrace = bench.measure(OURS, JobChoice.INGEST, Map.of());
        Engine.Run sql =
            bench.measure(
                THEIRS,
                JobChoice.sql(bench.copyScript),
                Map.of("input", INPUT, "output", THEIRS, "compression", COMPRESSION));
        System.out.printf("run=%d millrace %s flink-sql %s%n", run, millrace, sql);
        if (run > 0) {
          ours.runs().add(millrace);
          theirs.runs().add(sql);
        }
      }
      System.out.println(ours.line());
      System.out.println(theirs.line());
      System.out.println(ours.ratio(theirs));
      return ours.equal() && theirs.equal();
    }
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
