package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our lookup join, of which the cache finds none, half or nearly all rows, against a loop with the
 * driver alone and a cache of the same size.
 */
final class CassandraLookupBench {

  private static final int PARALLELISM = Integer.getInteger("bench.parallelism", 1);
  private static final List<Integer> HITS = List.of(0, 50, 95);

  private CassandraLookupBench() {}

  private record Contender(String word, LookupKeys keys, long lookups, Engine engine) {}

  static boolean run(Path root, boolean quick) throws Exception {
    long tableRows = Long.getLong("bench.rows", quick ? 300_000 : 1_000_000);
    long misses = Long.getLong("bench.misses", quick ? 200_000 : 1_000_000);
    int runs = Integer.getInteger("bench.runs", quick ? 1 : 3);
    try (BenchCassandra cassandra = BenchCassandra.start(root)) {
      String table = cassandra.filledTable(BenchTable.SINGLE, tableRows);
      List<Contender> contenders = new ArrayList<>();
      for (int hits : HITS) {
        LookupKeys keys = new LookupKeys(hits, tableRows);
        // All ask Cassandra about as often, so that all run about as long.
        long lookups = misses * 100 / (100 - hits);
        for (String word : List.of(LookupEngine.OURS, LookupEngine.DRIVER)) {
          contenders.add(
              new Contender(word, keys, lookups, new Engine(word + "-" + hits, new ArrayList<>())));
        }
      }
      Contender plainest = contenders.get(1);
      System.out.println("warming the server with " + plainest.engine.name());
      Engine.Run unused = measure(cassandra, table, plainest);
      for (int run = 1; run <= runs; run++) {
        for (Contender contender : contenders) {
          Engine.Run result = measure(cassandra, table, contender);
          System.out.printf("run=%d %s %s%n", run, contender.engine.name(), result);
          contender.engine.runs().add(result);
        }
      }
      contenders.forEach(contender -> System.out.println(contender.engine.line()));
      for (int i = 0; i < contenders.size(); i += 2) {
        System.out.println(contenders.get(i).engine.ratio(contenders.get(i + 1).engine));
      }
      return contenders.stream().allMatch(contender -> contender.engine.equal());
    }
  }

  private static Engine.Run measure(BenchCassandra cassandra, String table, Contender contender)
      throws IOException, InterruptedException {
    return Engine.Run.of(
        cassandra.measure(
            EngineProcess.ofThisModule(LookupEngine.class),
            contender.word,
            LookupEngine.workload(contender.keys),
            table,
            contender.lookups,
            PARALLELISM),
        true);
  }
}
