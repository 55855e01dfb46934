package io.millrace.flink.connector.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.source.CassandraSource;
import io.millrace.flink.connector.cassandra.source.CassandraSourceBuilder;
import io.millrace.flink.connector.cassandra.source.MurmurPreimage;
import io.millrace.stack.SharedStack;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What Flink's own connector for Cassandra 3 gets wrong when it reads, each by the place in its
 * code, and gets right here.
 *
 * <p>That requests before the splits are there end the scan with nothing, and that a restored
 * enumerator cuts the table anew, is in {@code CassandraEnumeratorTest}; that SQL has no
 * projection, filter, limit and lookup, in {@code TableScanIT} and {@code LookupJoinIT}.
 */
class UpstreamDefectsIT {

  @RegisterExtension static final MiniClusterExtension FLINK = new MiniClusterExtension();

  private static TestKeyspace keyspace;

  @BeforeAll
  static void connect() {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "upstream_defects");
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  /** CassandraSplitReader.fetch swallows every exception and tries for ever. */
  @Test
  void failureWhileReading_failsTheJobWithItsCause() {
    keyspace.cql("CREATE TABLE doomed (k int PRIMARY KEY)");
    IntStream.range(0, 200).forEach(k -> keyspace.cql("INSERT INTO doomed (k) VALUES (" + k + ")"));
    CassandraSourceBuilder<String> source = source("doomed", "k").setSplits(4).setFetchSize(5);
    source.setRowReader(
        row -> {
          // Drops the table when the first row is there; most pages are still to come.
          keyspace.cql("DROP TABLE IF EXISTS upstream_defects.doomed");
          return row.getFormattedContents();
        },
        Types.STRING);

    assertThatThrownBy(() -> read(source))
        .hasStackTraceContaining("Cassandra does not answer table upstream_defects.doomed, tokens");
  }

  /** CassandraSplitReader.fetch removes from the set that it iterates over. */
  @Test
  void manySplitsOfOneReader_areAllRead() throws Exception {
    keyspace.cql("CREATE TABLE spread (k int PRIMARY KEY)");
    List<String> keys = IntStream.range(0, 100).mapToObj(k -> "[" + k + "]").toList();
    IntStream.range(0, 100).forEach(k -> keyspace.cql("INSERT INTO spread (k) VALUES (" + k + ")"));

    assertThat(read(source("spread", "k").setSplits(64))).containsExactlyInAnyOrderElementsOf(keys);
  }

  /** CassandraUtils.getPartitionKey loses the order of a composite partition key. */
  @Test
  void compositePartitionKey_keepsItsOrderInTheTokenFunction() throws Exception {
    keyspace.cql(
        "CREATE TABLE composite (z int, y text, x bigint, a uuid, v int, "
            + "PRIMARY KEY ((z, y, x), a))");
    for (int z = 0; z < 50; z++) {
      keyspace.cql(
          "INSERT INTO composite (z, y, x, a, v) VALUES (%d, 'y%d', %d, uuid(), %d)"
              .formatted(z, z, z, z));
    }

    assertThat(read(source("composite", "y", "v").setSplits(10)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 50).mapToObj(z -> "[y%d, %d]".formatted(z, z)).toList());
  }

  /** The last split's condition is {@code token < max}, so a row of that token is never read. */
  @Test
  void rowsAtTheEndsOfTheRing_areRead() throws Exception {
    keyspace.cql("CREATE TABLE ends (k blob PRIMARY KEY)");
    long[] hashes = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    List<String> keys =
        LongStream.of(hashes)
            .mapToObj(hash -> "0x" + HexFormat.of().formatHex(MurmurPreimage.of(hash).array()))
            .toList();
    keys.forEach(key -> keyspace.cql("INSERT INTO ends (k) VALUES (%s)".formatted(key)));
    assertThat(keyspace.cql("SELECT token(k) AS t FROM ends").stream().map(row -> row.getLong("t")))
        .as("tokens; no key has the smallest one, Cassandra takes the greatest instead")
        .containsExactlyInAnyOrder(
            Long.MIN_VALUE + 1, -1L, 0L, Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MAX_VALUE);

    for (int splits : new int[] {1, 2, 16, 300}) {
      assertThat(read(source("ends", "k").setSplits(splits)))
          .as("%d splits", splits)
          .containsExactlyInAnyOrderElementsOf(keys.stream().map("[%s]"::formatted).toList());
    }
  }

  /** Queries are matched with {@code \w+} and searched for the letters of "where". */
  @Test
  void quotedAndReservedNames_areRead() throws Exception {
    keyspace.cql(
        "CREATE TABLE \"MixedCase\" (\"Part\"\"B\" int, \"select\" text, somewhere int, "
            + "\"Limit\" int, PRIMARY KEY ((\"select\", \"Part\"\"B\"), somewhere))");
    keyspace.cql(
        "INSERT INTO \"MixedCase\" (\"Part\"\"B\", \"select\", somewhere, \"Limit\") "
            + "VALUES (1, 'two', 3, 4)");

    assertThat(read(source("MixedCase", "Limit", "somewhere", "select", "Part\"B")))
        .containsExactly("[4, 3, two, 1]");
  }

  /** A LIMIT counts in each split anew. */
  @Test
  void limit_isOfTheScan_notOfEachSplit() throws Exception {
    keyspace.cql("CREATE TABLE limited (k int PRIMARY KEY)");
    IntStream.range(0, 50).forEach(k -> keyspace.cql("INSERT INTO limited (k) VALUES (" + k + ")"));

    assertThat(read(source("limited", "k").setSplits(10).setLimit(7))).hasSize(7);
  }

  private static CassandraSourceBuilder<String> source(String table, String... columns) {
    return CassandraSource.<String>builder()
        .setConnection(keyspace.connection().build())
        .setTable(keyspace.name(), table)
        .setColumns(columns)
        .setMaxRetryTime(Duration.ofSeconds(10))
        .setRowReader(UpstreamDefectsIT::values, Types.STRING);
  }

  private static String values(Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.getColumnDefinitions().size(); i++) {
      Object value = row.getObject(i);
      values.add(
          value instanceof ByteBuffer bytes
              ? "0x" + HexFormat.of().formatHex(bytes.array(), bytes.position(), bytes.limit())
              : "" + value);
    }
    return values.toString();
  }

  private static List<String> read(CassandraSourceBuilder<String> source) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(1);
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<String> results =
        env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "read-rows")
            .uid("read-rows")
            .executeAndCollect()) {
      results.forEachRemaining(rows::add);
    }
    return rows;
  }
}
