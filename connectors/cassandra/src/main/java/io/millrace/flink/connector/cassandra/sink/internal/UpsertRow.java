package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.millrace.flink.connector.cassandra.session.CassandraFailure;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The insert of one table.
 *
 * <p>One statement serves rows with and without a TTL, as an unset TTL is the table's default.
 */
final class UpsertRow {

  /** Longer key values are cut in messages. */
  private static final int LONGEST_VALUE_IN_MESSAGE = 80;

  private final TableSpec table;
  private final PreparedStatement statement;
  private final int timestampIndex;
  private final int ttlIndex;
  private final boolean[] inKey;
  private final DataType[] types;

  /** The codec of the last value of each column; the values of a column mostly share a class. */
  private final @Nullable TypeCodec<Object>[] codecs;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other form
  private UpsertRow(TableSpec table, PreparedStatement statement) {
    this.table = table;
    this.statement = statement;
    int columns = table.columns().size();
    timestampIndex = columns;
    ttlIndex = columns + 1;
    inKey = new boolean[columns];
    types = new DataType[columns];
    codecs = new TypeCodec[columns];
    for (int i = 0; i < columns; i++) {
      inKey[i] = table.primaryKey().contains(table.columns().get(i));
      types[i] = statement.getVariableDefinitions().get(i).getType();
    }
  }

  static CompletionStage<UpsertRow> prepare(CqlSession session, TableSpec table) {
    // Writing the same row again with the same timestamp changes nothing.
    SimpleStatement insert = SimpleStatement.newInstance(cql(table)).setIdempotent(true);
    return session.prepareAsync(insert).thenApply(prepared -> new UpsertRow(table, prepared));
  }

  static String cql(TableSpec table) {
    List<String> columns = table.columns().stream().map(UpsertRow::identifier).toList();
    return "INSERT INTO %s.%s (%s) VALUES (%s) USING TIMESTAMP ? AND TTL ?"
        .formatted(
            identifier(table.keyspace()),
            identifier(table.table()),
            String.join(", ", columns),
            columns.stream().map(column -> "?").collect(Collectors.joining(", ")));
  }

  private static String identifier(String name) {
    return CqlIdentifier.fromInternal(name).asCql(true);
  }

  TableSpec table() {
    return table;
  }

  /** The row with its values encoded, so that nothing of the record is needed to send it again. */
  BoundStatement bind(RowUpsert row, long timestampMicros) throws UnwritableRowException {
    @Nullable Object[] values = row.values();
    if (values.length != types.length) {
      throw new UnwritableRowException(
          "it has %d values for the %d columns %s"
              .formatted(values.length, types.length, table.columns()),
          null);
    }
    BoundStatementBuilder bound = statement.boundStatementBuilder();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        bound = bound.setBytesUnsafe(i, encode(i, value, bound));
      } else if (inKey[i]) {
        throw new UnwritableRowException(
            "key column '%s' is null".formatted(table.columns().get(i)), null);
      }
    }
    bound = bound.setLong(timestampIndex, timestampMicros);
    if (row.ttlSeconds() != RowUpsert.NO_TTL) {
      if (row.ttlSeconds() < 0 || row.ttlSeconds() > RowUpsert.MAX_TTL_SECONDS) {
        throw new UnwritableRowException(
            "TTL %d s is not in 0 to %d".formatted(row.ttlSeconds(), RowUpsert.MAX_TTL_SECONDS),
            null);
      }
      bound = bound.setInt(ttlIndex, row.ttlSeconds());
    }
    return bound.build();
  }

  private @Nullable ByteBuffer encode(int column, Object value, BoundStatementBuilder bound)
      throws UnwritableRowException {
    try {
      TypeCodec<Object> codec = codecs[column];
      if (codec == null || !codec.accepts(value)) {
        CodecRegistry registry = bound.codecRegistry();
        codec = registry.codecFor(types[column], value);
        codecs[column] = codec;
      }
      return codec.encode(value, bound.protocolVersion());
    } catch (RuntimeException e) {
      if (CassandraFailure.of(e) != CassandraFailure.REJECT) {
        throw e;
      }
      throw new UnwritableRowException(
          "column '%s' of type %s cannot hold a %s: %s"
              .formatted(
                  table.columns().get(column),
                  types[column].asCql(false, true),
                  value.getClass().getName(),
                  e.getMessage()),
          e);
    }
  }

  static long sizeInBytes(BoundStatement bound) {
    long bytes = 0;
    for (int i = 0; i < bound.size(); i++) {
      ByteBuffer value = bound.getBytesUnsafe(i);
      bytes += value == null ? 0 : value.remaining();
    }
    return bytes;
  }

  /** The key of a row that was bound, such as {@code page='/', day=2026-11-21}. */
  String key(BoundStatement bound) {
    return key(bound::getObject);
  }

  /** The key of a row that could not be bound. */
  String key(RowUpsert row) {
    @Nullable Object[] values = row.values();
    return key(i -> i < values.length ? values[i] : null);
  }

  private String key(IntFunction<@Nullable Object> value) {
    StringJoiner key = new StringJoiner(", ");
    for (int i = 0; i < inKey.length; i++) {
      if (inKey[i]) {
        key.add(table.columns().get(i) + "=" + text(value.apply(i)));
      }
    }
    return key.toString();
  }

  private static String text(@Nullable Object value) {
    String text = String.valueOf(value);
    if (text.length() > LONGEST_VALUE_IN_MESSAGE) {
      text = text.substring(0, LONGEST_VALUE_IN_MESSAGE) + "…";
    }
    return value instanceof CharSequence ? "'" + text + "'" : text;
  }
}
