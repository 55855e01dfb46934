package io.millrace.flink.connector.cassandra.sink;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.internal.SinkSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link CassandraSink}; {@link #build()} checks them all. */
@PublicEvolving
public final class CassandraSinkBuilder<T> {

  /** Enough to keep a node busy, and a quarter of what one connection carries. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 256;

  /** What one connection to a node carries; beyond it the driver would refuse requests. */
  public static final int GREATEST_MAX_IN_FLIGHT = 1024;

  /** Fewer and larger requests gain little beyond; Cassandra itself takes 16 MiB. */
  public static final int DEFAULT_MAX_BATCH_BYTES = 16 << 10;

  /** Cassandra warns of more than 10. */
  public static final int DEFAULT_MAX_PARTITIONS_PER_REQUEST = 8;

  public static final int GREATEST_MAX_PARTITIONS_PER_REQUEST = 10;

  public static final int GREATEST_MAX_BATCH_BYTES = 1 << 20;

  public static final Duration DEFAULT_MAX_RETRY_TIME = Duration.ofMinutes(5);

  private @Nullable CassandraConnection connection;
  private List<TableSpec> tables = List.of();
  private @Nullable RowMapper<T> mapper;
  private RejectedRowHandler<T> rejectedRowHandler = RejectedRowHandler.failJob();
  private @Nullable String statement;
  private @Nullable StatementBinder<T> binder;
  private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
  private int maxBatchBytes = DEFAULT_MAX_BATCH_BYTES;
  private int maxPartitionsPerRequest = DEFAULT_MAX_PARTITIONS_PER_REQUEST;
  private Duration maxRetryTime = DEFAULT_MAX_RETRY_TIME;

  CassandraSinkBuilder() {}

  public CassandraSinkBuilder<T> setConnection(CassandraConnection connection) {
    this.connection = connection;
    return this;
  }

  /** All tables that rows may go to; a row for another one is rejected. */
  public CassandraSinkBuilder<T> setTables(TableSpec... tables) {
    return setTables(List.of(tables));
  }

  public CassandraSinkBuilder<T> setTables(Collection<TableSpec> tables) {
    this.tables = List.copyOf(tables);
    return this;
  }

  public CassandraSinkBuilder<T> setRowMapper(RowMapper<T> mapper) {
    this.mapper = mapper;
    return this;
  }

  /**
   * A statement of one's own for all records, instead of tables and a mapper. It is sent again
   * after a failure, so it must be idempotent: no counters, no appending to lists. It goes row by
   * row, with the sink's timestamp unless it says {@code USING TIMESTAMP}.
   *
   * @param cql with {@code ?} for values; tables with their keyspace
   */
  public CassandraSinkBuilder<T> setStatement(String cql, StatementBinder<T> binder) {
    statement = cql;
    this.binder = binder;
    return this;
  }

  public CassandraSinkBuilder<T> setRejectedRowHandler(RejectedRowHandler<T> handler) {
    rejectedRowHandler = handler;
    return this;
  }

  /**
   * Requests per subtask that wait for Cassandra's answer, at most; fewer when it is overloaded.
   */
  public CassandraSinkBuilder<T> setMaxInFlight(int requests) {
    maxInFlight = requests;
    return this;
  }

  /**
   * Up to which size of their values rows of one partition go as one request, an unlogged batch; 0
   * sends each row by itself and at once, where it would wait for others up to 0.1 s.
   */
  public CassandraSinkBuilder<T> setMaxBatchBytes(int bytes) {
    maxBatchBytes = bytes;
    return this;
  }

  /**
   * Rows of how many partitions may share a request, 1 to 10, where they are few and all replicas
   * are the same; at most 3 KiB of values. 1 sends each partition by itself.
   */
  public CassandraSinkBuilder<T> setMaxPartitionsPerRequest(int partitions) {
    maxPartitionsPerRequest = partitions;
    return this;
  }

  /** How long a row may be tried before the job fails; zero fails at the first trouble. */
  public CassandraSinkBuilder<T> setMaxRetryTime(Duration time) {
    maxRetryTime = time;
    return this;
  }

  public CassandraSink<T> build() {
    return new CassandraSink<>(sanityCheck());
  }

  private SinkSettings<T> sanityCheck() {
    if (connection == null) {
      throw new IllegalArgumentException(
          "no connection: the sink must know which cluster to write to; call setConnection");
    }
    SinkSettings.Target<T> target = target();
    if (maxInFlight < 1 || maxInFlight > GREATEST_MAX_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "max in flight is %d: none would write nothing, and one connection carries %d; "
                  .formatted(maxInFlight, GREATEST_MAX_IN_FLIGHT)
              + "call setMaxInFlight with 1 to %d".formatted(GREATEST_MAX_IN_FLIGHT));
    }
    if (maxBatchBytes < 0 || maxBatchBytes > GREATEST_MAX_BATCH_BYTES) {
      throw new IllegalArgumentException(
          "max batch bytes is %d: larger batches only hold up others; ".formatted(maxBatchBytes)
              + "call setMaxBatchBytes with 0 to %d".formatted(GREATEST_MAX_BATCH_BYTES));
    }
    if (maxPartitionsPerRequest < 1
        || maxPartitionsPerRequest > GREATEST_MAX_PARTITIONS_PER_REQUEST) {
      throw new IllegalArgumentException(
          "max partitions per request is %d: Cassandra warns of more than %d; "
                  .formatted(maxPartitionsPerRequest, GREATEST_MAX_PARTITIONS_PER_REQUEST)
              + "call setMaxPartitionsPerRequest with 1 to %d"
                  .formatted(GREATEST_MAX_PARTITIONS_PER_REQUEST));
    }
    if (maxRetryTime.isNegative()) {
      throw new IllegalArgumentException(
          "max retry time is %s: time does not run backwards; ".formatted(maxRetryTime)
              + "call setMaxRetryTime with zero or more");
    }
    return new SinkSettings<>(
        connection,
        target,
        rejectedRowHandler,
        maxInFlight,
        maxBatchBytes,
        maxPartitionsPerRequest,
        maxRetryTime);
  }

  private SinkSettings.Target<T> target() {
    if (statement != null && binder != null) {
      if (mapper != null || !tables.isEmpty()) {
        throw new IllegalArgumentException(
            "a statement and tables: a record goes either way and not both; call setStatement, or "
                + "setTables and setRowMapper");
      }
      return new SinkSettings.Statement<>(statement, binder);
    }
    if (mapper == null) {
      throw new IllegalArgumentException(
          "no row mapper: the sink must know which row a record is; call setRowMapper");
    }
    if (tables.isEmpty()) {
      throw new IllegalArgumentException(
          "no table: rows go to declared tables only, so that no record can choose another; "
              + "call setTables");
    }
    Set<String> names = new TreeSet<>();
    for (TableSpec table : tables) {
      if (!names.add(table.table())) {
        throw new IllegalArgumentException(
            "two tables are named '%s': rows are routed by that name; ".formatted(table.table())
                + "declare it once, or use a sink per keyspace");
      }
    }
    return new SinkSettings.Tables<>(tables, mapper);
  }
}
