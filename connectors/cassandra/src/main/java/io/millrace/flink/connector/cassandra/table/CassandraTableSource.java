package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.types.DataType;

/** A table that is scanned or looked up from. */
final class CassandraTableSource implements DynamicTableSource {

  private final CassandraConnection connection;
  private final TableDescription table;
  private final DataType physicalType;
  private final ReadableConfig options;

  CassandraTableSource(
      CassandraConnection connection,
      TableDescription table,
      DataType physicalType,
      ReadableConfig options) {
    this.connection = connection;
    this.table = table;
    this.physicalType = physicalType;
    this.options = options;
  }

  @Override
  public DynamicTableSource copy() {
    return new CassandraTableSource(connection, table, physicalType, options);
  }

  @Override
  public String asSummaryString() {
    return "Cassandra table " + table.keyspace() + "." + table.table();
  }
}
