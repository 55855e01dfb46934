package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.sink.RowDelete;
import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.RowWrite;
import io.millrace.flink.connector.cassandra.sink.StatementBinder;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.flink.connector.cassandra.sink.UnmappableRecordException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns records into bound statements, as the sink's target says. */
interface RowBinder<T> {

  /** Null if nothing is to be written. */
  @Nullable BoundRow<T> bind(T input, WriteClock clock) throws UnmappableRecordException;

  /** What the user wrote; its class loader knows all that the settings name. */
  static Object userCode(SinkSettings<?> settings) {
    if (settings.target() instanceof SinkSettings.Tables<?> tables) {
      return tables.mapper();
    }
    return ((SinkSettings.Statement<?>) settings.target()).binder();
  }

  static void check(CqlSession session, SinkSettings<?> settings)
      throws CassandraSetupException, InterruptedException {
    if (settings.target() instanceof SinkSettings.Tables<?> tables) {
      DeclaredTables.check(session, tables.tables());
    } else if (settings.target() instanceof SinkSettings.Statement<?> statement) {
      OwnStatement.prepare(session, statement.cql());
    }
  }

  static <T> RowBinder<T> open(CqlSession session, SinkSettings<T> settings)
      throws CassandraSetupException, InterruptedException {
    if (settings.target() instanceof SinkSettings.Tables<T> tables) {
      DeclaredTables.check(session, tables.tables());
      return RowsOfTables.open(session, tables);
    }
    SinkSettings.Statement<T> own = (SinkSettings.Statement<T>) settings.target();
    return new OwnStatement<>(OwnStatement.prepare(session, own.cql()), own.binder());
  }

  private static RowStatement await(String cql, CompletionStage<RowStatement> preparing)
      throws CassandraSetupException, InterruptedException {
    try {
      return preparing.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new CassandraSetupException(
          "Cassandra does not prepare \"%s\": %s; see to the statement, the cluster and the user's"
                  .formatted(cql, e.getCause())
              + " permissions",
          e.getCause());
    }
  }

  private static long timestamp(RowWrite row, WriteClock clock) {
    return row.writeTimestampMicros() == RowWrite.NO_TIMESTAMP
        ? clock.next()
        : row.writeTimestampMicros();
  }

  /** Rows to declared tables. */
  final class RowsOfTables<T> implements RowBinder<T> {

    private final Map<String, Statements> tables;
    private final RowMapper<T> mapper;

    private record Statements(
        RowStatement upsert, RowStatement upsertWithTtl, RowStatement delete) {}

    private record Preparing(
        CompletionStage<RowStatement> upsert,
        CompletionStage<RowStatement> upsertWithTtl,
        CompletionStage<RowStatement> delete) {}

    private RowsOfTables(Map<String, Statements> tables, RowMapper<T> mapper) {
      this.tables = tables;
      this.mapper = mapper;
    }

    static <T> RowsOfTables<T> open(CqlSession session, SinkSettings.Tables<T> target)
        throws CassandraSetupException, InterruptedException {
      Map<TableSpec, Preparing> preparing = new LinkedHashMap<>();
      for (TableSpec table : target.tables()) {
        preparing.put(
            table,
            new Preparing(
                RowStatement.upsert(session, table, false),
                RowStatement.upsert(session, table, true),
                RowStatement.delete(session, table)));
      }
      Map<String, Statements> tables = new LinkedHashMap<>();
      for (Map.Entry<TableSpec, Preparing> each : preparing.entrySet()) {
        TableSpec table = each.getKey();
        tables.put(
            table.table(),
            new Statements(
                await(RowStatement.upsertCql(table, false), each.getValue().upsert),
                await(RowStatement.upsertCql(table, true), each.getValue().upsertWithTtl),
                await(RowStatement.deleteCql(table), each.getValue().delete)));
      }
      target
          .mapper()
          .open(
              (table, column) ->
                  Objects.requireNonNull(tables.get(table), "no such table is declared")
                      .upsert
                      .typeOf(column));
      return new RowsOfTables<>(tables, target.mapper());
    }

    @Override
    public @Nullable BoundRow<T> bind(T input, WriteClock clock) throws UnmappableRecordException {
      RowWrite row = mapper.map(input);
      if (row == null) {
        return null;
      }
      Statements statements = tables.get(row.table());
      if (statements == null) {
        throw new UnmappableRecordException(
            row.table(),
            "",
            "the table is not declared, only %s are".formatted(tables.keySet()),
            null);
      }
      if (row instanceof RowUpsert upsert) {
        RowStatement statement =
            upsert.ttlSeconds() == RowUpsert.NO_TTL ? statements.upsert : statements.upsertWithTtl;
        try {
          BoundStatement bound = statement.bind(upsert, timestamp(row, clock));
          return new BoundRow<>(input, row.table(), statement, bound, true);
        } catch (UnwritableRowException e) {
          throw unmappable(row.table(), statement.key(upsert.values()), e);
        }
      }
      RowDelete delete = (RowDelete) row;
      RowStatement statement = statements.delete;
      try {
        BoundStatement bound = statement.bind(delete, timestamp(row, clock));
        return new BoundRow<>(input, row.table(), statement, bound, true);
      } catch (UnwritableRowException e) {
        throw unmappable(row.table(), statement.key(delete.key()), e);
      }
    }
  }

  private static UnmappableRecordException unmappable(
      String table, String key, UnwritableRowException e) {
    return new UnmappableRecordException(table, key, e.reason(), e.getCause());
  }

  /**
   * A statement of the user's own. It goes alone: in a batch only statements with a {@code USING
   * TIMESTAMP} of their own have timestamps that differ.
   */
  final class OwnStatement<T> implements RowBinder<T> {

    private final RowStatement statement;
    private final StatementBinder<T> binder;

    OwnStatement(RowStatement statement, StatementBinder<T> binder) {
      this.statement = statement;
      this.binder = binder;
    }

    static RowStatement prepare(CqlSession session, String cql)
        throws CassandraSetupException, InterruptedException {
      return await(cql, RowStatement.own(session, cql));
    }

    @Override
    public BoundRow<T> bind(T input, WriteClock clock) throws UnmappableRecordException {
      @Nullable Object[] values = binder.values(input);
      try {
        BoundStatement bound = statement.bind(values, clock.next());
        return new BoundRow<>(input, statement.target(), statement, bound, false);
      } catch (UnwritableRowException e) {
        throw unmappable(statement.target(), statement.key(values), e);
      }
    }
  }
}
