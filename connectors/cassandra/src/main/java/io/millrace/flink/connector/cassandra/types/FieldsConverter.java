package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.data.GettableByIndex;
import com.datastax.oss.driver.api.core.data.SettableByIndex;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** UDTs and tuples as rows. */
final class FieldsConverter implements CqlConverter {

  private final Supplier<? extends SettableByIndex<?>> newValue;
  private final Field[] fields;

  private FieldsConverter(Supplier<? extends SettableByIndex<?>> newValue, Field[] fields) {
    this.newValue = newValue;
    this.fields = fields;
  }

  /**
   * @param indices for each field of the row, which of the UDT it is
   */
  static CqlConverter ofUdt(
      UserDefinedType udt,
      RowType row,
      int[] indices,
      BiFunction<DataType, LogicalType, CqlConverter> converters) {
    return new FieldsConverter(
        udt::newValue,
        fields(
            udt.getFieldTypes(),
            row,
            indices,
            converters,
            udt.getAttachmentPoint().getCodecRegistry()));
  }

  static CqlConverter ofTuple(
      TupleType tuple, RowType row, BiFunction<DataType, LogicalType, CqlConverter> converters) {
    return new FieldsConverter(
        tuple::newValue,
        fields(
            tuple.getComponentTypes(),
            row,
            IntStream.range(0, row.getFieldCount()).toArray(),
            converters,
            tuple.getAttachmentPoint().getCodecRegistry()));
  }

  private static Field[] fields(
      List<DataType> types,
      RowType row,
      int[] indices,
      BiFunction<DataType, LogicalType, CqlConverter> converters,
      CodecRegistry registry) {
    Field[] fields = new Field[indices.length];
    for (int i = 0; i < indices.length; i++) {
      DataType cql = types.get(indices[i]);
      LogicalType flink = row.getTypeAt(i);
      fields[i] =
          new Field(
              row.getFieldNames().get(i),
              indices[i],
              registry.codecFor(cql),
              converters.apply(cql, flink),
              RowData.createFieldGetter(flink.copy(true), i),
              flink.isNullable());
    }
    return fields;
  }

  @Override
  public Object toFlink(Object cql) {
    GettableByIndex value = (GettableByIndex) cql;
    GenericRowData row = new GenericRowData(fields.length);
    for (int i = 0; i < fields.length; i++) {
      row.setField(i, fields[i].read(value));
    }
    return row;
  }

  @Override
  public Object toCql(Object flink) {
    SettableByIndex<?> value = newValue.get();
    for (Field field : fields) {
      value = field.write((RowData) flink, value);
    }
    return value;
  }

  private record Field(
      String name,
      int index,
      TypeCodec<Object> codec,
      CqlConverter converter,
      RowData.FieldGetter getter,
      boolean nullable) {

    @Nullable Object read(GettableByIndex value) {
      // A value written before ALTER TYPE added the field has fewer.
      Object field = index < value.size() ? value.get(index, codec) : null;
      if (field == null && !nullable) {
        throw new IllegalArgumentException(
            "field '%s' is null, and its type in Flink is NOT NULL".formatted(name));
      }
      try {
        return field == null ? null : converter.toFlink(field);
      } catch (IllegalArgumentException e) {
        throw named(e);
      }
    }

    SettableByIndex<?> write(RowData row, SettableByIndex<?> value) {
      Object field = getter.getFieldOrNull(row);
      if (field == null) {
        return (SettableByIndex<?>) value.setToNull(index);
      }
      try {
        return (SettableByIndex<?>) value.set(index, converter.toCql(field), codec);
      } catch (IllegalArgumentException e) {
        throw named(e);
      }
    }

    private IllegalArgumentException named(IllegalArgumentException e) {
      return new IllegalArgumentException("field '%s': %s".formatted(name, e.getMessage()), e);
    }
  }
}
