package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import java.nio.ByteBuffer;
import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of one query into Flink's.
 *
 * <p>Codecs and converters are found once. Made where it is used, as it does not serialize.
 */
@Internal
public final class RowDataReader {

  private final Column[] columns;
  private final ProtocolVersion protocol;

  /**
   * The first columns of the result become the fields of the row, in this order; whatever the
   * result has behind them is the caller's.
   *
   * @param definitions of a prepared statement, so that UDTs and tuples are attached
   * @throws IllegalArgumentException if a column does not go with its field's type
   */
  public RowDataReader(
      ColumnDefinitions definitions,
      RowType produced,
      CodecRegistry codecs,
      ProtocolVersion protocol) {
    if (definitions.size() < produced.getFieldCount()) {
      throw new IllegalArgumentException(
          "a result of %d columns makes no row of %d fields"
              .formatted(definitions.size(), produced.getFieldCount()));
    }
    this.protocol = protocol;
    columns = new Column[produced.getFieldCount()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Column.of(definitions.get(i), produced.getTypeAt(i), codecs);
    }
  }

  /**
   * The row as an insertion.
   *
   * @throws IllegalArgumentException if a value does not fit its declared type, naming the column
   */
  public RowData read(Row row) {
    GenericRowData data = new GenericRowData(columns.length);
    for (int i = 0; i < columns.length; i++) {
      data.setField(i, columns[i].read(row.getBytesUnsafe(i), protocol));
    }
    return data;
  }

  private record Column(
      String name,
      DataType type,
      boolean nullable,
      boolean copied,
      TypeCodec<Object> codec,
      CqlConverter converter) {

    static Column of(ColumnDefinition definition, LogicalType flink, CodecRegistry codecs) {
      String name = definition.getName().asInternal();
      DataType type = definition.getType();
      try {
        return new Column(
            name,
            type,
            flink.isNullable(),
            ScalarType.isUnlimitedText(type, flink),
            codecs.codecFor(type),
            CqlTypes.converter(type, flink));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("column '%s': %s".formatted(name, e.getMessage()), e);
      }
    }

    @Nullable Object read(@Nullable ByteBuffer bytes, ProtocolVersion protocol) {
      if (bytes != null && copied) {
        // Both sides have UTF-8, so that nothing needs be decoded.
        byte[] text = new byte[bytes.remaining()];
        bytes.duplicate().get(text);
        return StringData.fromBytes(text);
      }
      try {
        Object value = bytes == null ? null : codec.decode(bytes, protocol);
        if (value != null) {
          return converter.toFlink(value);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "column '%s' of type %s: %s".formatted(name, CqlTypes.text(type), e.getMessage()), e);
      }
      if (!nullable) {
        throw new IllegalArgumentException(
            "column '%s' is null and declared NOT NULL; declare it without".formatted(name));
      }
      return null;
    }
  }
}
