package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.type.DataTypes;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.sink.CassandraSink;
import io.millrace.flink.connector.cassandra.sink.CassandraSinkBuilder;
import io.millrace.flink.connector.cassandra.sink.RowDataMapper;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsTargetColumnWriting;
import org.apache.flink.table.connector.sink.abilities.SupportsWritingMetadata;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

/**
 * A table that is written to: rows are laid over those of the same key, and with a PRIMARY KEY
 * declared also deleted.
 */
final class CassandraTableSink
    implements DynamicTableSink, SupportsWritingMetadata, SupportsTargetColumnWriting {

  /** Metadata column: the write timestamp in microseconds since 1970, as CQL calls it. */
  static final String WRITETIME = "writetime";

  /** Metadata column: when the row's life ends, whenever it is written. */
  static final String EXPIRES_AT = "expires_at";

  /** Metadata column: the TTL in seconds. */
  static final String TTL = "ttl";

  private final CassandraConnection connection;
  private final TableDescription table;
  private final List<String> columns;

  /** All that an INSERT may name, those of metadata too, in the order of the declaration. */
  private final List<String> declared;

  private final boolean hasPrimaryKey;
  private final ReadableConfig options;
  private List<String> written;
  private List<String> metadata;
  private DataType consumedType;

  private CassandraTableSink(
      CassandraConnection connection,
      TableDescription table,
      List<String> columns,
      List<String> declared,
      boolean hasPrimaryKey,
      ReadableConfig options,
      DataType consumedType) {
    this.connection = connection;
    this.table = table;
    this.columns = columns;
    this.declared = declared;
    this.written = columns;
    this.hasPrimaryKey = hasPrimaryKey;
    this.options = options;
    this.metadata = List.of();
    this.consumedType = consumedType;
  }

  /**
   * Compares what is declared with what the cluster has.
   *
   * @param name of the table in Flink, for messages
   * @param declared all columns that can be written, those of metadata too
   */
  static CassandraTableSink of(
      String name,
      CassandraConnection connection,
      TableDescription table,
      DataType physicalType,
      List<String> declared,
      int[] primaryKey,
      ReadableConfig options) {
    RowType type = (RowType) physicalType.getLogicalType();
    List<String> columns = type.getFieldNames();
    DeclaredColumns.check(table, type);
    for (String column : columns) {
      if (DataTypes.COUNTER.equals(table.columns().get(column))) {
        throw new ValidationException(
            "table %s: column '%s' is a counter, which can be read but not set: "
                    .formatted(name, column)
                + "a write that is repeated would count twice");
      }
    }
    if (!columns.containsAll(table.primaryKey())) {
      throw new ValidationException(
          "table %s: Cassandra's %s.%s has the primary key %s, of which %s are declared; "
                  .formatted(
                      name,
                      table.keyspace(),
                      table.table(),
                      table.primaryKey(),
                      table.primaryKey().stream().filter(columns::contains).toList())
              + "a row cannot be written without its whole key");
    }
    Set<String> key = new TreeSet<>(IntStream.of(primaryKey).mapToObj(columns::get).toList());
    if (primaryKey.length > 0 && !key.equals(new TreeSet<>(table.primaryKey()))) {
      throw new ValidationException(
          "table %s: PRIMARY KEY %s is not that of Cassandra's %s.%s; declare %s, or none "
                  .formatted(name, key, table.keyspace(), table.table(), table.primaryKey())
              + "for rows that are only added");
    }
    return new CassandraTableSink(
        connection, table, columns, declared, primaryKey.length > 0, options, physicalType);
  }

  /** Without a key in Flink there is nothing to update by, so only new rows can come. */
  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return hasPrimaryKey
        ? ChangelogMode.newBuilder()
            .addContainedKind(RowKind.INSERT)
            .addContainedKind(RowKind.UPDATE_AFTER)
            .addContainedKind(RowKind.DELETE)
            .keyOnlyDeletes(true)
            .build()
        : ChangelogMode.insertOnly();
  }

  @Override
  public Map<String, DataType> listWritableMetadata() {
    Map<String, DataType> metadata = new LinkedHashMap<>();
    metadata.put(WRITETIME, org.apache.flink.table.api.DataTypes.BIGINT().nullable());
    metadata.put(EXPIRES_AT, org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ(3).nullable());
    metadata.put(TTL, org.apache.flink.table.api.DataTypes.INT().nullable());
    return metadata;
  }

  @Override
  public void applyWritableMetadata(List<String> metadataKeys, DataType consumedDataType) {
    metadata = metadataKeys;
    consumedType = consumedDataType;
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    CassandraSinkBuilder<RowData> sink =
        CassandraSink.<RowData>builder()
            .setConnection(connection)
            .setMaxInFlight(options.get(CassandraOptions.SINK_MAX_IN_FLIGHT))
            .setMaxBatchBytes(
                (int)
                    Math.min(
                        Integer.MAX_VALUE,
                        options.get(CassandraOptions.SINK_MAX_BATCH_SIZE).getBytes()))
            .setMaxRetryTime(options.get(CassandraOptions.SINK_MAX_RETRY_TIME));
    if (options.get(CassandraOptions.SINK_REJECTED_ROWS) == CassandraOptions.RejectedRows.LOG) {
      sink.setRejectedRowHandler(new LogRejectedRows());
    }
    TableSpec spec = new TableSpec(table.keyspace(), table.table(), written, table.primaryKey());
    sink.setTables(spec).setRowMapper(new RowDataMapper(spec, consumed(), extras()));
    try {
      return SinkV2Provider.of(
          sink.build(), options.getOptional(FactoryUtil.SINK_PARALLELISM).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(
          "table %s.%s: %s".formatted(table.keyspace(), table.table(), e.getMessage()), e);
    }
  }

  /** Columns that an INSERT leaves out stay as they are, whatever NULL does to the others. */
  @Override
  public boolean applyTargetColumns(int[][] targets) {
    if (targets.length > 0) {
      Set<String> named = new TreeSet<>(table.primaryKey());
      for (int[] target : targets) {
        named.add(declared.get(target[0]));
      }
      written = columns.stream().filter(named::contains).toList();
    }
    return true;
  }

  /** Metadata columns keep names of their own, which no column of the table can have. */
  private RowType consumed() {
    RowType type = (RowType) consumedType.getLogicalType();
    List<RowType.RowField> fields = new ArrayList<>(type.getFields().subList(0, columns.size()));
    for (int i = 0; i < metadata.size(); i++) {
      fields.add(new RowType.RowField("$" + metadata.get(i), type.getTypeAt(columns.size() + i)));
    }
    return new RowType(false, fields);
  }

  private RowDataMapper.Extras extras() {
    Duration ttl = options.getOptional(CassandraOptions.SINK_TTL).orElse(null);
    return new RowDataMapper.Extras(
        field(WRITETIME),
        field(TTL),
        field(EXPIRES_AT),
        ttl == null ? RowUpsert.NO_TTL : (int) Math.min(ttl.toSeconds(), Integer.MAX_VALUE),
        options.get(CassandraOptions.SINK_NULL_VALUES) == CassandraOptions.NullValues.ERASE);
  }

  private int field(String key) {
    int index = metadata.indexOf(key);
    return index < 0 ? -1 : columns.size() + index;
  }

  @Override
  public DynamicTableSink copy() {
    CassandraTableSink copy =
        new CassandraTableSink(
            connection, table, columns, declared, hasPrimaryKey, options, consumedType);
    copy.written = written;
    copy.metadata = metadata;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "Cassandra table " + table.keyspace() + "." + table.table();
  }
}
