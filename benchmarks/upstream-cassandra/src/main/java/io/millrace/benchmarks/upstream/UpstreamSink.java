package io.millrace.benchmarks.upstream;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.QueryOptions;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import io.millrace.benchmarks.load.Progress;
import io.millrace.benchmarks.load.RollupRow;
import io.millrace.benchmarks.load.SingleRow;
import java.time.Duration;
import java.util.Date;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.tuple.Tuple9;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.cassandra.CassandraSink;
import org.apache.flink.streaming.connectors.cassandra.ClusterBuilder;

/** Writes rows with upstream's connector, as tuples, which spare it the mapping of fields. */
public final class UpstreamSink {

  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);

  private UpstreamSink() {}

  public static void main(String[] words) throws Exception {
    EngineArguments arguments = EngineArguments.parse(words);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism());
    env.enableCheckpointing(CHECKPOINT_EVERY.toMillis());
    env.getConfig().enableObjectReuse();
    DataStream<Long> numbers = env.fromSequence(0, arguments.rows() - 1);
    if (arguments.isRollup()) {
      write(
          numbers
              .map(UpstreamSink::rollup)
              .returns(
                  new TypeHint<
                      Tuple9<
                          Integer,
                          Integer,
                          Date,
                          Long,
                          Double,
                          Double,
                          Double,
                          String,
                          Long>>() {}),
          RollupRow.insert(arguments.qualifiedTable()),
          arguments);
    } else {
      write(
          numbers
              .map(UpstreamSink::single)
              .returns(new TypeHint<Tuple4<Long, Long, Double, String>>() {}),
          SingleRow.insert(arguments.qualifiedTable()),
          arguments);
    }
    new Meter(arguments.serverPid())
        .secondHalf(
            arguments.rows(),
            () -> {
              env.execute("upstream");
              return true;
            });
    System.exit(0);
  }

  private static <T> void write(DataStream<T> rows, String insert, EngineArguments arguments)
      throws Exception {
    CassandraSink.addSink(rows)
        .setQuery(insert)
        .setClusterBuilder(new LocalCluster(arguments.host(), arguments.port()))
        .setMaxConcurrentRequests(EngineArguments.IN_FLIGHT)
        .build();
  }

  @SuppressWarnings("JavaUtilDate") // what driver 3 takes for a timestamp
  private static Tuple9<Integer, Integer, Date, Long, Double, Double, Double, String, Long> rollup(
      long number) {
    Progress.count();
    RollupRow row = RollupRow.of(number);
    return Tuple9.of(
        row.bucket(),
        row.shard(),
        new Date(row.minuteMillis()),
        row.events(),
        row.total(),
        row.lowest(),
        row.highest(),
        row.top(),
        row.writtenMicros());
  }

  private static Tuple4<Long, Long, Double, String> single(long number) {
    Progress.count();
    SingleRow row = SingleRow.of(number);
    return Tuple4.of(row.id(), row.at(), row.amount(), row.payload());
  }

  /** Asks for what ours asks for. */
  private static final class LocalCluster extends ClusterBuilder {

    private final String host;
    private final int port;

    LocalCluster(String host, int port) {
      this.host = host;
      this.port = port;
    }

    @Override
    protected Cluster buildCluster(Cluster.Builder builder) {
      return builder
          .addContactPoint(host)
          .withPort(port)
          .withoutJMXReporting()
          .withQueryOptions(new QueryOptions().setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM))
          .build();
    }
  }
}
