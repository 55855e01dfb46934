package io.millrace.flink.connector.cassandra.source;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import io.millrace.flink.connector.cassandra.source.query.Restriction;
import io.millrace.flink.connector.cassandra.source.query.ScanQuery;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link CassandraSource}; {@link #build()} checks them all. */
@PublicEvolving
public final class CassandraSourceBuilder<T> {

  /** Rows per page, as many as the driver asks for by itself. */
  public static final int DEFAULT_FETCH_SIZE = 5_000;

  public static final Duration DEFAULT_MAX_RETRY_TIME = Duration.ofMinutes(5);

  private @Nullable CassandraConnection connection;
  private @Nullable String keyspace;
  private @Nullable String table;
  private List<String> columns = List.of();
  private @Nullable RowReader<T> rowReader;
  private @Nullable TypeInformation<T> type;
  private @Nullable Long limit;
  private @Nullable Integer splits;
  private int fetchSize = DEFAULT_FETCH_SIZE;
  private Duration maxRetryTime = DEFAULT_MAX_RETRY_TIME;
  private @Nullable List<List<Bytes>> partitions;
  private List<Restriction> restrictions = List.of();

  CassandraSourceBuilder() {}

  public CassandraSourceBuilder<T> setConnection(CassandraConnection connection) {
    this.connection = connection;
    return this;
  }

  /** Both as Cassandra stores their names, without quotes. */
  public CassandraSourceBuilder<T> setTable(String keyspace, String table) {
    this.keyspace = keyspace;
    this.table = table;
    return this;
  }

  /** The columns to read, in the order in which the row reader finds them; names likewise. */
  public CassandraSourceBuilder<T> setColumns(String... columns) {
    return setColumns(List.of(columns));
  }

  public CassandraSourceBuilder<T> setColumns(Collection<String> columns) {
    this.columns = List.copyOf(columns);
    return this;
  }

  /** How a row becomes a record, and the record's type. */
  public CassandraSourceBuilder<T> setRowReader(RowReader<T> reader, TypeInformation<T> type) {
    rowReader = reader;
    this.type = type;
    return this;
  }

  /**
   * So many rows at most, whichever they are. They are read by one subtask, one page after another,
   * since no other way stops in time.
   */
  public CassandraSourceBuilder<T> setLimit(long rows) {
    limit = rows;
    return this;
  }

  /**
   * About how many ranges of tokens to cut the table into; by default so many that each has 16 MB
   * by the cluster's estimate, and at least four per subtask.
   */
  public CassandraSourceBuilder<T> setSplits(int number) {
    splits = number;
    return this;
  }

  /** Rows per page; a subtask holds up to six pages. */
  public CassandraSourceBuilder<T> setFetchSize(int rows) {
    fetchSize = rows;
    return this;
  }

  /** How long a page may be tried before the job fails; zero fails at the first trouble. */
  public CassandraSourceBuilder<T> setMaxRetryTime(Duration time) {
    maxRetryTime = time;
    return this;
  }

  /** Reads these partitions only, see {@link ScanQuery#partitions()}. */
  @Internal
  public CassandraSourceBuilder<T> setPartitions(@Nullable List<List<Bytes>> partitions) {
    this.partitions = partitions;
    return this;
  }

  /** Reads only rows that Cassandra finds by these, see {@link ScanQuery#restrictions()}. */
  @Internal
  public CassandraSourceBuilder<T> setRestrictions(List<Restriction> restrictions) {
    this.restrictions = List.copyOf(restrictions);
    return this;
  }

  public CassandraSource<T> build() {
    if (connection == null) {
      throw new IllegalArgumentException(
          "no connection: the source must know which cluster to read from; call setConnection");
    }
    if (keyspace == null || table == null) {
      throw new IllegalArgumentException(
          "no table: the source must know what to read; call setTable");
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "no columns: only those that are named are read; call setColumns");
    }
    if (new LinkedHashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException(
          "columns %s name one twice: a row has each once; call setColumns without it"
              .formatted(columns));
    }
    if (rowReader == null || type == null) {
      throw new IllegalArgumentException(
          "no row reader: the source must know how a row becomes a record; call setRowReader");
    }
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException(
          "limit is %d: nothing would be read; call setLimit with 1 or more".formatted(limit));
    }
    if (splits != null && splits < 1) {
      throw new IllegalArgumentException(
          "splits is %d: nothing would be read; call setSplits with 1 or more".formatted(splits));
    }
    if (fetchSize < 1) {
      throw new IllegalArgumentException(
          "fetch size is %d: pages would be empty; call setFetchSize with 1 or more"
              .formatted(fetchSize));
    }
    if (maxRetryTime.isNegative()) {
      throw new IllegalArgumentException(
          "max retry time is %s: time does not run backwards; ".formatted(maxRetryTime)
              + "call setMaxRetryTime with zero or more");
    }
    ScanQuery query =
        new ScanQuery(
            keyspace,
            table,
            columns,
            partitions,
            restrictions,
            limit == null ? null : Math.min(limit, Integer.MAX_VALUE));
    return new CassandraSource<>(
        new ScanSettings(connection, query, splits, fetchSize, maxRetryTime), rowReader, type);
  }
}
