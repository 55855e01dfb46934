package io.millrace.benchmarks;

import io.millrace.stack.StackBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark by its name; {@code ./millrace bench} starts it. */
public final class Bench {

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ingest", IngestBench::run),
              Map.entry("cassandra-lookup", CassandraLookupBench::run),
              Map.entry("cassandra-scan", CassandraScanBench::run),
              Map.entry("cassandra-sink", CassandraSinkBench::run),
              Map.entry("patterns", PatternsBench::run),
              Map.entry("patterns-state", PatternStateBench::run),
              Map.entry("poison", PoisonBench::run),
              rollup("rollup", Rollup.NUMBERS),
              rollup("rollup-distinct", Rollup.DISTINCT),
              rollup("rollup-datasets", Rollup.DATASETS),
              rollup("rollup-keys", Rollup.KEYS),
              Map.entry("rollup-latency", RollupLatencyBench::run),
              Map.entry("duplicates", DuplicatesBench::run),
              Map.entry("latency", LatencyBench::run)));

  private Bench() {}

  private static Map.Entry<String, Benchmark> rollup(String name, Rollup rollup) {
    return Map.entry(name, (home, quick) -> RollupBench.run(home, quick, rollup));
  }

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
