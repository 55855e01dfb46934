package io.millrace.flink.connector.cassandra;

import io.millrace.flink.connector.cassandra.sink.CassandraSink;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.flink.connector.cassandra.source.CassandraSource;
import io.millrace.stack.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Copies one table into another, so that a savepoint of it holds the state of source and sink.
 *
 * <p>{@code main} makes the fixture that {@link SavepointFixtureIT} restores. Each release keeps
 * those of all before it and adds its own: {@code CopyJob DIRECTORY}.
 */
final class CopyJob {

  static final String KEYSPACE = "fixture_it";
  static final int ROWS = 2_000;

  private static final int PASSED_BEFORE = 700;
  private static final TableSpec COPY =
      new TableSpec(KEYSPACE, "copy", List.of("part", "id"), List.of("part", "id"));

  /** Of all jobs in this JVM: what has left the source. */
  private static final ConcurrentLinkedQueue<Long> PASSED = new ConcurrentLinkedQueue<>();

  private CopyJob() {}

  static void createTables(TestKeyspace keyspace) {
    keyspace.cql("CREATE TABLE rows (part int, id bigint, PRIMARY KEY (part, id))");
    keyspace.cql("CREATE TABLE copy (part int, id bigint, PRIMARY KEY (part, id))");
    for (int id = 0; id < ROWS; id++) {
      keyspace.cql("INSERT INTO rows (part, id) VALUES (%d, %d)".formatted(id % 100, id));
    }
  }

  /**
   * @param savepoint to restore, or an empty text
   * @param pauseNanos after each row
   */
  static JobClient submit(TestKeyspace keyspace, String savepoint, long pauseNanos)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    if (!savepoint.isEmpty()) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(1);
    env.enableCheckpointing(60_000);
    CassandraSource<Long> source =
        CassandraSource.<Long>builder()
            .setConnection(keyspace.connection().build())
            .setTable(KEYSPACE, "rows")
            .setColumns("id")
            .setSplits(7)
            .setFetchSize(50)
            .setRowReader(row -> row.getLong("id"), Types.LONG)
            .build();
    CassandraSink<Long> sink =
        CassandraSink.<Long>builder()
            .setConnection(keyspace.connection().build())
            .setTables(COPY)
            .setRowMapper(id -> RowUpsert.of("copy", (int) (id % 100), id))
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "read-rows")
        .uid("read-rows")
        .map(id -> pass(id, pauseNanos))
        .uid("pass")
        .sinkTo(sink)
        .uid("write-rows");
    return env.executeAsync("copy");
  }

  private static long pass(long id, long pauseNanos) {
    LockSupport.parkNanos(pauseNanos);
    PASSED.add(id);
    return id;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    try (LocalStack stack = LocalStack.builder().cassandra().temporary().start();
        TestKeyspace keyspace = new TestKeyspace(stack, KEYSPACE)) {
      createTables(keyspace);
      JobClient job = submit(keyspace, "", TimeUnit.MILLISECONDS.toNanos(5));
      while (PASSED.size() < PASSED_BEFORE) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      Path made = Files.createTempDirectory("savepoint");
      String savepoint =
          job.stopWithSavepoint(false, made.toUri().toString(), SavepointFormatType.CANONICAL)
              .get(1, TimeUnit.MINUTES);
      Files.createDirectories(directory);
      Files.copy(
          Path.of(java.net.URI.create(savepoint)).resolve("_metadata"),
          directory.resolve("_metadata"));
      Files.writeString(
          directory.resolve("passed"),
          PASSED.stream().map(Objects::toString).collect(Collectors.joining("\n")));
      try (Stream<Path> files = Files.list(Path.of(java.net.URI.create(savepoint)))) {
        if (files.count() > 1) {
          throw new IllegalStateException("the savepoint is more than one file: " + savepoint);
        }
      }
    }
  }
}
