package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.type.DataType;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Turns fields of Flink's rows into values that the driver binds.
 *
 * <p>Made where it is used, as it does not serialize.
 */
@Internal
public final class CqlValues {

  private final String[] names;
  private final DataType[] types;
  private final RowData.FieldGetter[] getters;
  private final CqlConverter[] converters;

  /**
   * @param consumed the type of the rows that come
   * @param fields which of its fields become values, in the order of the values
   * @param types of the values, one for each; UDTs and tuples attached to a session
   * @throws IllegalArgumentException if a field does not go with its CQL type
   */
  public CqlValues(RowType consumed, int[] fields, List<DataType> types) {
    if (fields.length != types.size()) {
      throw new IllegalArgumentException(
          "%d fields are not %d values".formatted(fields.length, types.size()));
    }
    names = new String[fields.length];
    this.types = types.toArray(DataType[]::new);
    getters = new RowData.FieldGetter[fields.length];
    converters = new CqlConverter[fields.length];
    for (int i = 0; i < fields.length; i++) {
      names[i] = consumed.getFieldNames().get(fields[i]);
      // As of a type that may be null, since only then it looks for null.
      getters[i] = RowData.createFieldGetter(consumed.getTypeAt(fields[i]).copy(true), fields[i]);
      try {
        converters[i] = CqlTypes.converter(this.types[i], consumed.getTypeAt(fields[i]));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "column '%s': %s".formatted(names[i], e.getMessage()), e);
      }
    }
  }

  /**
   * One value per field, null where the row has null.
   *
   * @throws IllegalArgumentException if a value does not fit its CQL type, naming the column
   */
  public @Nullable Object[] toCql(RowData row) {
    @Nullable Object[] values = new @Nullable Object[converters.length];
    for (int i = 0; i < values.length; i++) {
      Object value = getters[i].getFieldOrNull(row);
      values[i] = value == null ? null : toCql(i, value);
    }
    return values;
  }

  private Object toCql(int i, Object value) {
    try {
      return converters[i].toCql(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "column '%s' of type %s: %s".formatted(names[i], CqlTypes.text(types[i]), e.getMessage()),
          e);
    }
  }
}
