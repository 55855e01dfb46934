package io.millrace.flink.connector.cassandra.sink;

import static io.millrace.flink.connector.cassandra.sink.RowUpsert.NO_TIMESTAMP;
import static io.millrace.flink.connector.cassandra.sink.RowUpsert.NO_TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.SharedStack;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a row written by the sink looks like in a real Cassandra. */
class CassandraSinkIT {

  private static final TableSpec CELL =
      new TableSpec("sink_it", "cell", List.of("k", "a", "b"), List.of("k"));

  private static TestKeyspace keyspace;

  @BeforeAll
  static void connect() {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "sink_it");
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @BeforeEach
  void createTable() {
    keyspace.cql("DROP TABLE IF EXISTS cell");
    keyspace.cql("CREATE TABLE cell (k text PRIMARY KEY, a bigint, b bigint)");
  }

  @Test
  void everyType_isReadBackAsItWasWritten() throws Exception {
    keyspace.cql(
        "CREATE TABLE every_type (t text, d date, i int, at timestamp, l bigint, n decimal, "
            + "x double, f boolean, u blob, s set<text>, m map<text, bigint>, o frozen<list<int>>, "
            + "PRIMARY KEY ((t, d), i, at))");
    List<String> columns = List.of("t", "d", "i", "at", "l", "n", "x", "f", "u", "s", "m", "o");
    TableSpec table = new TableSpec("sink_it", "every_type", columns, List.of("t", "d", "i", "at"));
    Object[] values = {
      "naïve \uD83D\uDC1F ' \" ; --",
      LocalDate.of(2026, 11, 21),
      Integer.MIN_VALUE,
      Instant.parse("2026-11-21T23:59:59.999Z"),
      Long.MAX_VALUE,
      new BigDecimal("-12345678901234567890.123456789012345678900"),
      Double.MIN_VALUE,
      true,
      ByteBuffer.wrap(new byte[] {0, -1, 127}),
      Set.of("one", "two"),
      Map.of("clicks", 3L),
      List.of(3, 1, 2)
    };

    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(table))) {
      sink.write(RowUpsert.of("every_type", values));
      sink.flush();
    }

    Row row = keyspace.one("SELECT * FROM every_type");
    for (int i = 0; i < values.length; i++) {
      assertThat(row.getObject(columns.get(i))).as(columns.get(i)).isEqualTo(values[i]);
    }
  }

  @Test
  void nullValue_leavesTheColumnAndWritesNoTombstone() throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.write(
          RowUpsert.of("cell", "kept", 1L, 2L).withTimestamp(100),
          RowUpsert.of("cell", "kept", 3L, null).withTimestamp(200),
          RowUpsert.of("cell", "new", 1L, null).withTimestamp(200));
      sink.flush();
      assertThat(keyspace.one("SELECT b, writetime(b) AS w FROM cell WHERE k = 'new'").isNull("w"))
          .isTrue();

      // Below a tombstone of time 200 this value would stay hidden.
      sink.write(RowUpsert.of("cell", "new", null, 5L).withTimestamp(50));
      sink.flush();
    }

    assertThat(cell("kept")).containsExactly(3L, 2L);
    assertThat(cell("new")).containsExactly(1L, 5L);
  }

  @Test
  void olderTimestamp_losesWhateverTheOrder() throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.write(RowUpsert.of("cell", "k", 20L, 20L).withTimestamp(20));
      sink.flush();
      sink.write(RowUpsert.of("cell", "k", 10L, 10L).withTimestamp(10));
      sink.flush();
    }

    assertThat(cell("k")).containsExactly(20L, 20L);
    assertThat(keyspace.one("SELECT writetime(a) AS w FROM cell").getLong("w")).isEqualTo(20);
  }

  @Test
  void withoutTimestamp_theLaterRowWins_atTheTimeItWasAccepted() throws Exception {
    long before = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      for (long i = 0; i < 5_000; i++) {
        sink.write(RowUpsert.of("cell", "k", i, -i));
      }
      sink.flush();
    }
    long after = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

    assertThat(cell("k")).containsExactly(4_999L, -4_999L);
    assertThat(keyspace.one("SELECT writetime(a) AS w FROM cell").getLong("w"))
        .isBetween(before, after);
  }

  @Test
  void ttl_isThatOfTheRow_orForEver_orTheTables() throws Exception {
    keyspace.cql("ALTER TABLE cell WITH default_time_to_live = 5000");
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.write(
          new RowUpsert("cell", new Object[] {"own", 1L, 1L}, NO_TIMESTAMP, 1_000),
          new RowUpsert("cell", new Object[] {"ever", 1L, 1L}, NO_TIMESTAMP, 0),
          new RowUpsert("cell", new Object[] {"default", 1L, 1L}, NO_TIMESTAMP, NO_TTL));
      sink.flush();
    }

    assertThat(ttl("own")).isBetween(900, 1_000);
    assertThat(ttl("ever")).isNull();
    assertThat(ttl("default")).isBetween(4_900, 5_000);
  }

  @Test
  void quotedNames_areTakenAsTheyAre() throws Exception {
    keyspace.cql("CREATE TABLE \"Order\" (\"select\" text PRIMARY KEY, \"a \"\"b\" int)");
    TableSpec table =
        new TableSpec("sink_it", "Order", List.of("select", "a \"b"), List.of("select"));
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(table))) {
      sink.write(RowUpsert.of("Order", "x", 7));
      sink.flush();
    }

    assertThat(keyspace.one("SELECT * FROM \"Order\"").getInt("\"a \"\"b\"")).isEqualTo(7);
  }

  @Test
  void rowsThatCannotBeWritten_areHandedOverWithKeyAndReason_andTheOthersWritten()
      throws Exception {
    String longKey = "x".repeat(70_000);
    try (SinkHarness<RowWrite> sink = SinkHarness.openKeepingRejects(sinkTo(CELL))) {
      sink.write(
          RowUpsert.of("cell", "before", 1L, 1L),
          RowUpsert.of("other", "k", 1L, 1L),
          RowUpsert.of("cell", null, 1L, 1L),
          RowUpsert.of("cell", "text", "1", 1L),
          RowUpsert.of("cell", "short", 1L),
          RowUpsert.of("cell", "old", 1L, 1L).withTtl(RowUpsert.MAX_TTL_SECONDS + 1),
          RowUpsert.of("cell", "negative", 1L, 1L).withTtl(-2),
          RowUpsert.of("cell", longKey, 1L, 1L),
          RowUpsert.of("cell", "after", 1L, 1L));
      sink.flush();

      assertThat(sink.rejected())
          .extracting(RejectedRow::table, RejectedRow::key, RejectedRow::reason)
          .satisfiesExactly(
              row ->
                  assertThat(row.toList())
                      .containsExactly("other", "", "the table is not declared, only [cell] are"),
              row ->
                  assertThat(row.toList())
                      .containsExactly("cell", "k=null", "key column 'k' is null"),
              row ->
                  assertThat(row.toList())
                      .startsWith("cell", "k='text'")
                      .last()
                      .asString()
                      .contains("column 'a' of type bigint cannot hold a java.lang.String"),
              row ->
                  assertThat(row.toList())
                      .containsExactly(
                          "cell", "k='short'", "it has 2 values for the 3 columns [k, a, b]"),
              row ->
                  assertThat(row.toList())
                      .containsExactly(
                          "cell", "k='old'", "TTL 630720001 s is not in 0 to 630720000"),
              row ->
                  assertThat(row.toList())
                      .containsExactly("cell", "k='negative'", "TTL -2 s is not in 0 to 630720000"),
              row ->
                  assertThat(row.toList())
                      .startsWith("cell", "k='" + "x".repeat(80) + "…'")
                      .last()
                      .asString()
                      .contains("70000"));
      assertThat(((RowUpsert) sink.rejected().get(6).input()).values()[0]).isEqualTo(longKey);
      assertThat(sink.rejected().get(6).cause()).isNotNull();
    }
    assertThat(keyspace.cql("SELECT k FROM cell"))
        .extracting(row -> row.getString("k"))
        .containsExactlyInAnyOrder("before", "after");
  }

  @Test
  void rowAboveTheServersGreatestMutation_isRejected() throws Exception {
    keyspace.cql("CREATE TABLE big (k text PRIMARY KEY, v blob)");
    TableSpec table = new TableSpec("sink_it", "big", List.of("k", "v"), List.of("k"));
    try (SinkHarness<RowWrite> sink = SinkHarness.openKeepingRejects(sinkTo(table))) {
      sink.write(
          RowUpsert.of("big", "above", ByteBuffer.allocate(17 << 20)),
          RowUpsert.of("big", "below", ByteBuffer.allocate(1 << 20)));
      sink.flush();

      assertThat(sink.rejected()).extracting(RejectedRow::key).containsExactly("k='above'");
    }
    assertThat(keyspace.one("SELECT k FROM big").getString("k")).isEqualTo("below");
  }

  @Test
  void rejectedRow_withoutHandler_failsNamingTableKeyAndCause() throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      assertThatThrownBy(() -> sink.write(RowUpsert.of("cell", "k1", "1", 1L)))
          .hasMessageContaining("a row of table cell can never be written, key (k='k1')")
          .hasMessageContaining("column 'a' of type bigint cannot hold a java.lang.String")
          .hasMessageContaining("set a RejectedRowHandler");
    }
  }

  @Test
  void tableDroppedWhileWriting_failsTheJob_notTheRow() throws Exception {
    keyspace.cql("CREATE TABLE gone (k text PRIMARY KEY, v bigint)");
    TableSpec table = new TableSpec("sink_it", "gone", List.of("k", "v"), List.of("k"));
    try (SinkHarness<RowWrite> sink = SinkHarness.openKeepingRejects(sinkTo(table))) {
      sink.write(RowUpsert.of("gone", "k1", 1L));
      sink.flush();
      keyspace.cql("DROP TABLE gone");

      sink.write(RowUpsert.of("gone", "k2", 1L));
      assertThatThrownBy(sink::flush).rootCause().hasMessageContaining("gone");
      assertThat(sink.rejected()).isEmpty();
    }
  }

  @Test
  void writersOfEqualSettings_shareASession_thatTheLastCloses() throws Exception {
    int before = clients();
    try (SinkHarness<RowWrite> first = SinkHarness.open(sinkTo(CELL))) {
      int one = clients();
      assertThat(one).isGreaterThan(before);
      try (SinkHarness<RowWrite> second = SinkHarness.open(sinkTo(CELL))) {
        assertThat(clients()).isEqualTo(one);
        second.write(RowUpsert.of("cell", "k", 1L, 1L));
        second.flush();
      }
      first.write(RowUpsert.of("cell", "k", 2L, 2L));
      first.flush();
    }
    assertThat(cell("k")).containsExactly(2L, 2L);
  }

  @Test
  void deletedRow_isGone_unlessItWasWrittenLater() throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.write(
          RowUpsert.of("cell", "gone", 1L, 1L),
          RowDelete.of("cell", "gone"),
          RowUpsert.of("cell", "back", 1L, 1L),
          RowDelete.of("cell", "back"),
          RowUpsert.of("cell", "back", 2L, null),
          RowUpsert.of("cell", "newer", 1L, 1L).withTimestamp(200),
          RowDelete.of("cell", "newer").withTimestamp(100),
          RowUpsert.of("cell", "tie", 1L, 1L).withTimestamp(300),
          RowDelete.of("cell", "tie").withTimestamp(300));
      sink.flush();
    }

    assertThat(keyspace.cql("SELECT k, a, b FROM cell"))
        .extracting(row -> row.getString("k") + row.getLong("a") + row.get("b", Long.class))
        .containsExactlyInAnyOrder("back2null", "newer11");
  }

  @Test
  void twoWriters_keepEachOthersColumns_andTheGreaterTimestamp() throws Exception {
    try (SinkHarness<RowWrite> one = SinkHarness.open(sinkTo(CELL));
        SinkHarness<RowWrite> other = SinkHarness.open(sinkTo(CELL))) {
      one.write(RowUpsert.of("cell", "k", 1L, null).withTimestamp(200));
      one.flush();
      other.write(RowUpsert.of("cell", "k", null, 2L).withTimestamp(100));
      other.write(RowUpsert.of("cell", "k", 3L, null).withTimestamp(150));
      other.flush();
    }

    assertThat(cell("k")).containsExactly(1L, 2L);
  }

  @Test
  void erasedColumn_losesItsValue() throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.write(RowUpsert.of("cell", "k", 1L, 2L), RowUpsert.of("cell", "k", RowUpsert.ERASE, 3L));
      sink.flush();
    }

    Row row = keyspace.one("SELECT a, b FROM cell");
    assertThat(row.isNull("a")).isTrue();
    assertThat(row.getLong("b")).isEqualTo(3);
  }

  /** A batch of one partition is one write to Cassandra, so it is counted as one there. */
  @Test
  void rowsOfOnePartition_goAsFewRequests_andAllArrive() throws Exception {
    keyspace.cql("CREATE TABLE wide (p int, c int, v text, PRIMARY KEY (p, c))");
    TableSpec wide = new TableSpec("sink_it", "wide", List.of("p", "c", "v"), List.of("p", "c"));
    long before = localWrites("wide");
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(wide))) {
      for (int i = 0; i < 10_000; i++) {
        sink.write(RowUpsert.of("wide", i % 20, i, "value " + i));
      }
      sink.flush();
    }

    assertThat(localWrites("wide") - before).isBetween(20L, 300L);
    for (int p = 0; p < 20; p++) {
      assertThat(keyspace.cql("SELECT c, v FROM wide WHERE p = " + p))
          .hasSize(500)
          .allSatisfy(row -> assertThat(row.getString("v")).isEqualTo("value " + row.getInt("c")));
    }
  }

  /** On one node all partitions have the same replicas. */
  @Test
  void rowsOfManyPartitions_shareRequests_unlessTheyShouldNot() throws Exception {
    assertThat(requestsFor(4_000, sinkTo(CELL))).isBetween(500L, 700L);
    assertThat(requestsFor(400, sinkTo(CELL).setMaxPartitionsPerRequest(1))).isBetween(400L, 500L);
    assertThat(keyspace.cql("SELECT k FROM cell")).hasSize(4_000);
  }

  /** As Cassandra counts them, of all clients; the session that asks is one of them. */
  private static long requestsFor(int rows, CassandraSinkBuilder<RowWrite> builder)
      throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(builder)) {
      long before = requests();
      for (int i = 0; i < rows; i++) {
        sink.write(RowUpsert.of("cell", "key " + i, (long) i, 1L));
      }
      sink.flush();
      return requests() - before;
    }
  }

  private static long requests() {
    return keyspace.cql("SELECT request_count FROM system_views.clients").stream()
        .mapToLong(row -> row.getLong("request_count"))
        .sum();
  }

  @Test
  void withoutBatches_eachRowIsARequest() throws Exception {
    keyspace.cql("CREATE TABLE alone (p int, c int, v text, PRIMARY KEY (p, c))");
    TableSpec alone = new TableSpec("sink_it", "alone", List.of("p", "c", "v"), List.of("p", "c"));
    long before = localWrites("alone");
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(alone).setMaxBatchBytes(0))) {
      for (int i = 0; i < 300; i++) {
        sink.write(RowUpsert.of("alone", 1, i, "v"));
      }
      sink.flush();
    }

    assertThat(localWrites("alone") - before).isEqualTo(300);
  }

  /** The server refuses the whole batch and does not say which row is to blame. */
  @Test
  void rejectedRowInABatch_takesNoOtherWithIt() throws Exception {
    keyspace.cql("CREATE TABLE mixed (p int, c text, v int, PRIMARY KEY (p, c))");
    TableSpec mixed = new TableSpec("sink_it", "mixed", List.of("p", "c", "v"), List.of("p", "c"));
    try (SinkHarness<RowWrite> sink =
        SinkHarness.openKeepingRejects(sinkTo(mixed).setMaxBatchBytes(1 << 20))) {
      for (int i = 0; i < 50; i++) {
        sink.write(RowUpsert.of("mixed", 1, "c" + i, i));
      }
      sink.write(RowUpsert.of("mixed", 1, "x".repeat(70_000), 1));
      for (int i = 50; i < 100; i++) {
        sink.write(RowUpsert.of("mixed", 1, "c" + i, i));
      }
      sink.flush();

      assertThat(sink.rejected()).hasSize(1);
      assertThat(sink.rejected().get(0).key()).startsWith("p=1, c='xxx");
    }
    assertThat(keyspace.cql("SELECT v FROM mixed WHERE p = 1")).hasSize(100);
  }

  @Test
  void gatheredRows_waitATenthOfASecondAtMost() throws Exception {
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.advanceTime(1_000);
      sink.write(RowUpsert.of("cell", "soon", 1L, 1L));
      sink.advanceTime(1_100);

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !keyspace.cql("SELECT k FROM cell").isEmpty());
    }
  }

  /** As after a restart on a machine whose clock is behind. */
  @Test
  void restoredClock_isNeverBehindWhatWasWrittenBefore() throws Exception {
    OperatorSubtaskState state;
    try (SinkHarness<RowWrite> sink = SinkHarness.open(sinkTo(CELL))) {
      sink.write(RowUpsert.of("cell", "k", 1L, 1L));
      state = sink.snapshot();
    }
    long written = keyspace.one("SELECT writetime(a) AS w FROM cell").getLong("w");
    try (SinkHarness<RowWrite> sink = SinkHarness.restore(sinkTo(CELL), state)) {
      sink.write(RowUpsert.of("cell", "k", 2L, 2L));
      sink.flush();
    }
    assertThat(keyspace.one("SELECT writetime(a) AS w FROM cell").getLong("w"))
        .isGreaterThan(written);

    long anHourAhead = written + 3_600_000_000L;
    try (SinkHarness<RowWrite> sink = SinkHarness.restoreAfter(sinkTo(CELL), anHourAhead)) {
      sink.write(RowUpsert.of("cell", "k", 3L, 3L));
      sink.flush();
    }
    assertThat(keyspace.one("SELECT writetime(a) AS w FROM cell").getLong("w"))
        .isEqualTo(anHourAhead + 1);
  }

  @Test
  void statementOfOnesOwn_updatesPartsOfARow_withRisingTimestamps() throws Exception {
    keyspace.cql("INSERT INTO cell (k, a, b) VALUES ('k', 1, 1) USING TIMESTAMP 1");
    CassandraSinkBuilder<Long> builder =
        CassandraSink.<Long>builder()
            .setConnection(keyspace.connection().build())
            .setStatement(
                "UPDATE sink_it.cell SET a = ? WHERE k = ?", value -> new Object[] {value, "k"});
    long before = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    try (SinkHarness<Long> sink = SinkHarness.ofRecords(builder)) {
      for (long i = 1; i <= 1_000; i++) {
        sink.write(i);
      }
      sink.flush();
    }

    assertThat(cell("k")).containsExactly(1_000L, 1L);
    assertThat(keyspace.one("SELECT writetime(a) AS w FROM cell").getLong("w"))
        .isGreaterThan(before);
  }

  @Test
  void statementThatDoesNotParse_isNamedByTheCheck() {
    CassandraSinkBuilder<Long> builder =
        CassandraSink.<Long>builder()
            .setConnection(keyspace.connection().build())
            .setStatement("UPDATE sink_it.cell SET z = ?", value -> new Object[] {value});

    assertThatThrownBy(() -> builder.build().check())
        .hasMessageContaining("Cassandra does not prepare \"UPDATE sink_it.cell SET z = ?\"");
  }

  /** A visitor's account, as Java has it. */
  public record Account(String k, long pageViews, Long secondsSpent) {}

  /** The same as a bean. */
  public static final class AccountBean {

    /** A public field. */
    public String k;

    private long views;

    public long getPageViews() {
      return views;
    }
  }

  @Test
  void recordsBeansAndFlinkRows_areMappedByTheNamesOfTheirProperties() throws Exception {
    keyspace.cql(
        "CREATE TABLE account (k text PRIMARY KEY, page_views bigint, seconds_spent bigint)");
    TableSpec all =
        new TableSpec(
            "sink_it", "account", List.of("k", "page_views", "seconds_spent"), List.of("k"));
    TableSpec some = new TableSpec("sink_it", "account", List.of("k", "page_views"), List.of("k"));
    try (SinkHarness<Account> sink =
        SinkHarness.ofRecords(
            CassandraSink.<Account>builder()
                .setConnection(keyspace.connection().build())
                .setTables(all)
                .setRowMapper(
                    RowMappers.ofProperties(Account.class, all)
                        .withTimestamp(Account::pageViews)
                        .withTtl(account -> 1_000)))) {
      sink.write(new Account("record", 7, null));
      sink.flush();
    }
    AccountBean bean = new AccountBean();
    bean.k = "bean";
    bean.views = 8;
    try (SinkHarness<AccountBean> sink =
        SinkHarness.ofRecords(
            CassandraSink.<AccountBean>builder()
                .setConnection(keyspace.connection().build())
                .setTables(some)
                .setRowMapper(RowMappers.ofProperties(AccountBean.class, some)))) {
      sink.write(bean);
      sink.flush();
    }
    org.apache.flink.types.Row named = org.apache.flink.types.Row.withNames();
    named.setField("k", "named");
    named.setField("seconds_spent", 9L);
    try (SinkHarness<org.apache.flink.types.Row> sink =
        SinkHarness.ofRecords(
            CassandraSink.<org.apache.flink.types.Row>builder()
                .setConnection(keyspace.connection().build())
                .setTables(all)
                .setRowMapper(RowMappers.ofRow(all)))) {
      sink.write(
          named,
          org.apache.flink.types.Row.of("positions", 10L, 11L),
          org.apache.flink.types.Row.of("deleted", 1L, 1L),
          org.apache.flink.types.Row.ofKind(RowKind.DELETE, "deleted", null, null));
      sink.flush();
    }

    assertThat(keyspace.cql("SELECT k, page_views, seconds_spent FROM account"))
        .extracting(
            row ->
                row.getString("k")
                    + " "
                    + row.get("page_views", Long.class)
                    + " "
                    + row.get("seconds_spent", Long.class))
        .containsExactlyInAnyOrder(
            "record 7 null", "bean 8 null", "named null 9", "positions 10 11");
    Row timed =
        keyspace.one(
            "SELECT writetime(page_views) AS w, ttl(page_views) AS t FROM account WHERE k = 'record'");
    assertThat(timed.getLong("w")).isEqualTo(7);
    assertThat(timed.getInt("t")).isBetween(900, 1_000);
    assertThatThrownBy(
            () ->
                RowMappers.ofProperties(
                    AccountBean.class,
                    new TableSpec("sink_it", "account", List.of("k", "nick_name"), List.of("k"))))
        .hasMessageContaining("has no property for the columns [nick_name], only [k, pageViews]");
  }

  /** How many writes the server itself has counted for a table, of whatever size. */
  private static long localWrites(String table) {
    return keyspace
        .one(
            "SELECT count FROM system_views.local_write_latency"
                + " WHERE keyspace_name = 'sink_it' AND table_name = '%s'".formatted(table))
        .getLong("count");
  }

  private CassandraSinkBuilder<RowWrite> sinkTo(TableSpec... tables) {
    return CassandraSink.<RowWrite>builder()
        .setConnection(keyspace.connection().build())
        .setTables(tables);
  }

  private static List<Long> cell(String key) {
    Row row = keyspace.one("SELECT a, b FROM cell WHERE k = '%s'".formatted(key));
    return List.of(row.getLong("a"), row.getLong("b"));
  }

  private static Integer ttl(String key) {
    return keyspace
        .one("SELECT ttl(a) AS t FROM cell WHERE k = '%s'".formatted(key))
        .get("t", Integer.class);
  }

  /** Connections as Cassandra sees them. */
  private static int clients() {
    return keyspace.cql("SELECT port FROM system_views.clients").size();
  }
}
