package io.millrace.benchmarks;

import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Ingest, exactly once, against Flink SQL that copies the same events from JSON to JSON, exactly
 * once, and checks, stamps and deduplicates nothing.
 *
 * <p>All run on one session cluster, in turns, on events that stand in Kafka before; the first run
 * of each warms the process up and is not counted.
 */
final class IngestBench {

  private static final String INPUT = "in.bench";
  private static final String OURS = "events.bench";
  private static final String THEIRS = "bench_copy";

  /** What a peer is told; ours has those of the second built in. */
  private static final Map<String, String> DEFAULTS =
      Map.of("compression", "none", "linger", "5", "batch", "16384", "reuse", "false");

  private static final Map<String, String> LIKE_OURS =
      Map.of("compression", "lz4", "linger", "20", "batch", "131072", "reuse", "true");

  private final BenchCluster cluster;
  private final JobSubmission.Settings settings;
  private final Path copyScript;
  private final IdSum truth = new IdSum();

  private IngestBench(Path root, BenchCluster cluster) throws IOException {
    this.cluster = cluster;
    settings = JobSubmission.Settings.of(cluster.config("bench"));
    copyScript = root.resolve(Path.of("benchmarks", "src", "main", "sql", "copy_events.sql"));
  }

  static boolean run(Path root, boolean quick) throws Exception {
    long events = quick ? 3_000_000 : 8_000_000;
    int runs = Integer.getInteger("bench.runs", quick ? 1 : 3);
    try (BenchCluster cluster = BenchCluster.start(root)) {
      IngestBench bench = new IngestBench(root, cluster);
      bench.fill(events);
      Engine ours = new Engine("millrace", new ArrayList<>());
      Engine plain = new Engine("flink-sql", new ArrayList<>());
      Engine tuned = new Engine("flink-sql-tuned", new ArrayList<>());
      for (int run = 0; run <= runs; run++) {
        run(run, ours, bench::ingest);
        run(run, plain, () -> bench.copy(DEFAULTS));
        run(run, tuned, () -> bench.copy(LIKE_OURS));
      }
      List<Engine> engines = List.of(ours, plain, tuned);
      engines.forEach(engine -> System.out.println(engine.line()));
      engines.stream().skip(1).forEach(peer -> System.out.println(ours.ratio(peer)));
      return engines.stream().allMatch(Engine::equal);
    }
  }

  private void fill(long events) throws InterruptedException {
    cluster.log().create(INPUT);
    System.out.println("writing " + events + " events to " + INPUT);
    BenchEvents source = BenchEvents.endingAnHourAgo(events);
    cluster
        .log()
        .fill(
            events,
            number -> {
              byte[] event = source.next();
              truth.addEvent(event);
              return new ProducerRecord<>(INPUT, KafkaLog.partition(number), null, event);
            });
  }

  /** Does one run of an engine; the first is not counted. */
  private static void run(int number, Engine engine, Callable<Engine.Run> run) throws Exception {
    Engine.Run result = run.call();
    System.out.printf("run=%d %s %s%n", number, engine.name(), result);
    if (number > 0) {
      engine.runs().add(result);
    }
  }

  private Engine.Run ingest() throws InterruptedException {
    cluster.log().delete(Set.of(OURS, "ledger"));
    return cluster.run(JobChoice.INGEST, settings, id -> cluster.measure(OURS, truth));
  }

  private Engine.Run copy(Map<String, String> tuning) throws InterruptedException {
    Map<String, String> defines = new HashMap<>(tuning);
    defines.put("input", INPUT);
    defines.put("output", THEIRS);
    cluster.log().delete(Set.of(THEIRS));
    cluster.log().create(THEIRS);
    return cluster.run(
        JobChoice.sql(copyScript), settings.defines(defines), id -> cluster.measure(THEIRS, truth));
  }
}
