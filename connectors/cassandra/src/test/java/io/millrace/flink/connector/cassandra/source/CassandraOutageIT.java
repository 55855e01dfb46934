package io.millrace.flink.connector.cassandra.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.flink.connector.cassandra.catalog.CassandraCatalog;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scans without a restart strategy while Cassandra is away, so that the reader alone copes. */
class CassandraOutageIT {

  private static final InMemoryReporter METRICS = InMemoryReporter.create();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(2)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  private static LocalStack stack;
  private static TestKeyspace keyspace;
  private static ScanTable table;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.builder()
            .cassandra()
            .cassandraOption("commitlog_sync", "batch")
            .temporary()
            .shortLived()
            .start();
    keyspace = new TestKeyspace(stack, "outage_it");
    table = ScanTable.create(keyspace, 10_000);
  }

  @AfterAll
  static void stop() {
    keyspace.close();
    stack.close();
  }

  @BeforeEach
  void closeGate() {
    Gate.REACHED = new CountDownLatch(1);
    Gate.OPEN = new CountDownLatch(1);
  }

  @Test
  void killedCassandra_isWaitedFor_eachRowOnce() throws Exception {
    DataStream<Long> ids = ids(table.source().setSplits(8).setFetchSize(100));
    try (CloseableIterator<Long> results = ids.collectAsync()) {
      JobClient job = ids.getExecutionEnvironment().executeAsync("outage");
      List<Long> read = new ArrayList<>();

      Gate.REACHED.await();
      ServerProcess cassandra = stack.server(Service.CASSANDRA);
      cassandra.kill();
      Gate.OPEN.countDown();
      until(() -> retries(job.getJobID()) > 3);
      cassandra.restart();
      results.forEachRemaining(read::add);

      table.assertEachIsOnceIn(read.iterator());
    }
  }

  @Test
  void cassandraThatStaysAway_failsTheJob_namingTheTokensAndTheRemedy() throws Exception {
    DataStream<Long> ids =
        ids(table.source().setSplits(8).setFetchSize(100).setMaxRetryTime(Duration.ofSeconds(1)));
    JobClient job;
    try (CloseableIterator<Long> results = ids.collectAsync()) {
      job = ids.getExecutionEnvironment().executeAsync("outage");
      Gate.REACHED.await();
      ServerProcess cassandra = stack.server(Service.CASSANDRA);
      cassandra.kill();
      try {
        Gate.OPEN.countDown();
        assertThatThrownBy(() -> results.forEachRemaining(id -> {}))
            .hasStackTraceContaining("Cassandra did not answer table outage_it.numbered, tokens (")
            .hasStackTraceContaining("see to the cluster, or call setMaxRetryTime with more");
      } finally {
        cassandra.restart();
      }
    }
  }

  /** The driver of the session that was asked then never reads a schema again. */
  @Test
  void catalogThatWasAskedWhileCassandraWasAway_answersWhenItIsBack() throws Exception {
    CassandraCatalog catalog =
        new CassandraCatalog(
            "c", keyspace.connection().build(), "outage_it", getClass().getClassLoader());
    catalog.open();
    try {
      ServerProcess cassandra = stack.server(Service.CASSANDRA);
      cassandra.kill();
      try {
        assertThatThrownBy(() -> catalog.listTables("outage_it"))
            .isInstanceOf(CatalogException.class)
            .hasMessageStartingWith(
                "catalog c: Cassandra does not tell its schema; see to the cluster");
      } finally {
        cassandra.restart();
      }

      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(AllNodesFailedException.class)
          .until(() -> keyspace.cql("CREATE TABLE later (id int PRIMARY KEY)").isEmpty());
      // In a thread of its own: what waits for the driver cannot be interrupted.
      FutureTask<List<String>> tables = new FutureTask<>(() -> catalog.listTables("outage_it"));
      Thread asking = new Thread(tables, "ask-catalog");
      asking.setDaemon(true);
      asking.start();
      assertThat(tables.get(2, TimeUnit.MINUTES)).contains("later");
    } finally {
      catalog.close();
    }
  }

  private static DataStream<Long> ids(CassandraSourceBuilder<Long> source) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    return env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "read-rows")
        .uid("read-rows")
        .map(new Gate())
        .name("gate")
        .uid("gate");
  }

  private static long retries(JobID job) {
    return METRICS.findMetrics(job, ".*read-rows.*\\.retries").values().stream()
        .mapToLong(metric -> ((Counter) metric).getCount())
        .sum();
  }

  /** Looks every 10 ms, as nothing tells when a metric changes. */
  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within two minutes");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Stops each subtask in the middle of its first split. */
  private static final class Gate implements MapFunction<Long, Long> {

    static volatile CountDownLatch REACHED = new CountDownLatch(1);
    static volatile CountDownLatch OPEN = new CountDownLatch(1);

    private long rows;

    @Override
    public Long map(Long id) throws InterruptedException {
      rows++;
      if (rows == 250) {
        REACHED.countDown();
        OPEN.await();
      }
      return id;
    }
  }
}
