package io.millrace.flink.connector.cassandra.sink;

import static io.millrace.flink.connector.cassandra.sink.RowUpsert.NO_TIMESTAMP;
import static io.millrace.flink.connector.cassandra.sink.RowUpsert.NO_TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.SharedStack;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    try (SinkHarness sink = SinkHarness.open(sinkTo(table))) {
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
    try (SinkHarness sink = SinkHarness.open(sinkTo(CELL))) {
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
    try (SinkHarness sink = SinkHarness.open(sinkTo(CELL))) {
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
    try (SinkHarness sink = SinkHarness.open(sinkTo(CELL))) {
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
    try (SinkHarness sink = SinkHarness.open(sinkTo(CELL))) {
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
    try (SinkHarness sink = SinkHarness.open(sinkTo(table))) {
      sink.write(RowUpsert.of("Order", "x", 7));
      sink.flush();
    }

    assertThat(keyspace.one("SELECT * FROM \"Order\"").getInt("\"a \"\"b\"")).isEqualTo(7);
  }

  @Test
  void rowsThatCannotBeWritten_areHandedOverWithKeyAndReason_andTheOthersWritten()
      throws Exception {
    String longKey = "x".repeat(70_000);
    try (SinkHarness sink = SinkHarness.openKeepingRejects(sinkTo(CELL))) {
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
      assertThat(sink.rejected().get(6).input().values()[0]).isEqualTo(longKey);
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
    try (SinkHarness sink = SinkHarness.openKeepingRejects(sinkTo(table))) {
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
    try (SinkHarness sink = SinkHarness.open(sinkTo(CELL))) {
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
    try (SinkHarness sink = SinkHarness.openKeepingRejects(sinkTo(table))) {
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
    try (SinkHarness first = SinkHarness.open(sinkTo(CELL))) {
      int one = clients();
      assertThat(one).isGreaterThan(before);
      try (SinkHarness second = SinkHarness.open(sinkTo(CELL))) {
        assertThat(clients()).isEqualTo(one);
        second.write(RowUpsert.of("cell", "k", 1L, 1L));
        second.flush();
      }
      first.write(RowUpsert.of("cell", "k", 2L, 2L));
      first.flush();
    }
    assertThat(cell("k")).containsExactly(2L, 2L);
  }

  private CassandraSinkBuilder<RowUpsert> sinkTo(TableSpec... tables) {
    return CassandraSink.<RowUpsert>builder()
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
