package io.millrace.flink.connector.cassandra.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import io.millrace.stack.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams enriched from a table of a real Cassandra. */
class LookupJoinIT {

  /** Counters outlive their jobs, as each test asks what its job did. */
  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(4)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  private static LocalStack stack;
  private static TestKeyspace keyspace;

  private TableEnvironment sql;

  @BeforeAll
  static void createTables() {
    stack = SharedStack.cassandra();
    keyspace = new TestKeyspace(stack, "lookup_it");
    keyspace.cql("CREATE TABLE item (id bigint PRIMARY KEY, name text, kind text)");
    keyspace.cql("INSERT INTO item (id, name, kind) VALUES (1, 'one', 'odd')");
    keyspace.cql("INSERT INTO item (id, name, kind) VALUES (2, 'two', 'even')");
    keyspace.cql("INSERT INTO item (id, name, kind) VALUES (3, 'three', 'odd')");
    keyspace.cql(
        "CREATE TABLE \"Price\" (\"Shop\" text, item bigint, since int, currency text, price int, "
            + "PRIMARY KEY ((\"Shop\", item), since, currency))");
    for (int since = 1; since <= 3; since++) {
      for (String currency : List.of("EUR", "USD")) {
        keyspace.cql(
            "INSERT INTO \"Price\" (\"Shop\", item, since, currency, price) "
                .concat("VALUES ('here', 1, %d, '%s', %d)")
                .formatted(since, currency, since * 100));
      }
    }
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @BeforeEach
  void environment() {
    sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    sql.getConfig().set("parallelism.default", "1");
  }

  private void items(String options) {
    SqlTable.declare(
        sql, stack, keyspace, "item", "item", "id BIGINT, name STRING, kind STRING", options);
  }

  private void prices() {
    SqlTable.declare(
        sql,
        stack,
        keyspace,
        "price",
        "Price",
        "`Shop` STRING, item BIGINT, since INT, currency STRING, price INT",
        "");
  }

  /** Orders with the ids of items. */
  private void orders(String values) {
    sql.executeSql(
        "CREATE TEMPORARY VIEW orders AS SELECT id, PROCTIME() AS now FROM (VALUES "
            + values
            + ") AS o (id)");
  }

  private List<String> join(String hint) throws Exception {
    return SqlTable.query(
        sql,
        "SELECT "
            + hint
            + " o.id, i.name FROM orders AS o LEFT JOIN item FOR SYSTEM_TIME AS OF o.now AS i "
            + "ON o.id = i.id");
  }

  @ParameterizedTest(name = "async {0}")
  @ValueSource(booleans = {true, false})
  void keys_findTheirRows_andNullAndUnknownKeysNone(boolean async) throws Exception {
    items(", 'lookup.async' = '" + async + "'");
    orders("CAST(1 AS BIGINT), 2, CAST(NULL AS BIGINT), 99, 3, 1");

    assertThat(join(""))
        .containsExactlyInAnyOrder(
            "+I[1, one]",
            "+I[2, two]",
            "+I[null, null]",
            "+I[99, null]",
            "+I[3, three]",
            "+I[1, one]");
  }

  @ParameterizedTest(name = "async {0}")
  @ValueSource(booleans = {true, false})
  void cache_isAskedInsteadOfCassandra_forMissingKeysToo(boolean async) throws Exception {
    items(
        ", 'lookup.async' = '"
            + async
            + "', 'lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '10'");
    orders(repeated("CAST(1 AS BIGINT), 99", 20));
    long before = requests();
    // One at a time, since keys that are under way at once all miss the cache.
    sql.getConfig().set("table.exec.async-lookup.buffer-capacity", "1");

    assertThat(join("")).hasSize(40).contains("+I[1, one]", "+I[99, null]");

    assertThat(requests() - before).isEqualTo(2);
  }

  @Test
  void shuffleHint_sendsEachKeyToOneSubtask() throws Exception {
    items(
        ", 'lookup.async' = 'false', 'lookup.cache' = 'PARTIAL', "
            + "'lookup.partial-cache.max-rows' = '10'");
    sql.getConfig().set("parallelism.default", "4");
    orders(repeated("CAST(1 AS BIGINT), 2, 3", 20));
    long before = requests();

    assertThat(join("/*+ LOOKUP('table'='i', 'shuffle'='true') */")).hasSize(60);

    assertThat(requests() - before).as("each key by one subtask, once").isEqualTo(3);
  }

  @Test
  void compositeKey_findsByPartitionAndPrefix_andComparesTheRest() throws Exception {
    prices();
    orders("CAST(1 AS BIGINT), 2");
    String join =
        "SELECT p.since, p.currency, p.price FROM orders AS o JOIN price FOR SYSTEM_TIME AS OF "
            + "o.now AS p ON o.id = p.item AND p.`Shop` = 'here'";

    assertThat(SqlTable.query(sql, join)).hasSize(6);
    assertThat(SqlTable.query(sql, join + " AND p.since = 2"))
        .containsExactlyInAnyOrder("+I[2, EUR, 200]", "+I[2, USD, 200]");
    assertThat(SqlTable.query(sql, join + " AND p.since = 2 AND p.currency = 'USD'"))
        .containsExactly("+I[2, USD, 200]");
    // Behind a gap, and outside of the key.
    assertThat(SqlTable.query(sql, join + " AND p.currency = 'USD' AND p.price = 300"))
        .containsExactly("+I[3, USD, 300]");
    assertThat(SqlTable.query(sql, join + " AND CAST(o.id + 1 AS INT) = p.since"))
        .containsExactlyInAnyOrder("+I[2, EUR, 200]", "+I[2, USD, 200]");
    assertThat(SqlTable.query(sql, join + " AND CAST(o.id * 100 AS INT) = p.price"))
        .containsExactlyInAnyOrder("+I[1, EUR, 100]", "+I[1, USD, 100]");
  }

  @Test
  void keyWithoutTheWholePartitionKey_isRefusedAtPlanning() {
    prices();
    orders("CAST(1 AS BIGINT), 2");

    assertThatThrownBy(
            () ->
                sql.explainSql(
                    "SELECT * FROM orders AS o JOIN price FOR SYSTEM_TIME AS OF o.now AS p "
                        + "ON o.id = p.item AND CAST(o.id AS INT) = p.price"))
        .hasRootCauseInstanceOf(ValidationException.class)
        .rootCause()
        .hasMessage(
            "a lookup in Cassandra table lookup_it.Price finds rows by its partition key "
                + "[Shop, item], and the join's condition has equality on [item, price] only; "
                + "add the rest");
  }

  @Test
  void fullCache_isRefusedAtPlanning() {
    items(", 'lookup.cache' = 'FULL'");
    orders("CAST(1 AS BIGINT)");

    assertThatThrownBy(() -> join(""))
        .hasStackTraceContaining("lookup.cache = FULL is not there; use PARTIAL, or NONE");
  }

  @ParameterizedTest(name = "async {0}")
  @ValueSource(booleans = {true, false})
  void frozenCassandra_isAskedAgain(boolean async) throws Exception {
    items(
        ", 'request-timeout' = '1 s', 'lookup.max-retries' = '60', 'lookup.async' = '"
            + async
            + "'");
    // Endless, so that lookups are under way when Cassandra freezes.
    sql.executeSql(
        "CREATE TEMPORARY TABLE ticks (id BIGINT, now AS PROCTIME()) WITH ("
            + "'connector' = 'datagen', 'rows-per-second' = '200', 'number-of-rows' = '600', "
            + "'fields.id.kind' = 'random', 'fields.id.min' = '1', 'fields.id.max' = '3')");
    long before = requests();
    TableResult result =
        sql.executeSql(
            "SELECT i.name FROM ticks AS o JOIN item FOR SYSTEM_TIME AS OF o.now AS i "
                + "ON o.id = i.id");
    CompletableFuture<List<Row>> rows =
        CompletableFuture.supplyAsync(
            () -> {
              List<Row> all = new ArrayList<>();
              result.collect().forEachRemaining(all::add);
              return all;
            });
    ServerProcess cassandra = stack.server(Service.CASSANDRA);
    until(() -> requests() > before + 10, rows);
    long retriesBefore = counted("lookupRetries");
    cassandra.freeze();
    try {
      until(() -> counted("lookupRetries") > retriesBefore, rows);
    } finally {
      cassandra.thaw();
    }

    assertThat(rows.get(2, TimeUnit.MINUTES)).hasSize(600);
  }

  private static String repeated(String values, int times) {
    return String.join(", ", Collections.nCopies(times, values));
  }

  private static long requests() {
    return counted("lookupRequests");
  }

  private static long counted(String name) {
    return METRICS.getMetricsByGroup().values().stream()
        .map(metrics -> metrics.get(name))
        .filter(Objects::nonNull)
        .mapToLong(metric -> ((Counter) metric).getCount())
        .sum();
  }

  /** Looks every 10 ms, as nothing tells when a metric changes. */
  private static void until(BooleanSupplier condition, CompletableFuture<?> job) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      if (job.isDone()) {
        throw new AssertionError("the job ended: " + job);
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within a minute");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
