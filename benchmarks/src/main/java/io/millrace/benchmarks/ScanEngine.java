package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** The process of an engine that reads a whole table: to warm up first, then once measured. */
final class ScanEngine {

  static final String OURS = "millrace";
  static final String DRIVER = "driver";

  private static final int WARM_UPS = 2;

  private ScanEngine() {}

  public static void main(String[] words) throws Exception {
    EngineArguments arguments = EngineArguments.parse(words);
    Meter meter = new Meter(arguments.serverPid());
    if (arguments.engine().equals(OURS)) {
      runOurs(arguments, meter);
    } else {
      runDriver(arguments, meter);
    }
    System.exit(0);
  }

  private static void runOurs(EngineArguments arguments, Meter meter) throws Exception {
    BenchTable table = BenchTable.of(arguments);
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, arguments.parallelism());
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(configuration)
                .build());
    SqlTables.declare(tables, "bench_rows", table, arguments, Map.of());
    List<Object> truth = table.sums(LongStream.range(0, arguments.rows()));
    Meter.Work scan =
        () -> {
          List<Object> sums =
              SqlTables.one(tables, "SELECT " + table.sqlSums() + " FROM bench_rows");
          if (!sums.equals(truth)) {
            System.out.println("found " + sums + ", and had to find " + truth);
          }
          return sums.equals(truth);
        };
    measure(arguments, meter, scan);
  }

  private static void measure(EngineArguments arguments, Meter meter, Meter.Work scan)
      throws Exception {
    boolean equal = true;
    for (int i = 0; i < WARM_UPS; i++) {
      equal &= scan.run();
    }
    boolean warm = equal;
    meter.whole(arguments.rows(), () -> scan.run() && warm);
  }

  private static void runDriver(EngineArguments arguments, Meter meter) throws Exception {
    BenchTable table = BenchTable.of(arguments);
    BenchTable.Contents truth = table.truth(arguments.rows());
    try (CqlSession session = DriverSession.open(arguments.host(), arguments.port())) {
      DriverScan scan = new DriverScan(session, table, arguments.table());
      measure(arguments, meter, () -> scan.run(arguments.parallelism()).equals(truth));
    }
  }
}
