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
import io.millrace.flink.connector.cassandra.sink.RowDelete;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.flink.connector.cassandra.types.FieldLists;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement whose variables are a row's columns, and behind them, where the statement is
 * ours, its write timestamp and TTL.
 */
final class RowStatement {

  /** Longer key values are cut in messages. */
  private static final int LONGEST_VALUE_IN_MESSAGE = 80;

  private static final int NONE = -1;

  /** For messages: the table's name, or the user's own statement. */
  private final String target;

  private final List<String> columns;
  private final PreparedStatement statement;
  private final int timestampIndex;
  private final int ttlIndex;
  private final boolean[] inKey;
  private final int[] partitionKey;
  private final DataType[] types;
  private final boolean[] takesFieldLists;

  /** The codec of the last value of each column; the values of a column mostly share a class. */
  private final @Nullable TypeCodec<Object>[] codecs;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other form
  private RowStatement(
      String target,
      List<String> columns,
      Predicate<String> isInKey,
      PreparedStatement statement,
      int timestampIndex,
      int ttlIndex) {
    this.target = target;
    this.columns = columns;
    this.statement = statement;
    this.timestampIndex = timestampIndex;
    this.ttlIndex = ttlIndex;
    inKey = new boolean[columns.size()];
    partitionKey =
        statement.getPartitionKeyIndices().stream().mapToInt(Integer::intValue).toArray();
    types = new DataType[columns.size()];
    takesFieldLists = new boolean[columns.size()];
    codecs = new TypeCodec[columns.size()];
    for (int i = 0; i < types.length; i++) {
      inKey[i] = isInKey.test(columns.get(i));
      types[i] = statement.getVariableDefinitions().get(i).getType();
      takesFieldLists[i] = FieldLists.occurIn(types[i]);
    }
  }

  /**
   * @param withTtl without it rows have the table's default; a statement for each, since most rows
   *     have none and a value more costs client and server
   */
  static CompletionStage<RowStatement> upsert(
      CqlSession session, TableSpec table, boolean withTtl) {
    int columns = table.columns().size();
    return prepare(session, upsertCql(table, withTtl))
        .thenApply(
            prepared ->
                new RowStatement(
                    table.qualifiedName(),
                    table.columns(),
                    table.primaryKey()::contains,
                    prepared,
                    columns,
                    withTtl ? columns + 1 : NONE));
  }

  static CompletionStage<RowStatement> delete(CqlSession session, TableSpec table) {
    return prepare(session, deleteCql(table))
        .thenApply(
            prepared -> {
              // The timestamp stands first in the text of this one.
              List<String> columns = new ArrayList<>();
              columns.add("[timestamp]");
              columns.addAll(table.primaryKey());
              return new RowStatement(
                  table.qualifiedName(), columns, table.primaryKey()::contains, prepared, 0, NONE);
            });
  }

  /** The user's own; without a USING TIMESTAMP of its own it gets the sink's. */
  static CompletionStage<RowStatement> own(CqlSession session, String cql) {
    return prepare(session, cql)
        .thenApply(
            prepared -> {
              List<String> columns = new ArrayList<>();
              prepared
                  .getVariableDefinitions()
                  .forEach(variable -> columns.add(variable.getName().asInternal()));
              Set<String> key =
                  prepared.getPartitionKeyIndices().stream()
                      .map(columns::get)
                      .collect(Collectors.toSet());
              return new RowStatement(cql, columns, key::contains, prepared, NONE, NONE);
            });
  }

  private static CompletionStage<PreparedStatement> prepare(CqlSession session, String cql) {
    // Writing the same row again with the same timestamp changes nothing.
    return session.prepareAsync(SimpleStatement.newInstance(cql).setIdempotent(true));
  }

  static String upsertCql(TableSpec table, boolean withTtl) {
    List<String> columns = table.columns().stream().map(RowStatement::identifier).toList();
    return "INSERT INTO %s (%s) VALUES (%s) USING TIMESTAMP ?%s"
        .formatted(
            name(table),
            String.join(", ", columns),
            columns.stream().map(column -> "?").collect(Collectors.joining(", ")),
            withTtl ? " AND TTL ?" : "");
  }

  static String deleteCql(TableSpec table) {
    return "DELETE FROM %s USING TIMESTAMP ? WHERE %s"
        .formatted(
            name(table),
            table.primaryKey().stream()
                .map(column -> identifier(column) + " = ?")
                .collect(Collectors.joining(" AND ")));
  }

  private static String name(TableSpec table) {
    return identifier(table.keyspace()) + "." + identifier(table.table());
  }

  private static String identifier(String name) {
    return CqlIdentifier.fromInternal(name).asCql(true);
  }

  /** Of two rows of this statement. */
  boolean samePartition(BoundStatement one, BoundStatement other) {
    for (int index : partitionKey) {
      if (!Objects.equals(one.getBytesUnsafe(index), other.getBytesUnsafe(index))) {
        return false;
      }
    }
    return true;
  }

  CqlIdentifier keyspace() {
    return statement.getVariableDefinitions().get(0).getKeyspace();
  }

  String target() {
    return target;
  }

  DataType typeOf(String column) {
    return types[columns.indexOf(column)];
  }

  BoundStatement bind(RowUpsert row, long timestampMicros) throws UnwritableRowException {
    BoundStatementBuilder bound = values(row.values(), 0);
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

  BoundStatement bind(RowDelete row, long timestampMicros) throws UnwritableRowException {
    return values(row.key(), 1).setLong(timestampIndex, timestampMicros).build();
  }

  /** Of one's own. */
  BoundStatement bind(@Nullable Object[] values, long timestampMicros)
      throws UnwritableRowException {
    return values(values, 0).build().setQueryTimestamp(timestampMicros);
  }

  /** The values encoded, so that nothing of the record is needed to send it again. */
  private BoundStatementBuilder values(@Nullable Object[] values, int offset)
      throws UnwritableRowException {
    if (values.length != types.length - offset) {
      throw new UnwritableRowException(
          "it has %d values for the %d columns %s"
              .formatted(
                  values.length, types.length - offset, columns.subList(offset, columns.size())),
          null);
    }
    BoundStatementBuilder bound = statement.boundStatementBuilder();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      int column = i + offset;
      if (inKey[column] && (value == null || value == RowUpsert.ERASE)) {
        throw new UnwritableRowException(
            "key column '%s' is null".formatted(columns.get(column)), null);
      } else if (value == RowUpsert.ERASE) {
        bound = bound.setToNull(column);
      } else if (value != null) {
        bound = bound.setBytesUnsafe(column, encode(column, value, bound));
      }
    }
    return bound;
  }

  private @Nullable ByteBuffer encode(int column, Object given, BoundStatementBuilder bound)
      throws UnwritableRowException {
    try {
      Object value = takesFieldLists[column] ? FieldLists.toDriver(types[column], given) : given;
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
                  columns.get(column),
                  types[column].asCql(false, true),
                  given.getClass().getName(),
                  e.getMessage()),
          e);
    }
  }

  static int sizeInBytes(BoundStatement bound) {
    int bytes = 0;
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
  String key(@Nullable Object[] values) {
    int offset = timestampIndex == 0 ? 1 : 0;
    return key(i -> i - offset < values.length ? values[i - offset] : null);
  }

  private String key(IntFunction<@Nullable Object> value) {
    StringJoiner key = new StringJoiner(", ");
    for (int i = 0; i < inKey.length; i++) {
      if (inKey[i]) {
        key.add(columns.get(i) + "=" + text(value.apply(i)));
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
