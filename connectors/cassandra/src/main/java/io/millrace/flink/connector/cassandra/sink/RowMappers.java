package io.millrace.flink.connector.cassandra.sink;

import java.util.Map;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/** Mappers for records whose properties are columns. */
@PublicEvolving
public final class RowMappers {

  private RowMappers() {}

  /**
   * Of a Java record or POJO: a column takes the property of its name, or of its name in camel case
   * ({@code user_id} takes {@code userId}). Properties are record components, public getters and
   * public fields.
   *
   * @throws IllegalArgumentException naming the columns without property and what there is
   */
  public static <T> RowMapper<T> ofProperties(Class<T> type, TableSpec table) {
    return ofProperties(type, table, Map.of());
  }

  /**
   * The same with other names for some columns.
   *
   * @param propertyOf from columns to properties
   */
  public static <T> RowMapper<T> ofProperties(
      Class<T> type, TableSpec table, Map<String, String> propertyOf) {
    return new PropertiesMapper<>(type, table, propertyOf);
  }

  /**
   * Of a {@link Row}: by name if its fields have names, else by position in the order of the
   * table's columns. Rows of the kinds DELETE and UPDATE_BEFORE are deleted.
   */
  public static RowMapper<Row> ofRow(TableSpec table) {
    return new FlinkRowMapper(table);
  }

  /**
   * Of Flink's internal rows, by name. DELETE and UPDATE_BEFORE as {@link #ofRow} takes them.
   *
   * @param type its fields are named after columns and have types that go with theirs
   *     (docs/connectors/cassandra-types.md)
   */
  public static RowMapper<RowData> ofRowData(TableSpec table, RowType type) {
    return new RowDataMapper(table, type, RowDataMapper.Extras.NONE);
  }
}
