package io.millrace.flink.connector.cassandra.sink;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A process of its own with a job in it that counts: row {@code i} says of key {@code i % KEYS}
 * that it was seen so many times and what its numbers sum up to. So a table shows to which row a
 * writer has come, and what it must hold at the end is known.
 *
 * <p>Prints {@code passed N} now and then.
 */
final class CountingJob {

  static final int KEYS = 50;
  static final int ROWS = 40_000;

  static final TableSpec TABLE =
      new TableSpec(
          "faults_it", "counts", List.of("part", "k", "n", "total"), List.of("part", "k"));

  private static final int SAY_EVERY = 500;

  private CountingJob() {}

  /** Contact point, timestamps {@code data} or {@code clock}, rows a second, directory, restore. */
  public static void main(String[] args) throws Exception {
    boolean ofData = args[1].equals("data");
    long rowsPerSecond = Long.parseLong(args[2]);
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, args[3]);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    if (!args[4].isEmpty()) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, args[4]);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.enableCheckpointing(3_000);
    CassandraSink<Long> sink =
        CassandraSink.<Long>builder()
            .setConnection(
                CassandraConnection.builder()
                    .setContactPoints(args[0])
                    .setLocalDatacenter("datacenter1")
                    .build())
            .setTables(TABLE)
            .setRowMapper(ofData ? CountingJob::timedByData : CountingJob::row)
            .build();
    env.fromSequence(0, ROWS - 1)
        .uid("count")
        .map(row -> pass(row, rowsPerSecond))
        .uid("pace")
        .sinkTo(sink)
        .uid("write-counts");
    env.execute("count");
  }

  /** Slow enough for a test to catch it in the middle. */
  private static long pass(long row, long rowsPerSecond) {
    if (rowsPerSecond > 0 && row % 100 == 0) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(100) / rowsPerSecond);
    }
    if (row % SAY_EVERY == 0) {
      System.out.println("passed " + row);
    }
    return row;
  }

  private static RowUpsert row(long row) {
    return RowUpsert.of(
        TABLE.table(), (int) (row % KEYS % 5), (int) (row % KEYS), count(row), total(row));
  }

  /** The count is that of the data: whoever writes it again writes the same. */
  private static RowUpsert timedByData(long row) {
    return row(row).withTimestamp(count(row));
  }

  static long count(long row) {
    return row / KEYS + 1;
  }

  /** The sum of all numbers of a key so far: k, k + KEYS, k + 2 KEYS and so on. */
  static long total(long row) {
    long n = count(row);
    return n * (row % KEYS) + KEYS * n * (n - 1) / 2;
  }
}
