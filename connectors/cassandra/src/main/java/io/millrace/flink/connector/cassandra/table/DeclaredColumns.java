package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.types.CqlTypes;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.RowType;

/** Compares the columns that a table is declared with in SQL with those that it has. */
final class DeclaredColumns {

  private DeclaredColumns() {}

  static void check(TableDescription table, RowType declared) {
    for (RowType.RowField field : declared.getFields()) {
      var type = table.columns().get(field.getName());
      if (type == null) {
        throw new ValidationException(
            "table %s.%s has no column '%s', only %s; add it or correct the name"
                .formatted(
                    table.keyspace(), table.table(), field.getName(), table.columns().keySet()));
      }
      try {
        CqlTypes.converter(type, field.getType());
      } catch (IllegalArgumentException e) {
        throw new ValidationException(
            "table %s.%s, column '%s': %s"
                .formatted(table.keyspace(), table.table(), field.getName(), e.getMessage()),
            e);
      }
    }
  }
}
