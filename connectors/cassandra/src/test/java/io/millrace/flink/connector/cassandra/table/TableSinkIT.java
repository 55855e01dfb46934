package io.millrace.flink.connector.cassandra.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What SQL writes, looked at with CQL. */
class TableSinkIT {

  @RegisterExtension static final MiniClusterExtension FLINK = new MiniClusterExtension();

  private static TestKeyspace keyspace;

  private TableEnvironment sql;

  @BeforeAll
  static void connect() {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "table_sink_it");
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @BeforeEach
  void createTable() {
    keyspace.cql("DROP TABLE IF EXISTS cell");
    keyspace.cql("CREATE TABLE cell (k text, c int, a bigint, b text, PRIMARY KEY (k, c))");
    sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    sql.getConfig().set("parallelism.default", "1");
  }

  @Test
  void appendedRows_withoutADeclaredKey_areLaidOverEachOther() throws Exception {
    declare("k STRING, c INT, a BIGINT, b STRING");

    run(
        "INSERT INTO cell VALUES ('x', 1, 1, 'one'), ('y', 2, 2, 'two'), ('x', 1, 3, CAST(NULL AS STRING))");

    assertThat(rows()).containsExactlyInAnyOrder("x 1 3 one", "y 2 2 two");
  }

  @Test
  void updatesAndDeletes_byThePrimaryKey_leaveWhatTheQuerySays() throws Exception {
    declare("k STRING, c INT, a BIGINT, PRIMARY KEY (k, c) NOT ENFORCED");

    run(
        """
        INSERT INTO cell
        SELECT k, 1, COUNT(*)
        FROM (VALUES ('gone'), ('kept'), ('gone'), ('again'), ('kept'), ('gone')) AS t (k)
        GROUP BY k
        HAVING COUNT(*) <> 3
        """);

    assertThat(rows()).containsExactlyInAnyOrder("kept 1 2 null", "again 1 1 null");
  }

  @Test
  void queryThatUpdates_withoutADeclaredKey_isRefusedAtPlanning() {
    declare("k STRING, c INT, a BIGINT");

    assertThatThrownBy(
            () ->
                sql.executeSql(
                    "INSERT INTO cell SELECT k, 1, COUNT(*) FROM (VALUES ('x')) AS t (k) GROUP BY k"))
        .hasMessageContaining("doesn't support consuming update changes");
  }

  @Test
  void columnsThatAnInsertLeavesOut_stayAsTheyAre() throws Exception {
    keyspace.cql("INSERT INTO cell (k, c, a, b) VALUES ('x', 1, 1, 'kept') USING TIMESTAMP 1");
    declare("k STRING, c INT, a BIGINT, b STRING", "'sink.null-values' = 'erase'");

    run("INSERT INTO cell (k, c, a) VALUES ('x', 1, 2)");

    assertThat(rows()).containsExactly("x 1 2 kept");
  }

  @Test
  void nulls_eraseIfAskedTo_andElseLeaveTheColumn() throws Exception {
    keyspace.cql("INSERT INTO cell (k, c, a, b) VALUES ('x', 1, 1, 'b') USING TIMESTAMP 1");
    declare("k STRING, c INT, a BIGINT, b STRING");
    run("INSERT INTO cell VALUES ('x', 1, CAST(NULL AS BIGINT), 'c')");
    assertThat(rows()).containsExactly("x 1 1 c");

    sql.executeSql("DROP TABLE cell");
    declare("k STRING, c INT, a BIGINT, b STRING", "'sink.null-values' = 'erase'");
    run("INSERT INTO cell VALUES ('x', 1, CAST(NULL AS BIGINT), 'd')");
    assertThat(rows()).containsExactly("x 1 null d");
  }

  @Test
  void writetimeAndTtl_comeFromMetadataColumns() throws Exception {
    declare(
        "w BIGINT METADATA FROM 'writetime', k STRING, c INT, t INT METADATA FROM 'ttl', a BIGINT",
        "'sink.ttl' = '500 s'");

    run(
        """
        INSERT INTO cell (k, c, a, w, t) VALUES
          ('newer', 1, 20, 2000, 1000),
          ('newer', 1, 10, 1000, 1000),
          ('default', 1, 1, 3000, CAST(NULL AS INT)),
          ('ever', 1, 1, 4000, 0)
        """);

    Row newer = keyspace.one("SELECT a, writetime(a) AS w, ttl(a) AS t FROM cell WHERE k='newer'");
    assertThat(newer.getLong("a")).isEqualTo(20);
    assertThat(newer.getLong("w")).isEqualTo(2_000);
    assertThat(newer.getInt("t")).isBetween(900, 1_000);
    assertThat(ttl("default")).isBetween(450, 500);
    assertThat(ttl("ever")).isNull();
  }

  @Test
  void fixedEndOfLife_isNotExtendedByWritingAgain() throws Exception {
    declare(
        "k STRING, c INT, a BIGINT, w BIGINT METADATA FROM 'writetime', e TIMESTAMP_LTZ(3) METADATA FROM 'expires_at'");
    long end = System.currentTimeMillis() + 1_000_000;
    String rows =
        """
        INSERT INTO cell VALUES
          ('lives', 1, 1, 100, TO_TIMESTAMP_LTZ(%d, 3)),
          ('past', 1, 1, 100, TO_TIMESTAMP_LTZ(1000, 3)),
          ('ever', 1, 1, 100, CAST(NULL AS TIMESTAMP_LTZ(3)))
        """
            .formatted(end);
    run(rows);
    int first = ttl("lives");
    await().atMost(Duration.ofMinutes(1)).until(() -> ttl("lives") < first - 5);
    long beforeSecond = System.currentTimeMillis();
    run(rows);

    assertThat(first).isBetween(900, 1_001);
    assertThat((long) ttl("lives"))
        .as("the second writing took its TTL from what was left when it began, or later")
        .isLessThanOrEqualTo((end - beforeSecond) / 1_000 + 2);
    assertThat(ttl("ever")).isNull();
    assertThat(rows()).containsExactlyInAnyOrder("lives 1 1 null", "ever 1 1 null");
  }

  @Test
  void onConflict_leavesTheLatestRowOfTheQuery() throws Exception {
    declare("k STRING, c INT, a BIGINT, PRIMARY KEY (k, c) NOT ENFORCED");

    run(
        """
        INSERT INTO cell
        SELECT SUBSTRING(k FROM 1 FOR 1), 1, COUNT(*)
        FROM (VALUES ('xa'), ('xb'), ('xa'), ('xa'), ('y')) AS t (k)
        GROUP BY k
        ON CONFLICT DO DEDUPLICATE
        """);

    assertThat(rows()).containsExactlyInAnyOrder("x 1 3 null", "y 1 1 null");
  }

  @Test
  void deleteAtATimestamp_leavesWhatIsNewer() throws Exception {
    keyspace.cql("INSERT INTO cell (k, c, a, b) VALUES ('x', 1, 1, 'newer') USING TIMESTAMP 9000");
    declare(
        "k STRING, c INT, a BIGINT, w BIGINT METADATA FROM 'writetime',"
            + " PRIMARY KEY (k, c) NOT ENFORCED");

    run(
        """
        INSERT INTO cell
        SELECT k, 1, COUNT(*), MAX(w)
        FROM (VALUES ('x', CAST(100 AS BIGINT)), ('other', CAST(200 AS BIGINT)), ('x', CAST(300 AS BIGINT))) AS t (k, w)
        GROUP BY k
        HAVING COUNT(*) < 2
        """);

    assertThat(rows()).containsExactlyInAnyOrder("x 1 1 newer", "other 1 1 null");
  }

  @Test
  void valueThatDoesNotFit_failsTheJobWithKeyAndReason_orIsLogged() throws Exception {
    keyspace.cql("CREATE TABLE IF NOT EXISTS small (k text PRIMARY KEY, n int)");
    keyspace.cql("CREATE TABLE IF NOT EXISTS ids (k text PRIMARY KEY, id uuid)");
    declareAs("ids", "k STRING, id STRING", "'sink.rejected-rows' = 'log'");
    run(
        "INSERT INTO ids VALUES ('bad', 'no uuid'), ('good', '00000000-0000-0000-0000-00000000000f')");
    assertThat(keyspace.one("SELECT k FROM ids").getString("k")).isEqualTo("good");

    sql.executeSql("DROP TABLE ids");
    declareAs("ids", "k STRING, id STRING");
    assertThatThrownBy(() -> run("INSERT INTO ids VALUES ('bad', 'no uuid')"))
        .hasStackTraceContaining("key (k=bad)")
        .hasStackTraceContaining("column 'id' of type uuid");
  }

  @Test
  void mistakesInTheDeclaration_areNamedAtPlanning() {
    keyspace.cql("CREATE TABLE IF NOT EXISTS hits (k text PRIMARY KEY, n counter)");
    mistake("cell", "k STRING, c INT, z INT", "has no column 'z', only [k, c, a, b]");
    mistake("cell", "k STRING, a BIGINT", "has the primary key [k, c], of which [k] are declared");
    mistake(
        "cell",
        "k STRING, c INT, a INT, PRIMARY KEY (k) NOT ENFORCED",
        "column 'a': CQL type bigint does not go with Flink type INT; declare BIGINT");
    mistake(
        "cell",
        "k STRING, c INT, a BIGINT, PRIMARY KEY (k) NOT ENFORCED",
        "PRIMARY KEY [k] is not that of Cassandra's table_sink_it.cell; declare [k, c]");
    mistake("hits", "k STRING, n BIGINT", "column 'n' is a counter");
    mistake("nowhere", "k STRING", "keyspace 'table_sink_it' has no table 'nowhere'");
  }

  private void mistake(String table, String columns, String message) {
    declareAs(table, columns);
    sql.executeSql(
        "CREATE TABLE numbers (%s) WITH ('connector' = 'datagen')"
            .formatted(columns.replaceFirst(", PRIMARY KEY.*", "")));
    assertThatThrownBy(() -> sql.explainSql("INSERT INTO " + table + " SELECT * FROM numbers"))
        .hasStackTraceContaining(message);
    sql.executeSql("DROP TABLE " + table);
    sql.executeSql("DROP TABLE numbers");
  }

  private void declare(String columns, String... options) {
    declareAs("cell", columns, options);
  }

  private void declareAs(String table, String columns, String... options) {
    List<String> more = List.of(options);
    sql.executeSql(
        """
        CREATE TABLE %s (%s) WITH (
          'connector' = 'cassandra',
          'contact-points' = '%s',
          'local-datacenter' = '%s',
          'keyspace' = 'table_sink_it',
          'table' = '%s'%s
        )
        """
            .formatted(
                table,
                columns,
                SharedStack.cassandra().cassandraContactPoint(),
                SharedStack.cassandra().cassandraDatacenter(),
                table,
                more.isEmpty() ? "" : ", " + String.join(", ", more)));
  }

  private void run(String statement) throws InterruptedException, ExecutionException {
    sql.executeSql(statement).await();
  }

  private static List<String> rows() {
    return keyspace.cql("SELECT k, c, a, b FROM cell").stream()
        .map(
            row ->
                row.getString("k")
                    + " "
                    + row.getInt("c")
                    + " "
                    + row.get("a", Long.class)
                    + " "
                    + row.getString("b"))
        .toList();
  }

  private static Integer ttl(String key) {
    return keyspace
        .one("SELECT ttl(a) AS t FROM cell WHERE k = '%s'".formatted(key))
        .get("t", Integer.class);
  }
}
