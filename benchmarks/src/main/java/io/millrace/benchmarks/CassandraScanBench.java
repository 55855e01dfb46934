package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our scan of a whole table, as a stream and with Flink SQL, against threads that read it with the
 * driver alone.
 */
final class CassandraScanBench {

  private static final int PARALLELISM = Integer.getInteger("bench.parallelism", 2);

  /** The first two are measured alike. */
  private static final List<String> ENGINES =
      List.of(ScanEngine.OURS, ScanEngine.DRIVER, ScanEngine.SQL);

  /** Those to run; a regular expression. */
  private static final String CHOSEN = System.getProperty("bench.engines", ".*");

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
        for (String word : ENGINES.stream().filter(word -> word.matches(CHOSEN)).toList()) {
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
      printRatios(contenders);
      return contenders.stream().allMatch(contender -> contender.engine.equal());
    }
  }

  private static void printRatios(List<Contender> contenders) {
    for (Contender ours : contenders) {
      for (Contender peer : contenders) {
        if (ours.word.equals(ScanEngine.OURS)
            && peer.word.equals(ScanEngine.DRIVER)
            && ours.table == peer.table) {
          System.out.println(ours.engine.ratio(peer.engine));
        }
      }
    }
  }
}
