package io.millrace.benchmarks;

import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.load.Progress;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.CassandraSink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The process of an engine that writes with driver 4: our sink, or one of its peers. */
final class SinkEngine {

  static final String OURS = "millrace";
  static final String ASYNC = "async";
  static final String DRIVER = "driver";

  /** Followed by how many rows a batch takes at most. */
  static final String DRIVER_BATCHES = "driver-batches-";

  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);
  private static final Duration ASYNC_TIMEOUT = Duration.ofMinutes(1);

  private SinkEngine() {}

  public static void main(String[] words) throws Exception {
    EngineArguments arguments = EngineArguments.parse(words);
    new Meter(arguments.serverPid()).secondHalf(arguments.rows(), work(arguments));
    System.exit(0);
  }

  private static Meter.Work work(EngineArguments arguments) {
    String engine = arguments.engine();
    if (engine.startsWith(DRIVER_BATCHES)) {
      int rows = Integer.parseInt(engine.substring(DRIVER_BATCHES.length()));
      return () -> DriverLoop.run(arguments, rows);
    }
    return switch (engine) {
      case OURS -> () -> runOurs(arguments);
      case ASYNC -> () -> runAsync(arguments);
      case DRIVER -> () -> DriverLoop.run(arguments, 1);
      default -> throw new IllegalArgumentException("no engine is called " + engine);
    };
  }

  private static boolean runOurs(EngineArguments arguments) throws Exception {
    BenchTable table = BenchTable.of(arguments);
    String name = arguments.table();
    StreamExecutionEnvironment env = environment(arguments);
    numbers(env, arguments)
        .sinkTo(
            CassandraSink.<Long>builder()
                .setConnection(
                    CassandraConnection.builder()
                        .setContactPoints(arguments.host() + ":" + arguments.port())
                        .setLocalDatacenter("datacenter1")
                        .build())
                .setTables(table.spec(name))
                .setRowMapper(
                    number -> {
                      Progress.count();
                      return table.upsert(name, number);
                    })
                .setMaxInFlight(EngineArguments.IN_FLIGHT)
                .build())
        .uid("write-rows");
    env.execute(arguments.engine());
    return true;
  }

  private static boolean runAsync(EngineArguments arguments) throws Exception {
    StreamExecutionEnvironment env = environment(arguments);
    AsyncDataStream.unorderedWait(
            numbers(env, arguments),
            new NaiveWrite(arguments),
            ASYNC_TIMEOUT.toMillis(),
            TimeUnit.MILLISECONDS,
            EngineArguments.IN_FLIGHT)
        .sinkTo(new DiscardingSink<>());
    env.execute(arguments.engine());
    return true;
  }

  private static StreamExecutionEnvironment environment(EngineArguments arguments) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism());
    env.enableCheckpointing(CHECKPOINT_EVERY.toMillis());
    env.getConfig().enableObjectReuse();
    return env;
  }

  private static DataStream<Long> numbers(
      StreamExecutionEnvironment env, EngineArguments arguments) {
    return env.fromSequence(0, arguments.rows() - 1).uid("count-rows");
  }
}
