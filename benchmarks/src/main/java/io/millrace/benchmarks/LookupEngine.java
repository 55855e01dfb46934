package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.load.Progress;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.ExecutionConfigOptions;

/** The process of an engine that looks rows up by their key. */
final class LookupEngine {

  static final String OURS = "millrace";
  static final String DRIVER = "driver";

  private LookupEngine() {}

  /** What an engine is told as its workload. */
  static String workload(LookupKeys keys) {
    return keys.hits() + "-of-" + keys.tableRows();
  }

  private static LookupKeys keys(String workload) {
    String[] words = workload.split("-of-", 2);
    return new LookupKeys(Integer.parseInt(words[0]), Long.parseLong(words[1]));
  }

  public static void main(String[] words) throws Exception {
    EngineArguments arguments = EngineArguments.parse(words);
    LookupKeys keys = keys(arguments.workload());
    List<Object> truth = BenchTable.SINGLE.sums(keys.rows(arguments.rows()));
    new Meter(arguments.serverPid())
        .secondHalf(
            arguments.rows(),
            () -> {
              List<Object> sums =
                  arguments.engine().equals(OURS)
                      ? runOurs(arguments, keys)
                      : runDriver(arguments, keys);
              if (!sums.equals(truth)) {
                System.out.println("found " + sums + ", and had to find " + truth);
              }
              return sums.equals(truth);
            });
    System.exit(0);
  }

  private static List<Object> runOurs(EngineArguments arguments, LookupKeys keys) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism());
    // Sums come out once, at the end, instead of after each row.
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    env.getConfig().enableObjectReuse();
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(env, EnvironmentSettings.inBatchMode());
    tables
        .getConfig()
        .set(
            ExecutionConfigOptions.TABLE_EXEC_ASYNC_LOOKUP_BUFFER_CAPACITY,
            EngineArguments.IN_FLIGHT);
    // In order, rows that the cache has would take the places of those that are asked for.
    tables
        .getConfig()
        .set(
            ExecutionConfigOptions.TABLE_EXEC_ASYNC_LOOKUP_OUTPUT_MODE,
            ExecutionConfigOptions.AsyncOutputMode.ALLOW_UNORDERED);
    SqlTables.declare(
        tables,
        "bench_rows",
        BenchTable.SINGLE,
        arguments,
        Map.of(
            "lookup.cache",
            "PARTIAL",
            "lookup.partial-cache.max-rows",
            Integer.toString(LookupKeys.CACHED_ROWS)));
    DataStream<Long> probes =
        env.fromSequence(0, arguments.rows() - 1)
            .map(
                number -> {
                  Progress.count();
                  return keys.key(number);
                })
            .returns(Types.LONG);
    tables.createTemporaryView(
        "probes",
        probes,
        Schema.newBuilder()
            .columnByExpression("id", "f0")
            .columnByExpression("asked_at", "PROCTIME()")
            .build());
    return SqlTables.one(
        tables,
        "SELECT "
            + BenchTable.SINGLE.sqlSums().replace("MOD(id", "MOD(bench_rows.id")
            + " FROM probes JOIN bench_rows FOR SYSTEM_TIME AS OF probes.asked_at"
            + " ON bench_rows.id = probes.id");
  }

  private static List<Object> runDriver(EngineArguments arguments, LookupKeys keys)
      throws Exception {
    try (CqlSession session = DriverSession.open(arguments.host(), arguments.port())) {
      return new DriverLookups(session, arguments.qualifiedTable(), keys)
          .run(arguments.rows(), arguments.parallelism());
    }
  }
}
