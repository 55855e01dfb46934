package io.millrace.flink.connector.cassandra.sink;

import java.util.List;
import java.util.Set;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;

/** {@link RowMappers#ofRow}. */
final class FlinkRowMapper implements RowMapper<Row> {

  private static final long serialVersionUID = 1L;

  private final TableSpec table;

  FlinkRowMapper(TableSpec table) {
    this.table = table;
  }

  @Override
  public RowWrite map(Row input) throws UnmappableRecordException {
    // Where an UPDATE_BEFORE comes, what was updated may fall to a filter and no UPDATE_AFTER come.
    return input.getKind() == RowKind.DELETE || input.getKind() == RowKind.UPDATE_BEFORE
        ? RowDelete.of(table.table(), values(input, table.primaryKey()))
        : RowUpsert.of(table.table(), values(input, table.columns()));
  }

  private @Nullable Object[] values(Row input, List<String> columns)
      throws UnmappableRecordException {
    Set<String> names = input.getFieldNames(true);
    if (names == null && input.getArity() != table.columns().size()) {
      throw new UnmappableRecordException(
          table.table(),
          "",
          "it has %d fields for the %d columns %s"
              .formatted(input.getArity(), table.columns().size(), table.columns()),
          null);
    }
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      String column = columns.get(i);
      if (names == null) {
        values[i] = input.getField(table.columns().indexOf(column));
      } else if (names.contains(column)) {
        values[i] = input.getField(column);
      }
    }
    return values;
  }
}
