package io.millrace.flink.connector.cassandra.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.connector.cassandra.TestKeyspace;
import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;

/** A table of rows numbered from 0, a hundred to a partition. */
final class ScanTable {

  static final String NAME = "numbered";
  private static final int ROWS_PER_PARTITION = 100;

  private final TestKeyspace keyspace;
  private final int rows;

  private ScanTable(TestKeyspace keyspace, int rows) {
    this.keyspace = keyspace;
    this.rows = rows;
  }

  static ScanTable create(TestKeyspace keyspace, int rows) {
    keyspace.cql("DROP TABLE IF EXISTS " + NAME);
    keyspace.cql("CREATE TABLE numbered (part int, id bigint, text text, PRIMARY KEY (part, id))");
    for (int part = 0; part < rows / ROWS_PER_PARTITION; part++) {
      int of = part;
      keyspace.cql(
          LongStream.range(0, ROWS_PER_PARTITION)
              .map(row -> of * (long) ROWS_PER_PARTITION + row)
              .mapToObj(
                  id ->
                      "INSERT INTO numbered (part, id, text) VALUES (%d, %d, 'row %d');"
                          .formatted(of, id, id))
              .collect(Collectors.joining("\n", "BEGIN UNLOGGED BATCH\n", "\nAPPLY BATCH")));
    }
    return new ScanTable(keyspace, rows);
  }

  /** Reads the ids, after a look at the rest of the row. */
  CassandraSourceBuilder<Long> source() {
    return CassandraSource.<Long>builder()
        .setConnection(keyspace.connection().build())
        .setTable(keyspace.name(), NAME)
        .setColumns("text", "id", "part")
        .setRowReader(
            row -> {
              long id = row.getLong("id");
              if (row.getInt("part") != id / ROWS_PER_PARTITION
                  || !("row " + id).equals(row.getString("text"))) {
                throw new AssertionError(row.getFormattedContents());
              }
              return id;
            },
            Types.LONG);
  }

  void assertEachIsOnceIn(Iterator<Long> ids) {
    int[] timesSeen = new int[rows];
    ids.forEachRemaining(id -> timesSeen[Math.toIntExact(id)]++);
    assertThat(LongStream.range(0, rows).filter(id -> timesSeen[(int) id] == 0).boxed())
        .as("lost")
        .isEmpty();
    assertThat(LongStream.range(0, rows).filter(id -> timesSeen[(int) id] > 1).boxed())
        .as("doubled")
        .isEmpty();
  }
}
