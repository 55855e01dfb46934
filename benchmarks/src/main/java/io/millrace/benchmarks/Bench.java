package io.millrace.benchmarks;

import io.millrace.stack.StackBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark by its name; {@code ./millrace bench} starts it. */
public final class Bench {

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "ingest", IngestBench::run,
              "cassandra-lookup", CassandraLookupBench::run,
              "cassandra-scan", CassandraScanBench::run,
              "cassandra-sink", CassandraSinkBench::run,
              "poison", PoisonBench::run,
              "rollup", RollupBench::run,
              "duplicates", DuplicatesBench::run,
              "latency", LatencyBench::run));

  private Bench() {}

  interface Benchmark {

    /** Returns whether every engine's results were right. */
    boolean run(Path home, boolean quick) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Benchmark benchmark = args.length == 0 ? null : BENCHMARKS.get(args[0]);
    boolean quick = args.length == 2 && args[1].equals("--quick");
    if (benchmark == null || args.length > 2 || (args.length == 2 && !quick)) {
      System.err.println("millrace: write bench NAME [--quick] with one of " + BENCHMARKS.keySet());
      System.exit(2);
      return;
    }
    Path home = Path.of(System.getProperty(StackBuilder.HOME_PROPERTY));
    System.exit(benchmark.run(home, quick) ? 0 : 1);
  }
}
