package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import io.millrace.flink.connector.cassandra.types.CqlConverter;
import io.millrace.flink.connector.cassandra.types.CqlTypes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * Encodes a literal of SQL as a value of CQL, if both compare it alike. A filter that is not pushed
 * costs time; one that drops a row which SQL keeps would cost the row.
 */
final class CqlLiteral {

  /**
   * What is equal in one language is equal in the other. Not so decimals (1.0 and 1.00 are two
   * keys), and floating point with its two zeros.
   */
  private static final Set<DataType> EQUAL_ALIKE =
      Set.of(
          DataTypes.TEXT,
          DataTypes.ASCII,
          DataTypes.BOOLEAN,
          DataTypes.TINYINT,
          DataTypes.SMALLINT,
          DataTypes.INT,
          DataTypes.BIGINT,
          DataTypes.DATE,
          DataTypes.TIMESTAMP,
          DataTypes.BLOB,
          DataTypes.UUID,
          DataTypes.TIMEUUID);

  /** Likewise of order; UUIDs, which SQL has as text, are sorted by other rules in Cassandra. */
  private static final Set<DataType> ORDERED_ALIKE =
      Set.of(
          DataTypes.TEXT,
          DataTypes.ASCII,
          DataTypes.TINYINT,
          DataTypes.SMALLINT,
          DataTypes.INT,
          DataTypes.BIGINT,
          DataTypes.DATE,
          DataTypes.TIMESTAMP);

  private CqlLiteral() {}

  static Optional<Bytes> forEquality(
      DataType cql, LogicalType column, ValueLiteralExpression literal) {
    return EQUAL_ALIKE.contains(cql) ? encode(cql, column, literal) : Optional.empty();
  }

  static Optional<Bytes> forOrder(
      DataType cql, LogicalType column, ValueLiteralExpression literal) {
    return ORDERED_ALIKE.contains(cql) ? encode(cql, column, literal) : Optional.empty();
  }

  private static Optional<Bytes> encode(
      DataType cql, LogicalType column, ValueLiteralExpression literal) {
    if (literal.isNull()) {
      return Optional.empty();
    }
    return internal(column, literal).flatMap(value -> encode(cql, column, value));
  }

  /** Empty if the CQL type has no such value, such as a timestamp of microseconds. */
  private static Optional<Bytes> encode(DataType cql, LogicalType column, Object value) {
    try {
      CqlConverter converter = CqlTypes.converter(cql, column);
      Object bound = converter.toCql(value);
      if (!Objects.deepEquals(converter.toFlink(bound), value)) {
        return Optional.empty();
      }
      ByteBuffer bytes = CodecRegistry.DEFAULT.codecFor(cql).encode(bound, ProtocolVersion.DEFAULT);
      return Optional.ofNullable(bytes).map(Bytes::of);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<?> internal(LogicalType column, ValueLiteralExpression literal) {
    LogicalType type = literal.getOutputDataType().getLogicalType();
    if (type.is(LogicalTypeFamily.INTEGER_NUMERIC)
        && column.is(LogicalTypeFamily.INTEGER_NUMERIC)) {
      return integer(literal, type).flatMap(value -> fitting(column, value));
    }
    boolean sameKind =
        type.is(column.getTypeRoot())
            || (type.is(LogicalTypeFamily.CHARACTER_STRING)
                && column.is(LogicalTypeFamily.CHARACTER_STRING))
            || (type.is(LogicalTypeFamily.BINARY_STRING)
                && column.is(LogicalTypeFamily.BINARY_STRING));
    if (!sameKind) {
      return Optional.empty();
    }
    return switch (column.getTypeRoot()) {
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      case VARCHAR -> literal.getValueAs(String.class).map(StringData::fromString);
      case VARBINARY -> literal.getValueAs(byte[].class);
      case DATE -> literal.getValueAs(LocalDate.class).map(day -> (int) day.toEpochDay());
      case TIMESTAMP_WITHOUT_TIME_ZONE ->
          literal.getValueAs(LocalDateTime.class).map(TimestampData::fromLocalDateTime);
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          literal.getValueAs(Instant.class).map(TimestampData::fromInstant);
      default -> Optional.empty();
    };
  }

  /** SQL compares integers of different sizes as they are. */
  private static Optional<Long> integer(ValueLiteralExpression literal, LogicalType type) {
    return switch (type.getTypeRoot()) {
      case TINYINT -> literal.getValueAs(Byte.class).map(Byte::longValue);
      case SMALLINT -> literal.getValueAs(Short.class).map(Short::longValue);
      case INTEGER -> literal.getValueAs(Integer.class).map(Integer::longValue);
      case BIGINT -> literal.getValueAs(Long.class);
      default -> Optional.empty();
    };
  }

  private static Optional<? extends Number> fitting(LogicalType column, long value) {
    return switch (column.getTypeRoot()) {
      case TINYINT -> value == (byte) value ? Optional.of((byte) value) : Optional.empty();
      case SMALLINT -> value == (short) value ? Optional.of((short) value) : Optional.empty();
      case INTEGER -> value == (int) value ? Optional.of((int) value) : Optional.empty();
      case BIGINT -> Optional.of(value);
      default -> Optional.empty();
    };
  }
}
