package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.load.Progress;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.source.CassandraSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** The process of an engine that reads a whole table: to warm up first, then once measured. */
final class ScanEngine {

  static final String OURS = "millrace";
  static final String SQL = "sql";
  static final String DRIVER = "driver";

  private static final int WARM_UPS = 5;

  private static final LongAdder DIGEST = new LongAdder();

  private ScanEngine() {}

  public static void main(String[] words) throws Exception {
    EngineArguments arguments = EngineArguments.parse(words);
    Meter meter = new Meter(arguments.serverPid());
    switch (arguments.engine()) {
      case OURS -> runOurs(arguments, meter);
      case SQL -> runSql(arguments, meter);
      case DRIVER -> runDriver(arguments, meter);
      default -> throw new IllegalArgumentException("no engine is called " + arguments.engine());
    }
    System.exit(0);
  }

  private static void runOurs(EngineArguments arguments, Meter meter) throws Exception {
    BenchTable table = BenchTable.of(arguments);
    BenchTable.Contents truth = table.scanTruth(arguments.rows());
    measure(
        arguments,
        meter,
        () -> {
          DIGEST.reset();
          scan(arguments, table);
          return DIGEST.sum() == truth.digest();
        });
  }

  private static void scan(EngineArguments arguments, BenchTable table) throws Exception {
    CassandraSource<Long> source =
        CassandraSource.<Long>builder()
            .setConnection(
                CassandraConnection.builder()
                    .setContactPoints(arguments.host() + ":" + arguments.port())
                    .setLocalDatacenter("datacenter1")
                    .build())
            .setTable(arguments.keyspace(), arguments.table())
            .setColumns(List.of(table.columns().split(", ")))
            .setRowReader(
                row -> {
                  Progress.count();
                  return table.digest(row);
                },
                Types.LONG)
            .build();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism());
    env.getConfig().enableObjectReuse();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "scan")
        .uid("scan")
        .map(
            digest -> {
              DIGEST.add(digest);
              return digest;
            })
        .returns(Types.LONG)
        .sinkTo(new DiscardingSink<>());
    env.execute(arguments.engine());
  }

  /** Warm, from the half of the rows on: what a larger table costs. */
  private static void measure(EngineArguments arguments, Meter meter, Meter.Work scan)
      throws Exception {
    boolean warm = warmUp(scan);
    Progress.startAgain();
    meter.secondHalf(arguments.rows(), () -> scan.run() && warm);
  }

  private static boolean warmUp(Meter.Work scan) throws Exception {
    boolean equal = true;
    for (int i = 0; i < WARM_UPS; i++) {
      equal &= scan.run();
    }
    return equal;
  }

  private static void runDriver(EngineArguments arguments, Meter meter) throws Exception {
    BenchTable table = BenchTable.of(arguments);
    BenchTable.Contents truth = table.scanTruth(arguments.rows());
    try (CqlSession session = DriverSession.open(arguments.host(), arguments.port())) {
      DriverScan scan = new DriverScan(session, table, table.columns(), arguments.table());
      measure(arguments, meter, () -> scan.run(arguments.parallelism()).equals(truth));
    }
  }

  /** All of it, the planning and the start of the job too: what one query costs. */
  private static void runSql(EngineArguments arguments, Meter meter) throws Exception {
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
    boolean warm = warmUp(scan);
    meter.whole(arguments.rows(), () -> scan.run() && warm);
  }
}
