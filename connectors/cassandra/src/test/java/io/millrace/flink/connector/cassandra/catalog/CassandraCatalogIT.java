package io.millrace.flink.connector.cassandra.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.flink.connector.cassandra.table.CassandraTableFactory;
import io.millrace.stack.LocalStack;
import io.millrace.stack.SharedStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flink SQL over the keyspaces and tables of a real Cassandra, with no table declared in Flink. */
class CassandraCatalogIT {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/connectors/cassandra-catalog.md");
  private static final Pattern OPTION = Pattern.compile("\\| `([a-z-]+)` \\| ([^|]+) \\|.*");

  private static LocalStack stack;
  private static TestKeyspace keyspace;
  private static TestKeyspace other;

  private TableEnvironment sql;

  @BeforeAll
  static void createTables() {
    stack = SharedStack.cassandra();
    keyspace = new TestKeyspace(stack, "catalog_it");
    other = new TestKeyspace(stack, "\"Catalog_IT\"");
    other.cql("CREATE TABLE \"MixedCase\" (\"The Key\" text PRIMARY KEY, \"from\" int, plain int)");
    keyspace.cql("CREATE TYPE address (street text, \"Zip\" int)");
    keyspace.cql(
        "CREATE TABLE visit (page text, at timestamp, visitor uuid, seconds int, site text static,"
            + " PRIMARY KEY ((page, visitor), at)) WITH comment = 'who came'");
    keyspace.cql(
        "CREATE TABLE everything (id int PRIMARY KEY, c_ascii ascii, c_text text, c_boolean boolean,"
            + " c_tinyint tinyint, c_smallint smallint, c_int int, c_bigint bigint, c_varint varint,"
            + " c_decimal decimal, c_float float, c_double double, c_date date, c_time time,"
            + " c_timestamp timestamp, c_duration duration, c_uuid uuid, c_timeuuid timeuuid,"
            + " c_inet inet, c_blob blob, c_list list<int>, c_set set<text>, c_map map<text, date>,"
            + " c_vector vector<float, 3>, c_tuple tuple<int, text>, c_udt address,"
            + " c_nested map<text, frozen<list<frozen<address>>>>)");
    keyspace.cql("CREATE TABLE counted (id int PRIMARY KEY, n counter)");
    keyspace.cql(
        "CREATE TABLE custom_value (id int PRIMARY KEY,"
            + " odd 'org.apache.cassandra.db.marshal.LexicalUUIDType', v int)");
    keyspace.cql(
        "CREATE TABLE custom_key (odd 'org.apache.cassandra.db.marshal.LexicalUUIDType' PRIMARY KEY,"
            + " v int)");
  }

  @AfterAll
  static void disconnect() {
    keyspace.cql("DROP KEYSPACE \"Catalog_IT\"");
    other.close();
    keyspace.close();
  }

  @BeforeEach
  void createCatalog() {
    sql = environment();
    sql.executeSql(ddl("c", stack.cassandraContactPoint(), "'default-database' = 'catalog_it'"));
    sql.useCatalog("c");
  }

  @AfterEach
  void closeCatalog() {
    catalog().close();
  }

  @Test
  void keyspaces_areDatabases_withoutThoseOfTheSystem() {
    assertThat(first(rows("SHOW DATABASES")))
        .contains("catalog_it", "Catalog_IT")
        .noneMatch(database -> database.startsWith("system"));
  }

  @Test
  void tables_areListed() {
    assertThat(first(rows("SHOW TABLES")))
        .containsExactly("counted", "custom_key", "custom_value", "everything", "visit");
    assertThat(rows("SHOW VIEWS")).isEmpty();
    assertThat(rows("SHOW USER FUNCTIONS")).isEmpty();
  }

  @Test
  void primaryKey_isThePartitionKeyAndTheClusteringColumns() {
    assertThat(described("visit"))
        .containsExactly(
            "page STRING false PRI(page, visitor, at)",
            "visitor STRING false PRI(page, visitor, at)",
            "at TIMESTAMP_LTZ(3) false PRI(page, visitor, at)",
            "seconds INT true null",
            "site STRING true null");
  }

  @Test
  void everyType_hasItsDefault() {
    assertThat(described("everything"))
        .containsExactlyInAnyOrder(
            "id INT false PRI(id)",
            "c_ascii STRING true null",
            "c_text STRING true null",
            "c_boolean BOOLEAN true null",
            "c_tinyint TINYINT true null",
            "c_smallint SMALLINT true null",
            "c_int INT true null",
            "c_bigint BIGINT true null",
            "c_varint DECIMAL(38, 0) true null",
            "c_decimal DECIMAL(38, 18) true null",
            "c_float FLOAT true null",
            "c_double DOUBLE true null",
            "c_date DATE true null",
            "c_time BIGINT true null",
            "c_timestamp TIMESTAMP_LTZ(3) true null",
            "c_duration ROW<`months` INT, `days` INT, `nanos` BIGINT> true null",
            "c_uuid STRING true null",
            "c_timeuuid STRING true null",
            "c_inet STRING true null",
            "c_blob BYTES true null",
            "c_list ARRAY<INT> true null",
            "c_set ARRAY<STRING> true null",
            "c_map MAP<STRING, DATE> true null",
            "c_vector ARRAY<FLOAT> true null",
            "c_tuple ROW<`f0` INT, `f1` STRING> true null",
            "c_udt ROW<`street` STRING, `Zip` INT> true null",
            "c_nested MAP<STRING, ARRAY<ROW<`street` STRING, `Zip` INT>>> true null");
    assertThat(described("counted")).contains("n BIGINT true null");
  }

  @Test
  void namesWithQuotes_areWrittenAsStored() {
    assertThat(first(rows("SHOW TABLES FROM c.`Catalog_IT`"))).containsExactly("MixedCase");
    assertThat(described("c.`Catalog_IT`.`MixedCase`"))
        .containsExactly(
            "The Key STRING false PRI(The Key)", "from INT true null", "plain INT true null");
    assertThatThrownBy(() -> sql.executeSql("DESCRIBE c.`Catalog_IT`.`mixedcase`"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("doesn't exist");
  }

  @Test
  void createTable_isShownWithoutThePassword() {
    assertThat(first(rows("SHOW CREATE TABLE visit")))
        .singleElement()
        .asString()
        .contains("'connector' = 'cassandra'", "'keyspace' = 'catalog_it'", "'table' = 'visit'")
        .contains("COMMENT 'who came'", "PRIMARY KEY (`page`, `visitor`, `at`) NOT ENFORCED")
        .doesNotContain("contact-points", "password");
  }

  @Test
  void factoryOfTheTables_bringsTheConnectionOfTheCatalog() {
    assertThat(catalog().getFactory())
        .get()
        .isInstanceOfSatisfying(
            CassandraTableFactory.class,
            factory ->
                assertThat(factory.requiredOptions())
                    .extracting("key")
                    .containsExactlyInAnyOrder("keyspace", "table"));
  }

  @Test
  void columnWithoutAFlinkType_isLeftOut_whichTheCommentSays() throws Exception {
    assertThat(described("custom_value"))
        .containsExactly("id INT false PRI(id)", "v INT true null");
    assertThat(table("custom_value").getComment())
        .isEqualTo("without column 'odd' ('org.apache.cassandra.db.marshal.LexicalUUIDType')");
  }

  @Test
  void keyColumnWithoutAFlinkType_isNamed() {
    assertThatThrownBy(() -> table("custom_key"))
        .isInstanceOf(CatalogException.class)
        .hasMessage(
            "table catalog_it.custom_key, key column 'odd': CQL type"
                + " 'org.apache.cassandra.db.marshal.LexicalUUIDType' has no Flink type; leave the"
                + " column out or cast it to another in Cassandra");
  }

  @Test
  void tableMadeAMomentAgo_isThere_andGoneWhenDropped() {
    for (int i = 0; i < 3; i++) {
      keyspace.cql("CREATE TABLE brief (id int PRIMARY KEY)");
      assertThat(described("brief")).containsExactly("id INT false PRI(id)");
      keyspace.cql("DROP TABLE brief");
      assertThat(first(rows("SHOW TABLES"))).doesNotContain("brief");
    }
  }

  @Test
  void whatIsMissing_isSaidInFlinksWay() {
    Catalog catalog = catalog();

    assertThat(catalog.tableExists(new ObjectPath("catalog_it", "nothing"))).isFalse();
    assertThat(catalog.tableExists(new ObjectPath("nowhere", "visit"))).isFalse();
    assertThat(catalog.databaseExists("nowhere")).isFalse();
    assertThatThrownBy(() -> table("nothing")).isInstanceOf(TableNotExistException.class);
    assertThatThrownBy(() -> catalog.listTables("nowhere"))
        .isInstanceOf(DatabaseNotExistException.class);
    assertThatThrownBy(() -> catalog.getDatabase("nowhere"))
        .isInstanceOf(DatabaseNotExistException.class);
    assertThatThrownBy(() -> sql.executeSql("SELECT * FROM nothing"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("Object 'nothing' not found");
  }

  @Test
  void statistics_areUnknown() throws Exception {
    assertThat(catalog().getTableStatistics(new ObjectPath("catalog_it", "visit")))
        .isEqualTo(CatalogTableStatistics.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE DATABASE d",
        "DROP DATABASE Catalog_IT CASCADE",
        "ALTER DATABASE catalog_it SET ('a' = 'b')",
        "CREATE TABLE t (id INT)",
        "CREATE TABLE t WITH ('connector' = 'cassandra') AS SELECT 1 AS id",
        "DROP TABLE visit",
        "ALTER TABLE visit RENAME TO visits",
        "ALTER TABLE visit ADD more INT",
        "CREATE VIEW v AS SELECT 1 AS id",
        "CREATE FUNCTION f AS 'org.example.F'",
      })
  void changeOfTheSchema_isRefused(String statement) {
    assertThatThrownBy(() -> sql.executeSql(statement))
        .satisfies(
            e ->
                assertThat(ExceptionUtils.findThrowable(e, UnsupportedOperationException.class))
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .startsWith("catalog c of Cassandra does not ")
                    .endsWith("; use CQL"));
    assertThat(first(rows("SHOW TABLES"))).hasSize(5);
  }

  @Test
  void optionsOfTheCatalog_areDocumented() throws Exception {
    CassandraCatalogFactory factory = new CassandraCatalogFactory();
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher option = OPTION.matcher(line);
      if (option.matches()) {
        documented.put(option.group(1), option.group(2));
      }
    }

    assertThat(documented.keySet())
        .isEqualTo(
            Stream.of(factory.requiredOptions(), factory.optionalOptions())
                .flatMap(Set::stream)
                .map(ConfigOption::key)
                .collect(Collectors.toSet()));
    for (ConfigOption<?> option : factory.optionalOptions()) {
      if (option.hasDefaultValue()) {
        assertThat(documented).containsEntry(option.key(), "" + option.defaultValue());
      }
    }
  }

  @Test
  void exampleOfThePage_runs() throws Exception {
    TestKeyspace shop = new TestKeyspace(stack, "shop");
    shop.cql("CREATE TABLE visit (page text PRIMARY KEY)");
    String page = Files.readString(PAGE);
    int from = page.indexOf("```sql\n") + "```sql\n".length();
    String example =
        page.substring(from, page.indexOf("```", from))
            .replace("cassandra-1:9042", stack.cassandraContactPoint())
            .replace("'datacenter1'", "'" + stack.cassandraDatacenter() + "'");

    List<List<Row>> answers = new ArrayList<>();
    for (String statement : example.strip().split(";")) {
      answers.add(rows(statement));
    }

    assertThat(first(answers.get(1))).contains("shop");
    assertThat(first(answers.get(2))).containsExactly("visit");
    assertThat(first(answers.get(3))).containsExactly("page");
    sql.getCatalog("cassandra").orElseThrow().close();
    shop.cql("DROP KEYSPACE shop");
    shop.close();
  }

  @Test
  void severalKeyspacesAndNoDefault_leaveTheDatabaseOpen() {
    sql.executeSql(ddl("d", stack.cassandraContactPoint(), null));
    sql.useCatalog("d");

    assertThat(sql.getCurrentDatabase()).isNull();
    assertThat(described("d.catalog_it.counted")).hasSize(2);
    assertThatThrownBy(() -> sql.executeSql("DESCRIBE counted"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("database has not been set");
    sql.executeSql("USE catalog_it");
    assertThat(described("counted")).hasSize(2);
    sql.getCatalog("d").orElseThrow().close();
  }

  @Test
  void unknownDefaultDatabase_isNamedWithThoseSeen() {
    mistake(
        ddl("d", stack.cassandraContactPoint(), "'default-database' = 'Nowhere'"),
        "catalog d: Cassandra has no keyspace 'Nowhere', only [Catalog_IT, ");
  }

  @Test
  void wrongHost_isNamed() {
    mistake(
        ddl("d", "cassandra.invalid:9042", null),
        "catalog d: no address is known for the host of Cassandra's contact points"
            + " [cassandra.invalid:9042]; correct the name");
  }

  @Test
  void userWithoutPassword_isSaid() {
    mistake(
        ddl("d", stack.cassandraContactPoint(), "'username' = 'ada'"),
        "catalog d: username and password go together; set both or neither");
  }

  @Test
  void unknownOption_isNamed_butNotThoseOfTheDriver() {
    mistake(ddl("d", stack.cassandraContactPoint(), "'keyspace' = 'k'"), "keyspace");

    sql.executeSql(
        ddl(
            "d",
            stack.cassandraContactPoint(),
            "'driver.basic.request.page-size' = '10', 'request-timeout' = '30 s'"));
    sql.getCatalog("d").orElseThrow().close();
  }

  @Test
  void password_isUsed_andInNoMessageAndNoTable() {
    try (LocalStack guarded =
        LocalStack.builder().cassandra().cassandraPasswords().temporary().shortLived().start()) {
      String contactPoint = guarded.cassandraContactPoint();
      assertThatThrownBy(
              () ->
                  sql.executeSql(
                      ddl("d", contactPoint, "'username' = 'cassandra', 'password' = 'swordfish'")))
          // Flink's own message around it shows all options of the catalog.
          .cause()
          .isInstanceOf(CatalogException.class)
          .satisfies(
              e ->
                  assertThat(ExceptionUtils.stringifyException(e))
                      .contains("refused user 'cassandra': wrong user or password")
                      .doesNotContain("swordfish"));

      sql.executeSql(ddl("d", contactPoint, "'username' = 'cassandra', 'password' = 'cassandra'"));
      assertThat(rows("SHOW DATABASES IN d")).isEmpty();
      sql.getCatalog("d").orElseThrow().close();
    }
  }

  private static TableEnvironment environment() {
    return TableEnvironment.create(EnvironmentSettings.inStreamingMode());
  }

  private static String ddl(String name, String contactPoint, String options) {
    return "CREATE CATALOG %s WITH ('type' = 'cassandra', 'contact-points' = '%s'%s)"
        .formatted(name, contactPoint, options == null ? "" : ", " + options);
  }

  private void mistake(String ddl, String message) {
    assertThatThrownBy(() -> sql.executeSql(ddl))
        .satisfies(
            e -> assertThat(ExceptionUtils.findThrowableWithMessage(e, message)).isPresent());
  }

  private Catalog catalog() {
    return sql.getCatalog("c").orElseThrow();
  }

  private CatalogBaseTable table(String table) throws TableNotExistException {
    return catalog().getTable(new ObjectPath("catalog_it", table));
  }

  private List<String> described(String table) {
    return rows("DESCRIBE " + table).stream()
        .map(
            row ->
                "%s %s %s %s"
                    .formatted(row.getField(0), row.getField(1), row.getField(2), row.getField(3)))
        .toList();
  }

  private List<Row> rows(String statement) {
    try (CloseableIterator<Row> rows = sql.executeSql(statement).collect()) {
      List<Row> all = new ArrayList<>();
      rows.forEachRemaining(all::add);
      return all;
    } catch (Exception e) {
      throw new AssertionError(statement, e);
    }
  }

  private static List<String> first(List<Row> rows) {
    return rows.stream().map(row -> (String) row.getField(0)).toList();
  }
}
