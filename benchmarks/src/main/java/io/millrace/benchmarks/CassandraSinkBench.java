package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Meter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Our sink against upstream's, a loop with the driver alone, and a naive asynchronous function.
 *
 * <p>Each run is a process and a table of its own; the table is read and dropped after it.
 */
final class CassandraSinkBench {

  private static final int VERIFYING_THREADS = 2;
  private static final long WARMING_ROWS = 1_000_000;

  /** The same for all engines; one task beside one server is what two cores can run. */
  private static final int PARALLELISM = Integer.getInteger("bench.parallelism", 1);

  /**
   * Batches of 4 and 13 KB. Cassandra warns of large batches only where they are of several
   * partitions.
   */
  private static final List<String> BATCH_LOOPS =
      List.of(SinkEngine.DRIVER_BATCHES + 32, SinkEngine.DRIVER_BATCHES + 100);

  /** A regular expression: to look at some alone. */
  private static final String ENGINES = System.getProperty("bench.engines", ".*");

  private final BenchCassandra cassandra;
  private final EngineProcess driver4 = EngineProcess.ofThisModule(SinkEngine.class);
  private final EngineProcess upstream;

  private CassandraSinkBench(Path root, BenchCassandra cassandra) throws IOException {
    this.cassandra = cassandra;
    upstream = EngineProcess.upstream(root);
  }

  /** An engine with one kind of rows, and its runs. */
  private record Contender(
      EngineProcess process, String word, BenchTable table, long rows, Engine engine) {

    Contender(EngineProcess process, String word, BenchTable table, long rows) {
      this(process, word, table, rows, new Engine(word + "-" + table.word(), new ArrayList<>()));
    }
  }

  static boolean run(Path root, boolean quick) throws Exception {
    long rollupRows = Long.getLong("bench.rows.rollup", quick ? 500_000 : 4_000_000);
    long singleRows = Long.getLong("bench.rows.single", quick ? 250_000 : 2_000_000);
    int runs = Integer.getInteger("bench.runs", quick ? 1 : 3);
    try (BenchCassandra cassandra = BenchCassandra.start(root)) {
      CassandraSinkBench bench = new CassandraSinkBench(root, cassandra);
      List<Contender> rollup = bench.contenders(BenchTable.ROLLUP, rollupRows, BATCH_LOOPS);
      List<Contender> single = bench.contenders(BenchTable.SINGLE, singleRows, List.of());
      List<Contender> all = new ArrayList<>(rollup);
      all.addAll(single);
      bench.warmServer(all);
      all.removeIf(contender -> !contender.engine.name().matches(ENGINES));
      rollup.retainAll(all);
      single.retainAll(all);
      for (int run = 1; run <= runs; run++) {
        for (Contender contender : all) {
          Engine.Run result = bench.measure(contender);
          System.out.printf("run=%d %s %s%n", run, contender.engine.name(), result);
          contender.engine.runs().add(result);
        }
      }
      all.forEach(contender -> System.out.println(contender.engine.line()));
      printRatios(rollup.subList(0, Math.min(2, rollup.size())));
      printRatios(single.subList(0, Math.min(2, single.size())));
      printRatios(withoutSecond(rollup));
      printRatios(withoutSecond(single));
      return all.stream().allMatch(contender -> contender.engine.equal());
    }
  }

  /** Ours, then upstream, then the others. */
  private List<Contender> contenders(BenchTable table, long rows, List<String> loops) {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender(driver4, SinkEngine.OURS, table, rows));
    contenders.add(new Contender(upstream, "upstream", table, rows));
    List<String> others = new ArrayList<>(List.of(SinkEngine.DRIVER, SinkEngine.ASYNC));
    others.addAll(loops);
    others.forEach(word -> contenders.add(new Contender(driver4, word, table, rows)));
    return contenders;
  }

  /** Every engine has a new process; the server has to be warm for the first of them. */
  private void warmServer(List<Contender> contenders) throws Exception {
    List<String> kinds = List.of(SinkEngine.DRIVER, BATCH_LOOPS.get(0));
    for (Contender contender : contenders) {
      if (kinds.contains(contender.word)) {
        System.out.println("warming the server with " + contender.engine.name());
        measure(
            new Contender(
                contender.process,
                contender.word,
                contender.table,
                Math.min(contender.rows, WARMING_ROWS)));
      }
    }
  }

  private Engine.Run measure(Contender contender)
      throws IOException, InterruptedException, ExecutionException {
    BenchTable table = contender.table;
    String name = cassandra.newTable(table);
    Meter.Measured measured =
        cassandra.measure(
            contender.process, contender.word, table.word(), name, contender.rows, PARALLELISM);
    BenchTable.Contents found =
        new DriverScan(cassandra.session(), table, table.read(), name).run(VERIFYING_THREADS);
    cassandra.drop(name);
    boolean equal = found.equals(table.truth(contender.rows));
    if (!equal) {
      System.out.printf(
          "  %s holds %d rows, and had to hold %d%n", name, found.rows(), contender.rows);
    }
    return Engine.Run.of(measured, equal);
  }

  private static List<Contender> withoutSecond(List<Contender> contenders) {
    List<Contender> rest = new ArrayList<>(contenders);
    if (rest.size() > 1) {
      rest.remove(1);
    }
    return rest;
  }

  private static void printRatios(List<Contender> contenders) {
    if (contenders.isEmpty()) {
      return;
    }
    Engine ours = contenders.get(0).engine;
    contenders.stream().skip(1).forEach(peer -> System.out.println(ours.ratio(peer.engine)));
  }
}
