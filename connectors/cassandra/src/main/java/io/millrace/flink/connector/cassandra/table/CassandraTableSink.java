package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.types.DataType;

/** A table that is written to. */
final class CassandraTableSink implements DynamicTableSink {

  private final CassandraConnection connection;
  private final TableDescription table;
  private final DataType physicalType;
  private final int[] primaryKey;
  private final ReadableConfig options;

  CassandraTableSink(
      CassandraConnection connection,
      TableDescription table,
      DataType physicalType,
      int[] primaryKey,
      ReadableConfig options) {
    this.connection = connection;
    this.table = table;
    this.physicalType = physicalType;
    this.primaryKey = primaryKey;
    this.options = options;
  }

  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return ChangelogMode.upsert();
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public DynamicTableSink copy() {
    return new CassandraTableSink(connection, table, physicalType, primaryKey, options);
  }

  @Override
  public String asSummaryString() {
    return "Cassandra table " + table.keyspace() + "." + table.table();
  }
}
