package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.source.RowReader;
import io.millrace.flink.connector.cassandra.types.RowDataReader;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** Makes rows of a scan; each subtask has its own. */
final class RowDataRowReader implements RowReader<RowData> {

  private static final long serialVersionUID = 1L;

  private final RowType produced;
  private transient @Nullable ColumnDefinitions definitions;
  private transient @Nullable RowDataReader reader;

  RowDataRowReader(RowType produced) {
    this.produced = produced;
  }

  /** Pages of one statement share their definitions, until a column's type changes. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public RowData read(Row row) {
    RowDataReader current = reader;
    if (current == null || definitions != row.getColumnDefinitions()) {
      definitions = row.getColumnDefinitions();
      current =
          new RowDataReader(
              row.getColumnDefinitions(), produced, row.codecRegistry(), row.protocolVersion());
      reader = current;
    }
    return current.read(row);
  }
}
