package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.RollupRow;
import io.millrace.benchmarks.load.SingleRow;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.time.Instant;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** What is written, and how each driver-4 engine binds and reads it. */
enum BenchTable {
  ROLLUP(EngineArguments.ROLLUP) {
    @Override
    String create(String table) {
      return RollupRow.createTable(table);
    }

    @Override
    String insert(String table) {
      return RollupRow.insert(table);
    }

    @Override
    BoundStatement bind(PreparedStatement insert, long number) {
      RollupRow row = RollupRow.of(number);
      return insert
          .boundStatementBuilder()
          .setInt(0, row.bucket())
          .setInt(1, row.shard())
          .setInstant(2, Instant.ofEpochMilli(row.minuteMillis()))
          .setLong(3, row.events())
          .setDouble(4, row.total())
          .setDouble(5, row.lowest())
          .setDouble(6, row.highest())
          .setString(7, row.top())
          .setLong(8, row.writtenMicros())
          .build();
    }

    @Override
    RowUpsert upsert(String table, long number) {
      RollupRow row = RollupRow.of(number);
      return RowUpsert.of(
              table,
              row.bucket(),
              row.shard(),
              Instant.ofEpochMilli(row.minuteMillis()),
              row.events(),
              row.total(),
              row.lowest(),
              row.highest(),
              row.top())
          .withTimestamp(row.writtenMicros());
    }

    @Override
    TableSpec spec(String table) {
      return specOf(table, RollupRow.COLUMNS, List.of("bucket", "shard", "minute"));
    }

    @Override
    boolean samePartition(long number, long other) {
      return RollupRow.of(number).sharesPartition(RollupRow.of(other));
    }

    @Override
    String partitionKey() {
      return "bucket, shard";
    }

    @Override
    String read() {
      return RollupRow.COLUMNS + ", writetime(total)";
    }

    @Override
    long digest(Row row) {
      Instant minute = row.getInstant(2);
      String top = row.getString(7);
      return minute == null || top == null
          ? 0
          : new RollupRow(
                  row.getInt(0),
                  row.getInt(1),
                  minute.toEpochMilli(),
                  row.getLong(3),
                  row.getDouble(4),
                  row.getDouble(5),
                  row.getDouble(6),
                  top,
                  row.size() > WRITTEN ? row.getLong(WRITTEN) : 0)
              .digest();
    }

    @Override
    String columns() {
      return RollupRow.COLUMNS;
    }

    @Override
    long scanDigest(long number) {
      return RollupRow.of(number).withoutWritten().digest();
    }

    @Override
    long digest(long number) {
      return RollupRow.of(number).digest();
    }

    @Override
    String sqlColumns() {
      return "bucket INT, shard INT, `minute` TIMESTAMP_LTZ(3), events BIGINT, total DOUBLE,"
          + " lowest DOUBLE, highest DOUBLE, top STRING,"
          + " PRIMARY KEY (bucket, shard, `minute`) NOT ENFORCED";
    }

    @Override
    String sqlSums() {
      return "COUNT(*), SUM(CAST(bucket AS BIGINT)), SUM(CAST(shard AS BIGINT)), SUM(events),"
          + " SUM(total), SUM(lowest), SUM(highest), SUM(CAST(CHAR_LENGTH(top) AS BIGINT)),"
          + " MIN(`minute`)";
    }

    @Override
    List<Object> sums(LongStream numbers) {
      long rows = 0;
      long buckets = 0;
      long shards = 0;
      long events = 0;
      double total = 0;
      double lowest = 0;
      double highest = 0;
      long lengths = 0;
      long minute = Long.MAX_VALUE;
      for (PrimitiveIterator.OfLong each = numbers.iterator(); each.hasNext(); rows++) {
        RollupRow row = RollupRow.of(each.nextLong());
        buckets += row.bucket();
        shards += row.shard();
        events += row.events();
        total += row.total();
        lowest += row.lowest();
        highest += row.highest();
        lengths += row.top().length();
        minute = Math.min(minute, row.minuteMillis());
      }
      return List.of(
          rows,
          buckets,
          shards,
          events,
          total,
          lowest,
          highest,
          lengths,
          Instant.ofEpochMilli(minute));
    }
  },

  SINGLE(EngineArguments.SINGLE) {
    @Override
    String create(String table) {
      return SingleRow.createTable(table);
    }

    @Override
    String insert(String table) {
      return SingleRow.insert(table);
    }

    @Override
    BoundStatement bind(PreparedStatement insert, long number) {
      SingleRow row = SingleRow.of(number);
      return insert
          .boundStatementBuilder()
          .setLong(0, row.id())
          .setLong(1, row.at())
          .setDouble(2, row.amount())
          .setString(3, row.payload())
          .build();
    }

    @Override
    RowUpsert upsert(String table, long number) {
      SingleRow row = SingleRow.of(number);
      return RowUpsert.of(table, row.id(), row.at(), row.amount(), row.payload());
    }

    @Override
    TableSpec spec(String table) {
      return specOf(table, SingleRow.COLUMNS, List.of("id"));
    }

    @Override
    boolean samePartition(long number, long other) {
      return false;
    }

    @Override
    String partitionKey() {
      return "id";
    }

    @Override
    String read() {
      return SingleRow.COLUMNS;
    }

    @Override
    long digest(Row row) {
      String payload = row.getString(3);
      return payload == null
          ? 0
          : new SingleRow(row.getLong(0), row.getLong(1), row.getDouble(2), payload).digest();
    }

    @Override
    String columns() {
      return SingleRow.COLUMNS;
    }

    @Override
    long digest(long number) {
      return SingleRow.of(number).digest();
    }

    @Override
    long scanDigest(long number) {
      return digest(number);
    }

    @Override
    String sqlColumns() {
      return "id BIGINT, `at` BIGINT, amount DOUBLE, payload STRING,"
          + " PRIMARY KEY (id) NOT ENFORCED";
    }

    @Override
    String sqlSums() {
      return "COUNT(*), SUM(CAST(MOD(id, 1000003) AS BIGINT)), SUM(`at`), SUM(amount),"
          + " SUM(CAST(CHAR_LENGTH(payload) AS BIGINT))";
    }

    @Override
    List<Object> sums(LongStream numbers) {
      long rows = 0;
      long ids = 0;
      long ats = 0;
      double amounts = 0;
      long lengths = 0;
      for (PrimitiveIterator.OfLong each = numbers.iterator(); each.hasNext(); rows++) {
        SingleRow row = SingleRow.of(each.nextLong());
        ids += row.id() % 1_000_003;
        ats += row.at();
        amounts += row.amount();
        lengths += row.payload().length();
      }
      return List.of(rows, ids, ats, amounts, lengths);
    }
  };

  /** Where {@link #read()} has the write timestamp. */
  private static final int WRITTEN = 8;

  private final String word;

  BenchTable(String word) {
    this.word = word;
  }

  /** As {@link EngineArguments#workload()} has it. */
  String word() {
    return word;
  }

  static BenchTable of(EngineArguments arguments) {
    return arguments.isRollup() ? ROLLUP : SINGLE;
  }

  abstract String create(String table);

  abstract String insert(String table);

  abstract BoundStatement bind(PreparedStatement insert, long number);

  abstract RowUpsert upsert(String table, long number);

  abstract TableSpec spec(String table);

  abstract boolean samePartition(long number, long other);

  abstract String partitionKey();

  /** The columns that {@link #digest(Row)} takes, in its order. */
  abstract String read();

  /** The same without what only a query of one's own can ask for. */
  abstract String columns();

  /** Of rows with {@link #read()} or {@link #columns()}. */
  abstract long digest(Row row);

  abstract long digest(long number);

  /** The digest of {@link #columns()} alone. */
  abstract long scanDigest(long number);

  /** As Flink SQL declares them. */
  abstract String sqlColumns();

  /**
   * Sums that read every column; their doubles are exact in any order.
   *
   * <p>SUM returns the type that it adds, so what could overflow is cast first.
   */
  abstract String sqlSums();

  /** What {@link #sqlSums()} has to find in these rows. */
  abstract List<Object> sums(LongStream numbers);

  /** What a table of so many rows must hold. */
  Contents truth(long rows) {
    return new Contents(rows, LongStream.range(0, rows).parallel().map(this::digest).sum());
  }

  /** What a scan of {@link #columns()} must find. */
  Contents scanTruth(long rows) {
    return new Contents(rows, LongStream.range(0, rows).parallel().map(this::scanDigest).sum());
  }

  static TableSpec specOf(String table, String columns, List<String> primaryKey) {
    return new TableSpec(BenchCassandra.KEYSPACE, table, List.of(columns.split(", ")), primaryKey);
  }

  /** How many rows, and a sum over all their values in which no order matters. */
  record Contents(long rows, long digest) {

    static final Contents NONE = new Contents(0, 0);

    Contents plus(Contents other) {
      return new Contents(rows + other.rows, digest + other.digest);
    }
  }
}
