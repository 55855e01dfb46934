package io.millrace.flink.connector.cassandra.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whole jobs with checkpoints and without a restart strategy, so that a job which ends has never
 * restarted. Cassandra syncs its commit log before it acknowledges: a killed node then has every
 * row that it acknowledged, and what is missing at the end was lost by the sink.
 */
class CassandraSinkJobIT {

  private static final int ROWS = 100_000;
  private static final int PARALLELISM = 2;
  private static final int MAX_IN_FLIGHT = 64;

  /** Three minutes with {@code -Dmillrace.fault.long=true}. */
  private static final Duration FREEZE =
      Boolean.getBoolean("millrace.fault.long") ? Duration.ofMinutes(3) : Duration.ofSeconds(5);

  /** What is gathered and under way is some MB; a queue without bound would take far more. */
  private static final long HEAP_MARGIN = 64 << 20;

  private static final TableSpec ROW =
      new TableSpec(
          "job_it", "row", List.of("part", "id", "square", "text"), List.of("part", "id"));

  private static final InMemoryReporter METRICS = InMemoryReporter.create();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(PARALLELISM)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  private static LocalStack stack;
  private static TestKeyspace keyspace;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.builder()
            .cassandra()
            .cassandraOption("commitlog_sync", "batch")
            .temporary()
            .shortLived()
            .start();
    keyspace = new TestKeyspace(stack, "job_it");
  }

  @AfterAll
  static void stop() {
    keyspace.close();
    stack.close();
  }

  @BeforeEach
  void createTable() {
    keyspace.cql("DROP TABLE IF EXISTS row");
    keyspace.cql(
        "CREATE TABLE row (part int, id bigint, square decimal, text text, "
            + "PRIMARY KEY (part, id))");
  }

  @Test
  void jobWithCheckpoints_writesEveryRow() throws Exception {
    RunningJob job = submit(Duration.ofSeconds(10));

    job.await();

    assertEveryRowIsWritten();
  }

  @Test
  void frozenCassandra_isWaitedForWithFewRequests_andEveryRowIsWritten() throws Exception {
    RunningJob job = submit(Duration.ofSeconds(3));
    job.untilRowsAreWritten(ROWS / 20);

    ServerProcess cassandra = stack.server(Service.CASSANDRA);
    long heapBefore = heapInUse();
    cassandra.freeze();
    long until = System.nanoTime() + FREEZE.toNanos();
    int mostInFlight =
        job.greatestInFlightUntil(
            () -> System.nanoTime() > until && job.limits().allMatch(limit -> limit == 1));
    long heapAfter = heapInUse();
    long writtenWhileFrozen = job.written();
    cassandra.thaw();
    job.await();

    System.out.printf(
        "fault cassandra-frozen: frozen_seconds=%d most_in_flight=%d heap_mb_before=%d"
            + " heap_mb_after=%d%n",
        FREEZE.toSeconds(), mostInFlight, heapBefore >> 20, heapAfter >> 20);
    assertThat(mostInFlight).isBetween(1, MAX_IN_FLIGHT);
    assertThat(writtenWhileFrozen).isLessThan(ROWS);
    assertThat(heapAfter).isLessThan(heapBefore + HEAP_MARGIN);
    assertEveryRowIsWritten();
  }

  @Test
  void killedCassandra_isWaitedFor_andEveryRowIsWrittenWithoutARestart() throws Exception {
    RunningJob job = submit(Duration.ofSeconds(3));
    job.untilRowsAreWritten(ROWS / 20);

    ServerProcess cassandra = stack.server(Service.CASSANDRA);
    cassandra.kill();
    int mostInFlight = job.greatestInFlightUntil(() -> job.retries() > 100);
    long writtenWhileDead = job.written();
    cassandra.restart();
    job.await();

    assertThat(mostInFlight).isBetween(1, MAX_IN_FLIGHT);
    assertThat(writtenWhileDead).isLessThan(ROWS);
    assertEveryRowIsWritten();
  }

  /** As after 20 deployments on a session cluster. */
  @Test
  void twentyJobs_oneAfterTheOther_leaveNoThreadAndNoSession() throws Exception {
    for (int i = 0; i < 20; i++) {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.setParallelism(PARALLELISM);
      CassandraSink<Long> sink =
          CassandraSink.<Long>builder()
              .setConnection(keyspace.connection().build())
              .setTables(ROW)
              .setRowMapper(CassandraSinkJobIT::row)
              .build();
      env.fromSequence(0, 99).uid("count").sinkTo(sink).uid("write-rows");
      env.execute("job " + i);
    }

    // Threads end a moment after the job.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(threadsOfTheConnector()).as("threads of the driver").isEmpty());
    assertThat(keyspace.cql("SELECT id FROM row")).hasSize(100);
  }

  /** The driver names them after their session. */
  private static List<String> threadsOfTheConnector() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("flink-cassandra-"))
        .toList();
  }

  /** After a collection, so that garbage does not count; this JVM runs the job too. */
  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static RunningJob submit(Duration requestTimeout) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(PARALLELISM);
    env.enableCheckpointing(500);
    CassandraSink<Long> sink =
        CassandraSink.<Long>builder()
            .setConnection(keyspace.connection().setRequestTimeout(requestTimeout).build())
            .setTables(ROW)
            .setMaxInFlight(MAX_IN_FLIGHT)
            .setRowMapper(CassandraSinkJobIT::row)
            .build();
    env.fromSequence(0, ROWS - 1)
        .uid("count")
        .name("count")
        .sinkTo(sink)
        .uid("write-rows")
        .name("write-rows");
    return new RunningJob(env.executeAsync("write-rows"));
  }

  private static RowUpsert row(long id) {
    return RowUpsert.of("row", (int) (id % 100), id, BigDecimal.valueOf(id).pow(2), "row " + id);
  }

  private static void assertEveryRowIsWritten() {
    int[] timesSeen = new int[ROWS];
    for (int part = 0; part < 100; part++) {
      for (Row row : keyspace.cql("SELECT id, square, text FROM row WHERE part = " + part)) {
        long id = row.getLong("id");
        assertThat(id % 100).isEqualTo(part);
        assertThat(row.getBigDecimal("square")).hasToString(Long.toString(id * id));
        assertThat(row.getString("text")).isEqualTo("row " + id);
        timesSeen[(int) id]++;
      }
    }
    assertThat(Arrays.stream(timesSeen).filter(times -> times != 1).count()).isZero();
  }

  /** A job and what its sink's metrics say. */
  private record RunningJob(JobClient client) {

    void await() throws Exception {
      client.getJobExecutionResult().get(5, TimeUnit.MINUTES);
    }

    void untilRowsAreWritten(long rows) {
      until(() -> written() >= rows);
    }

    int greatestInFlightUntil(BooleanSupplier done) {
      int[] greatest = {0};
      until(
          () -> {
            metrics("inFlight")
                .mapToInt(gauge -> (Integer) ((Gauge<?>) gauge).getValue())
                .forEach(inFlight -> greatest[0] = Math.max(greatest[0], inFlight));
            return done.getAsBoolean();
          });
      return greatest[0];
    }

    long written() {
      return metrics("numRecordsSend").mapToLong(counter -> ((Counter) counter).getCount()).sum();
    }

    long retries() {
      return metrics("retries").mapToLong(counter -> ((Counter) counter).getCount()).sum();
    }

    IntStream limits() {
      return metrics("inFlightLimit").mapToInt(gauge -> (Integer) ((Gauge<?>) gauge).getValue());
    }

    private Stream<Metric> metrics(String name) {
      JobID job = client.getJobID();
      return METRICS.findMetrics(job, ".*write-rows.*\\." + name).values().stream();
    }

    /** Looks every 10 ms, as nothing tells when a metric changes. */
    private void until(BooleanSupplier condition) {
      long deadline = System.nanoTime() + FREEZE.toNanos() + TimeUnit.MINUTES.toNanos(2);
      while (!condition.getAsBoolean()) {
        if (client.getJobStatus().join().isGloballyTerminalState()) {
          throw new AssertionError("the job ended: " + client.getJobStatus().join());
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not within two minutes beyond the freeze");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }
}
