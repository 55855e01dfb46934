package io.millrace.flink.connector.cassandra.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.session.RetriedReads;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.source.ScanSettings;
import io.millrace.flink.connector.cassandra.source.query.ScanQuery;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplitState;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import io.millrace.stack.SharedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassandraSplitReaderIT {

  private static final int ROWS = 100;

  private static TestKeyspace keyspace;

  private final SimpleCounter bytesIn = new SimpleCounter();
  private SessionLease lease;
  private RetriedReads reads;

  @BeforeAll
  static void createTable() {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "split_reader_it");
    keyspace.cql("CREATE TABLE row (k int PRIMARY KEY)");
    for (int k = 0; k < ROWS; k++) {
      keyspace.cql("INSERT INTO row (k) VALUES (" + k + ")");
    }
  }

  @AfterAll
  static void disconnect() {
    keyspace.close();
  }

  @BeforeEach
  void open() throws Exception {
    lease =
        SessionLease.acquire(
            keyspace.connection().build(), CassandraSplitReaderIT.class.getClassLoader());
    reads = RetriedReads.during(Duration.ofSeconds(10), "wait longer", () -> {});
  }

  @AfterEach
  void close() {
    reads.close();
    lease.close();
  }

  /** Positions at a page's start, middle and end; pages of the same, smaller and greater size. */
  @ParameterizedTest(name = "{0} rows in pages of {1}, the rest in pages of {2}")
  @CsvSource({
    "0, 10, 10",
    "1, 10, 10",
    "10, 10, 10",
    "35, 10, 10",
    "39, 20, 7",
    "60, 20, 1",
    "15, 10, 50",
    "99, 200, 10",
    "100, 200, 30",
    "100, 10, 10"
  })
  void splitThatStoppedAnywhere_goesOnWithTheNextRow(int rows, int fetchSize, int fetchSizeAfter)
      throws IOException {
    CassandraSplitState state =
        new CassandraSplitState(CassandraSplit.of("0", TokenSpan.ALL, List.of()));
    List<Integer> keys = read(reader(fetchSize), state, rows);

    CassandraSplitState restored = new CassandraSplitState(state.toSplit());
    keys.addAll(read(reader(fetchSizeAfter), restored, Integer.MAX_VALUE));

    assertThat(keys).hasSize(ROWS).doesNotHaveDuplicates();
    assertThat(bytesIn.getCount()).isPositive();
  }

  /** Token 0 lies between the keys; the third split has its turn when one of the others ends. */
  @Test
  void splits_areReadTwoAtATime_eachRowOnce() throws IOException {
    CassandraSplitReader reader = reader(5);
    String middle = "0";
    reader.handleSplitsChanges(
        new SplitsAddition<>(
            List.of(
                CassandraSplit.of("low", new TokenSpan(null, middle), List.of()),
                CassandraSplit.of("high", new TokenSpan(middle, null), List.of()),
                CassandraSplit.of("again", TokenSpan.ALL, List.of()))));
    List<String> order = new ArrayList<>();
    Map<String, List<Integer>> keys = new HashMap<>();
    Set<String> finished = new HashSet<>();
    while (finished.size() < 3) {
      RecordsWithSplitIds<PageRow> page = reader.fetch();
      String split = page.nextSplit();
      order.add(split);
      for (PageRow row = page.nextRecordFromSplit();
          row != null;
          row = page.nextRecordFromSplit()) {
        keys.computeIfAbsent(split, ignored -> new ArrayList<>()).add(row.row.getInt(0));
      }
      finished.addAll(page.finishedSplits());
    }

    List<Integer> halves = new ArrayList<>(keys.get("low"));
    halves.addAll(keys.get("high"));
    assertThat(halves).hasSize(ROWS).doesNotHaveDuplicates();
    assertThat(keys.get("again")).hasSize(ROWS).doesNotHaveDuplicates();
    int firstOfThird = order.indexOf("again");
    assertThat(order.indexOf("high"))
        .as("low is not read to its end first")
        .isLessThan(order.lastIndexOf("low"));
    assertThat(firstOfThird)
        .isGreaterThan(Math.min(order.lastIndexOf("low"), order.lastIndexOf("high")));
  }

  @Test
  void wokenReader_returnsAtOnce_andLosesNothing() throws IOException {
    CassandraSplitReader reader = reader(10);
    reader.wakeUp();
    reader.handleSplitsChanges(
        new SplitsAddition<>(List.of(CassandraSplit.of("0", TokenSpan.ALL, List.of()))));

    assertThat(reader.fetch().nextSplit()).isNull();
    assertThat(
            drain(
                reader,
                new CassandraSplitState(CassandraSplit.of("0", TokenSpan.ALL, List.of())),
                Integer.MAX_VALUE))
        .hasSize(ROWS);
  }

  private CassandraSplitReader reader(int fetchSize) {
    CassandraConnection connection = keyspace.connection().build();
    ScanSettings settings =
        new ScanSettings(
            connection,
            ScanQuery.of(keyspace.name(), "row", List.of("k")),
            1,
            fetchSize,
            Duration.ofSeconds(10));
    return new CassandraSplitReader(
        new PageRequests(lease.session(), settings, List.of("k"), reads), bytesIn);
  }

  private static List<Integer> read(
      CassandraSplitReader reader, CassandraSplitState state, int most) throws IOException {
    reader.handleSplitsChanges(new SplitsAddition<>(List.of(state.toSplit())));
    return drain(reader, state, most);
  }

  /** As Flink's reader does: the state moves with each row. */
  private static List<Integer> drain(
      CassandraSplitReader reader, CassandraSplitState state, int most) throws IOException {
    List<Integer> keys = new ArrayList<>();
    boolean finished = false;
    while (!finished && keys.size() < most) {
      RecordsWithSplitIds<PageRow> page = reader.fetch();
      while (page.nextSplit() != null) {
        for (PageRow row = page.nextRecordFromSplit();
            row != null;
            row = keys.size() < most ? page.nextRecordFromSplit() : null) {
          keys.add(row.row.getInt(0));
          state.moveTo(row.pagingState, row.rowsRead);
        }
      }
      finished = !page.finishedSplits().isEmpty();
    }
    return keys;
  }
}
