package io.millrace.flink.connector.cassandra.table;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import io.millrace.flink.connector.cassandra.session.RetriedReads;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.types.CqlConverter;
import io.millrace.flink.connector.cassandra.types.CqlTypes;
import io.millrace.flink.connector.cassandra.types.RowDataReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/** Finds the rows of a key; one per subtask. */
final class RowLookup implements AutoCloseable {

  private final SessionLease lease;
  private final RetriedReads reads;
  private final PreparedStatement statement;
  private final RowDataReader rows;
  private final List<KeyField> bound = new ArrayList<>();
  private final List<ComparedField> compared = new ArrayList<>();
  private final String what;
  private final Counter requests = new ThreadSafeSimpleCounter();

  private RowLookup(
      SessionLease lease, RetriedReads reads, PreparedStatement statement, LookupQuery query) {
    this.lease = lease;
    this.reads = reads;
    this.statement = statement;
    CqlSession session = lease.session();
    rows =
        new RowDataReader(
            statement.getResultSetDefinitions(),
            query.produced(),
            session.getContext().getCodecRegistry(),
            session.getContext().getProtocolVersion());
    for (int key : query.bound()) {
      DataType cql = statement.getVariableDefinitions().get(bound.size()).getType();
      LogicalType type = query.produced().getTypeAt(query.fields().get(key));
      bound.add(
          new KeyField(
              RowData.createFieldGetter(type.copy(true), key),
              CqlTypes.converter(cql, type),
              session.getContext().getCodecRegistry().codecFor(cql)));
    }
    for (int key : query.compared()) {
      int field = query.fields().get(key);
      LogicalType type = query.produced().getTypeAt(field).copy(true);
      compared.add(
          new ComparedField(
              RowData.createFieldGetter(type, key), RowData.createFieldGetter(type, field)));
    }
    what = "a lookup in table %s.%s".formatted(query.keyspace(), query.table());
  }

  /** A field of the key that goes into the statement. */
  private record KeyField(
      RowData.FieldGetter getter, CqlConverter converter, TypeCodec<Object> codec) {}

  /** A field of the key that a row found must have. */
  private record ComparedField(RowData.FieldGetter ofKey, RowData.FieldGetter ofRow) {}

  static RowLookup open(LookupSettings settings, FunctionContext context)
      throws IOException, InterruptedException {
    Counter retries =
        context.getMetricGroup().counter("lookupRetries", new ThreadSafeSimpleCounter());
    SessionLease lease =
        SessionLease.acquire(settings.connection(), context.getUserCodeClassLoader());
    RetriedReads reads =
        RetriedReads.times(settings.maxRetries(), "set lookup.max-retries to more", retries::inc);
    RowLookup lookup = null;
    try {
      CqlSession session = lease.session();
      PreparedStatement statement =
          reads.await("a statement", () -> session.prepareAsync(settings.query().cql()));
      lookup = new RowLookup(lease, reads, statement, settings.query());
      context.getMetricGroup().counter("lookupRequests", lookup.requests);
      return lookup;
    } finally {
      if (lookup == null) {
        reads.close();
        lease.close();
      }
    }
  }

  /** Completes on a thread of the driver. */
  CompletableFuture<Collection<RowData>> find(RowData key) {
    for (ComparedField field : compared) {
      if (field.ofKey().getFieldOrNull(key) == null) {
        return CompletableFuture.completedFuture(List.of());
      }
    }
    BoundStatement request = bind(key);
    if (request == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    requests.inc();
    List<RowData> found = new ArrayList<>();
    return reads
        .send(what, () -> lease.session().executeAsync(request))
        .thenCompose(page -> collect(page, key, found));
  }

  /** Null if no row can have the key: a part of it is null, or no value of its CQL type. */
  private @Nullable BoundStatement bind(RowData key) {
    BoundStatementBuilder request = statement.boundStatementBuilder().setIdempotence(true);
    for (int marker = 0; marker < bound.size(); marker++) {
      KeyField field = bound.get(marker);
      Object value = field.getter().getFieldOrNull(key);
      ByteBuffer encoded = value == null ? null : encode(field, value);
      if (encoded == null) {
        return null;
      }
      request = request.setBytesUnsafe(marker, encoded);
    }
    return request.build();
  }

  private @Nullable ByteBuffer encode(KeyField field, Object value) {
    try {
      Object cql = field.converter().toCql(value);
      // What was rounded, such as microseconds, or written otherwise, is another value in SQL.
      return isScalar(value) && !equal(field.converter().toFlink(cql), value)
          ? null
          : field.codec().encode(cql, lease.session().getContext().getProtocolVersion());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private CompletableFuture<Collection<RowData>> collect(
      AsyncResultSet page, RowData key, List<RowData> found) {
    for (Row row : page.currentPage()) {
      RowData data = rows.read(row);
      if (fits(data, key)) {
        found.add(data);
      }
    }
    return page.hasMorePages()
        ? reads.send(what, page::fetchNextPage).thenCompose(next -> collect(next, key, found))
        : CompletableFuture.completedFuture(found);
  }

  private boolean fits(RowData row, RowData key) {
    for (ComparedField field : compared) {
      if (!equal(field.ofRow().getFieldOrNull(row), field.ofKey().getFieldOrNull(key))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(@Nullable Object one, @Nullable Object other) {
    return Objects.deepEquals(one, other);
  }

  private static boolean isScalar(Object value) {
    return value instanceof Comparable || value instanceof byte[];
  }

  @Override
  public void close() {
    reads.close();
    lease.close();
  }
}
