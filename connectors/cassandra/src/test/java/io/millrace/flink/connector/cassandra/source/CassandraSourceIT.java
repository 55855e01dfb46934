package io.millrace.flink.connector.cassandra.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.stack.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole jobs that read a table of a real Cassandra. */
class CassandraSourceIT {

  private static final int ROWS = 100_000;

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static TestKeyspace keyspace;
  private static ScanTable table;

  @BeforeAll
  static void createTable() {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "source_it");
    table = ScanTable.create(keyspace, ROWS);
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @ParameterizedTest(name = "parallelism {0}, {1} splits, {2} rows per page, {3}")
  @CsvSource({
    "1, 200, 37, STREAMING",
    "4, 200, 1000, STREAMING",
    "4, 3, 1000, BATCH",
    "2, 1, 5000, BATCH"
  })
  void table_isRead_eachRowOnce(
      int parallelism, int splits, int fetchSize, RuntimeExecutionMode mode) throws Exception {
    StreamExecutionEnvironment env = environment(parallelism);
    env.setRuntimeMode(mode);

    table.assertEachIsOnceIn(
        read(env, table.source().setSplits(splits).setFetchSize(fetchSize)).executeAndCollect());
  }

  @Test
  void splitsAsTheTableAsksFor_areRead_eachRowOnce() throws Exception {
    table.assertEachIsOnceIn(read(environment(4), table.source()).executeAndCollect());
  }

  @Test
  void limit_isTheNumberOfRows() throws Exception {
    List<Long> ids =
        drain(read(environment(4), table.source().setLimit(2_345).setSplits(50).setFetchSize(100)));

    assertThat(ids).hasSize(2_345).doesNotHaveDuplicates();
  }

  @Test
  void tableWithoutRows_givesNone() throws Exception {
    keyspace.cql("CREATE TABLE nothing (k int PRIMARY KEY)");

    assertThat(drain(read(environment(2), keys("nothing")))).isEmpty();
  }

  @Test
  void tableWithOneRow_givesIt() throws Exception {
    keyspace.cql("CREATE TABLE single (k int PRIMARY KEY)");
    keyspace.cql("INSERT INTO single (k) VALUES (7)");

    assertThat(drain(read(environment(2), keys("single").setSplits(100)))).containsExactly(7);
  }

  @Test
  void failureAfterACheckpoint_isRecovered_eachRowOnce() throws Exception {
    StreamExecutionEnvironment env = environment(2);
    env.enableCheckpointing(50);
    SingleOutputStreamOperator<Long> ids =
        read(env, table.source().setSplits(20).setFetchSize(500))
            .map(new Hurdle(false))
            .name("fail-once")
            .uid("fail-once");

    Hurdle.REACHED = new CountDownLatch(1);
    table.assertEachIsOnceIn(ids.executeAndCollect());
    assertThat(Hurdle.REACHED.getCount()).isZero();
  }

  @Test
  void failureInABatchJob_isRecovered_eachRowOnce() throws Exception {
    StreamExecutionEnvironment env = environment(2);
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    // The exchange blocks, so that what comes behind it starts when the scan is done.
    DataStream<Long> ids =
        read(env, table.source().setSplits(20).setFetchSize(500))
            .map(new FailAtRow(10_000))
            .name("fail-once")
            .uid("fail-once")
            .rebalance()
            .map(id -> id)
            .name("pass")
            .uid("pass");

    table.assertEachIsOnceIn(ids.executeAndCollect());
  }

  @Test
  void lostTaskManager_isRecovered_eachRowOnce(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    StreamExecutionEnvironment env = environment(4);
    env.enableCheckpointing(50);
    SingleOutputStreamOperator<Long> ids =
        read(env, table.source().setSplits(20).setFetchSize(500))
            .map(new Hurdle(true))
            .name("wait")
            .uid("wait");

    Hurdle.REACHED = new CountDownLatch(1);
    try (CloseableIterator<Long> results = ids.executeAndCollect()) {
      Hurdle.REACHED.await();
      cluster.terminateTaskManager(0).get();
      cluster.startTaskManager();
      table.assertEachIsOnceIn(results);
    }
  }

  @Test
  void missingTable_failsTheJob_namingWhatThereIs() {
    assertThatThrownBy(() -> drain(read(environment(1), keys("missing"))))
        .hasStackTraceContaining("keyspace 'source_it' has no table 'missing', only [")
        .hasStackTraceContaining("numbered");
  }

  @Test
  void missingColumn_isToldBeforeTheJobIsSubmitted() {
    assertThatThrownBy(() -> table.source().setColumns("id", "Text").build().check())
        .isInstanceOf(CassandraSetupException.class)
        .hasMessage(
            "table source_it.numbered has no column 'Text', only [part, id, text]; "
                + "add it or correct the name");
  }

  private static CassandraSourceBuilder<Integer> keys(String table) {
    return CassandraSource.<Integer>builder()
        .setConnection(keyspace.connection().build())
        .setTable(keyspace.name(), table)
        .setColumns("k")
        .setRowReader(row -> row.getInt(0), Types.INT);
  }

  private static StreamExecutionEnvironment environment(int parallelism) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 4);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    return env;
  }

  private static <T> DataStream<T> read(
      StreamExecutionEnvironment env, CassandraSourceBuilder<T> source) {
    return env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "read-rows")
        .uid("read-rows");
  }

  private static <T> List<T> drain(DataStream<T> stream) throws Exception {
    List<T> rows = new ArrayList<>();
    try (CloseableIterator<T> results = stream.executeAndCollect()) {
      results.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** Fails the first attempt, or holds it back, once a checkpoint has some of its rows. */
  private static final class Hurdle extends RichMapFunction<Long, Long>
      implements CheckpointListener {

    static CountDownLatch REACHED = new CountDownLatch(1);

    private final boolean waits;
    private boolean firstAttempt;
    private boolean checkpointed;
    private long rows;

    Hurdle(boolean waits) {
      this.waits = waits;
    }

    @Override
    public void open(OpenContext context) {
      firstAttempt = getRuntimeContext().getTaskInfo().getAttemptNumber() == 0;
    }

    @Override
    public Long map(Long id) {
      rows++;
      if (firstAttempt && rows > 1_000) {
        if (checkpointed) {
          REACHED.countDown();
          if (!waits) {
            throw new IllegalStateException("the failure of this test");
          }
        }
        // Slow enough for a checkpoint, or for who waits for the latch, to come before the end.
        LockSupport.parkNanos(checkpointed ? 1_000_000 : 50_000);
      }
      return id;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed = rows > 1_000;
    }
  }

  /** Fails the first attempt. */
  private static final class FailAtRow extends RichMapFunction<Long, Long> {

    private final long failingRow;
    private long rows;

    FailAtRow(long failingRow) {
      this.failingRow = failingRow;
    }

    @Override
    public Long map(Long id) {
      rows++;
      if (rows == failingRow && getRuntimeContext().getTaskInfo().getAttemptNumber() == 0) {
        throw new IllegalStateException("the failure of this test");
      }
      return id;
    }
  }
}
