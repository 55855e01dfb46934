package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.VectorType;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Which CQL type is which Flink type; docs/connectors/cassandra-types.md is the same table.
 *
 * <p>A Flink type goes with a CQL type if it can hold every value of it, so reading neither fails
 * nor rounds. Five do not, and fail on a value they cannot hold: {@code DECIMAL} for varint and
 * decimal, {@code BIGINT} for varint, {@code TIME} for time, and texts and bytes of limited length.
 * In the other direction each value that does not fit is an {@link IllegalArgumentException}.
 */
public final class CqlTypes {

  private CqlTypes() {}

  /**
   * The Flink type that a column of a CQL type has when nobody declared another.
   *
   * @throws IllegalArgumentException if there is none, with the reason
   */
  public static org.apache.flink.table.types.DataType toFlink(DataType cql) {
    ScalarType scalar = ScalarType.of(cql);
    if (scalar != null) {
      return scalar.defaultType();
    }
    if (cql instanceof ListType list) {
      return DataTypes.ARRAY(toFlink(list.getElementType()));
    }
    if (cql instanceof SetType set) {
      return DataTypes.ARRAY(toFlink(set.getElementType()));
    }
    if (cql instanceof VectorType vector) {
      return DataTypes.ARRAY(toFlink(vector.getElementType()));
    }
    if (cql instanceof MapType map) {
      return DataTypes.MAP(toFlink(map.getKeyType()), toFlink(map.getValueType()));
    }
    if (cql instanceof UserDefinedType udt) {
      return row(fieldNames(udt), udt.getFieldTypes());
    }
    if (cql instanceof TupleType tuple) {
      return row(fieldNames(tuple), tuple.getComponentTypes());
    }
    throw new IllegalArgumentException(
        "CQL type %s has no Flink type; leave the column out or cast it to another in Cassandra"
            .formatted(text(cql)));
  }

  /**
   * How values of the two types pass into each other.
   *
   * @param cql a UDT or tuple must be attached to a session for {@link CqlConverter#toCql}
   * @throws IllegalArgumentException if the two types do not go together; the message names both
   *     and what to declare instead
   */
  public static CqlConverter converter(DataType cql, LogicalType flink) {
    try {
      return find(cql, flink);
    } catch (Mismatch mismatch) {
      String inner =
          mismatch.cql.equals(cql)
              ? ""
              : ": in it %s does not go with %s".formatted(text(mismatch.cql), mismatch.flink);
      throw new IllegalArgumentException(
          "CQL type %s does not go with Flink type %s%s; declare %s"
                  .formatted(text(cql), text(flink), inner, text(toFlink(cql).getLogicalType()))
              + mismatch.remedy,
          mismatch);
    }
  }

  /** What else than the default a type may be declared as, such as {@code INT, BIGINT}, or "". */
  static String alternatives(DataType cql) {
    ScalarType scalar = ScalarType.of(cql);
    return scalar == null ? "" : scalar.alternatives();
  }

  /** As CQL writes it. */
  static String text(DataType cql) {
    return cql.asCql(false, true);
  }

  static String text(LogicalType flink) {
    return flink.copy(true).asSummaryString();
  }

  private static CqlConverter find(DataType cql, LogicalType flink) {
    ScalarType scalar = ScalarType.of(cql);
    if (scalar != null) {
      CqlConverter converter = scalar.converter(flink);
      if (converter == null) {
        String others = scalar.alternatives();
        throw new Mismatch(
            cql,
            flink,
            others.isEmpty()
                ? ""
                : " (in place of %s also %s)"
                    .formatted(text(scalar.defaultType().getLogicalType()), others));
      }
      return converter;
    }
    if (cql instanceof ListType list && flink instanceof ArrayType array) {
      return ArrayConverter.ofList(
          element(list.getElementType(), array.getElementType(), "list"), array.getElementType());
    }
    if (cql instanceof SetType set && flink instanceof ArrayType array) {
      return ArrayConverter.ofSet(
          element(set.getElementType(), array.getElementType(), "set"), array.getElementType());
    }
    if (cql instanceof VectorType vector && flink instanceof ArrayType array) {
      return ArrayConverter.ofVector(
          element(vector.getElementType(), array.getElementType(), "vector"),
          array.getElementType(),
          vector.getDimensions());
    }
    if (cql instanceof MapType map
        && flink instanceof org.apache.flink.table.types.logical.MapType flinkMap) {
      return new MapConverter(
          element(map.getKeyType(), flinkMap.getKeyType(), "map"),
          element(map.getValueType(), flinkMap.getValueType(), "map"),
          flinkMap);
    }
    if (cql instanceof UserDefinedType udt && flink instanceof RowType row) {
      List<String> names = fieldNames(udt);
      if (names.size() != row.getFieldCount() || !row.getFieldNames().containsAll(names)) {
        throw new Mismatch(cql, flink, "");
      }
      return FieldsConverter.ofUdt(
          udt,
          row,
          row.getFieldNames().stream().mapToInt(names::indexOf).toArray(),
          CqlTypes::find);
    }
    if (cql instanceof TupleType tuple && flink instanceof RowType row) {
      if (tuple.getComponentTypes().size() != row.getFieldCount()) {
        throw new Mismatch(cql, flink, "");
      }
      return FieldsConverter.ofTuple(tuple, row, CqlTypes::find);
    }
    // Finds no default for a type that has none, and then says so.
    toFlink(cql);
    throw new Mismatch(cql, flink, "");
  }

  private static ElementConverter element(DataType cql, LogicalType flink, String collection) {
    return new ElementConverter(find(cql, flink), collection, flink.isNullable());
  }

  private static org.apache.flink.table.types.DataType row(
      List<String> names, List<DataType> types) {
    List<DataTypes.Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(DataTypes.FIELD(names.get(i), toFlink(types.get(i))));
    }
    return DataTypes.ROW(fields);
  }

  private static List<String> fieldNames(UserDefinedType udt) {
    return udt.getFieldNames().stream().map(CqlIdentifier::asInternal).toList();
  }

  /** As Flink's Tuple2 and its like call them. */
  private static List<String> fieldNames(TupleType tuple) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < tuple.getComponentTypes().size(); i++) {
      names.add("f" + i);
    }
    return names;
  }

  /** Two types, perhaps deep inside others, that do not go together. */
  private static final class Mismatch extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient DataType cql;
    private final String flink;
    private final String remedy;

    Mismatch(DataType cql, LogicalType flink, String remedy) {
      super(text(cql) + " and " + text(flink));
      this.cql = cql;
      this.flink = text(flink);
      this.remedy = remedy;
    }
  }
}
