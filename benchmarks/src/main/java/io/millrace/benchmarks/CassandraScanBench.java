package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our scan of a whole table with Flink SQL against threads that read it with the driver alone. */
final class CassandraScanBench {

  private static final int PARALLELISM = Integer.getInteger("bench.parallelism", 2);

  private CassandraScanBench() {}

  private record Contender(String word, BenchTable table, String name, Engine engine) {}

  static boolean run(Path root, boolean quick) throws Exception {
    long rows = Long.getLong("bench.rows", quick ? 600_000 : 3_000_000);
    int runs = Integer.getInteger("bench.runs", quick ? 1 : 3);
    EngineProcess process = EngineProcess.ofThisModule(ScanEngine.class);
    try (BenchCassandra cassandra = BenchCassandra.start(root)) {
      List<Contender> contenders = new ArrayList<>();
      for (BenchTable table : BenchTable.values()) {
        String name = cassandra.filledTable(table, rows);
        for (String word : List.of(ScanEngine.OURS, ScanEngine.DRIVER)) {
          contenders.add(
              new Contender(
                  word, table, name, new Engine(word + "-" + table.word(), new ArrayList<>())));
        }
      }
      for (int run = 1; run <= runs; run++) {
        for (Contender contender : contenders) {
          Engine.Run result =
              Engine.Run.of(
                  cassandra.measure(
                      process,
                      contender.word,
                      contender.table.word(),
                      contender.name,
                      rows,
                      PARALLELISM),
                  true);
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
}
