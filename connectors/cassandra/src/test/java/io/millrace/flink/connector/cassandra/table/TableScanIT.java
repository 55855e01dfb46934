package io.millrace.flink.connector.cassandra.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.LocalStack;
import io.millrace.stack.SharedStack;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries of a table: their rows, and what of them Cassandra is asked. */
class TableScanIT {

  private static final String COLUMNS =
      "site STRING, d DATE, moment TIMESTAMP(3), hits BIGINT, note STRING, price DECIMAL(10, 2)";

  @RegisterExtension static final MiniClusterExtension FLINK = new MiniClusterExtension();

  private static LocalStack stack;
  private static TestKeyspace keyspace;

  private TableEnvironment sql;

  @BeforeAll
  static void createTable() {
    stack = SharedStack.cassandra();
    keyspace = new TestKeyspace(stack, "table_scan_it");
    keyspace.cql(
        "CREATE TABLE visit (site text, d date, moment timestamp, hits int, note text, "
            + "price decimal, PRIMARY KEY ((site, d), moment, hits))");
    keyspace.cql("CREATE INDEX ON visit (note)");
    for (int day = 1; day <= 3; day++) {
      for (int hour = 0; hour < 4; hour++) {
        for (String site : List.of("a", "b")) {
          keyspace.cql(
              "INSERT INTO visit (site, d, moment, hits, note, price) VALUES "
                  .concat("('%s', '2026-11-0%d', '2026-11-0%d 0%d:00:00Z', %d, '%s', %d.50)")
                  .formatted(site, day, day, hour, hour * 10, hour == 3 ? "last" : "early", hour));
        }
      }
    }
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @BeforeEach
  void declare() {
    sql = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    sql.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    declare(COLUMNS, ", 'scan.splits' = '5', 'scan.parallelism' = '2'");
  }

  private void declare(String columns, String options) {
    SqlTable.declare(sql, stack, keyspace, "visit", "visit", columns, options);
  }

  @Test
  void wholeTable_isRead() throws Exception {
    assertThat(SqlTable.query(sql, "SELECT * FROM visit"))
        .hasSize(24)
        .contains("+I[a, 2026-11-03, 2026-11-03T02:00, 20, early, 2.50]");
    assertThat(SqlTable.query(sql, "SELECT COUNT(*) FROM visit")).containsExactly("+I[24]");
  }

  @Test
  void projection_reachesTheSource() throws Exception {
    String query = "SELECT price, site FROM visit";

    assertThat(sql.explainSql(query)).contains("project=[price, site]");
    assertThat(SqlTable.query(sql, query)).hasSize(24).contains("+I[0.50, a]", "+I[3.50, b]");
  }

  @Test
  void limit_reachesTheSource() throws Exception {
    String query = "SELECT site FROM visit LIMIT 5";

    assertThat(sql.explainSql(query)).contains("limit=[5]");
    assertThat(SqlTable.query(sql, query)).hasSize(5);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // The whole partition key, in any order and either way round.
        "d = DATE '2026-11-02' AND 'a' = site | , =(d, 2026-11-02))] | 4",
        "site IN ('a', 'b', 'c') AND d = DATE '2026-11-01' | site, _UTF-16LE'c' | 8",
        "site = 'a' AND d IN (DATE '2026-11-01', DATE '2026-11-03') | 2026-11-03 | 8",
        // Part of it is not enough.
        "site = 'a' | filter=[] | 12",
        // Clustering columns: a prefix of equalities, then a range.
        "site = 'a' AND d = DATE '2026-11-01' AND moment > TIMESTAMP '2026-11-01 01:00:00' "
            + "| >(moment, 2026-11-01 01:00:00 | 2",
        "site = 'a' AND d = DATE '2026-11-01' AND moment BETWEEN TIMESTAMP '2026-11-01 01:00:00' "
            + "AND TIMESTAMP '2026-11-01 02:00:00' | <=(moment, 2026-11-01 02:00:00 | 2",
        "site = 'a' AND d = DATE '2026-11-01' AND moment = TIMESTAMP '2026-11-01 01:00:00' "
            + "AND hits < 20 | <(hits, 20 | 1",
        // An indexed column.
        "note = 'last' | =(note, | 6",
        "note = 'last' AND hits = 30 | =(note, | 6",
        // What Cassandra compares otherwise, or could only filter.
        "price = 2.5 | filter=[] | 6",
        "hits = 20 | filter=[] | 6",
        "note > 'f' | filter=[] | 6",
        "note = 'last' OR hits = 0 | filter=[] | 12"
      })
  void filter_reachesTheSourceWhereCassandraAnswersIt_andRowsAreRight(
      String condition, String pushed, int rows) throws Exception {
    String query = "SELECT * FROM visit WHERE " + condition;
    String plan = sql.explainSql(query);

    if (pushed.equals("filter=[]")) {
      assertThat(plan).containsPattern("filter=\\[]|table=\\[\\[default_catalog, [^=]*]]");
    } else {
      assertThat(plan.substring(plan.indexOf("filter=["))).contains(pushed);
    }
    assertThat(SqlTable.query(sql, query)).hasSize(rows);
  }

  @Test
  void instant_isComparedByCassandra_whateverTheSessionsZone() throws Exception {
    declare(COLUMNS.replace("TIMESTAMP(3)", "TIMESTAMP_LTZ(3)"), "");
    sql.getConfig().setLocalTimeZone(ZoneId.of("Asia/Tokyo"));
    String query =
        "SELECT hits FROM visit WHERE site = 'a' AND d = DATE '2026-11-01' "
            + "AND moment >= CAST(TIMESTAMP '2026-11-01 11:00:00' AS TIMESTAMP_LTZ(3))";

    assertThat(sql.explainSql(query)).containsPattern("filter=\\[[^\\n]*>=\\(moment, ");
    assertThat(SqlTable.query(sql, query)).containsExactlyInAnyOrder("+I[20]", "+I[30]");
  }

  @Test
  void limitBehindAFilter_cutsOnlyRowsThatFit() throws Exception {
    assertThat(SqlTable.query(sql, "SELECT price FROM visit WHERE price = 2.5 LIMIT 4"))
        .hasSize(4)
        .containsOnly("+I[2.50]");
  }

  @ParameterizedTest(name = "index on {0}")
  @CsvSource({"c, 3", "v, 5", "b, 6"})
  void indexOfAnyKind_isUsed_butNotOnPartOfThePartitionKey(String column, int rows)
      throws Exception {
    keyspace.cql("DROP TABLE IF EXISTS tagged");
    keyspace.cql("CREATE TABLE tagged (a int, b int, c int, v int, PRIMARY KEY ((a, b), c))");
    keyspace.cql("CREATE INDEX ON tagged (c)");
    keyspace.cql("CREATE INDEX ON tagged (v) USING 'sai'");
    keyspace.cql("CREATE INDEX ON tagged (b)");
    for (int i = 0; i < 30; i++) {
      keyspace.cql(
          "INSERT INTO tagged (a, b, c, v) VALUES (%d, %d, %d, %d)"
              .formatted(i, i % 5, i % 10, i % 6));
    }
    SqlTable.declare(sql, stack, keyspace, "tagged", "tagged", "a INT, b INT, c INT, v INT", "");
    String query = "SELECT a FROM tagged WHERE " + column + " = 2";

    assertThat(SqlTable.query(sql, query)).hasSize(rows);
    assertThat(sql.explainSql(query).contains("filter=[=(" + column))
        .isEqualTo(!column.equals("b"));
  }

  @Test
  void missingColumn_isToldAtPlanning() {
    declare("site STRING, sight INT", "");

    assertThatThrownBy(() -> sql.explainSql("SELECT * FROM visit"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining(
            "table table_scan_it.visit has no column 'sight', "
                + "only [site, d, moment, hits, note, price]; add it or correct the name");
  }

  @Test
  void typesThatDoNotGoTogether_areToldAtPlanning() {
    declare("site STRING, d INT", "");

    assertThatThrownBy(() -> sql.explainSql("SELECT * FROM visit"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining(
            "table table_scan_it.visit, column 'd': "
                + "CQL type date does not go with Flink type INT; declare DATE");
  }
}
