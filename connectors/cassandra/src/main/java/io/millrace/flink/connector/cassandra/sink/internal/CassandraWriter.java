package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.sink.RejectedRow;
import io.millrace.flink.connector.cassandra.sink.RejectedRowHandler;
import io.millrace.flink.connector.cassandra.sink.RowMapper;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Maps and binds each record and hands it to {@link InFlightRequests}; one per subtask. */
@Internal
public final class CassandraWriter<T> implements SinkWriter<T> {

  private static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(100);
  private static final Duration GREATEST_RETRY_PAUSE = Duration.ofSeconds(5);

  private final RowMapper<T> mapper;
  private final RejectedRowHandler<T> rejectedRowHandler;
  private final UnaryOperator<T> keep;
  private final SessionLease lease;
  private final Map<String, UpsertRow> statements;
  private final WriteClock clock;
  private final InFlightRequests requests;
  private final Metrics metrics;

  private CassandraWriter(
      SinkSettings<T> settings,
      WriterInitContext context,
      SessionLease lease,
      Map<String, UpsertRow> statements) {
    this.lease = lease;
    this.statements = statements;
    mapper = settings.mapper();
    rejectedRowHandler = settings.rejectedRowHandler();
    keep = keeper(context);
    // The greatest timestamp given before a restore will be the floor once it is kept in state.
    clock =
        new WriteClock(
            () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), Long.MIN_VALUE);
    metrics = new Metrics(context.metricGroup());
    requests =
        new InFlightRequests(
            new InFlightLimit(settings.maxInFlight()),
            new RetryBackoff(
                FIRST_RETRY_PAUSE, GREATEST_RETRY_PAUSE, new SplittableRandom()::nextDouble),
            settings.maxRetryTime(),
            context.getMailboxExecutor(),
            context.getProcessingTimeService(),
            System::nanoTime,
            metrics.retries);
    context.metricGroup().gauge("inFlight", requests::unsettled);
    context.metricGroup().gauge("inFlightLimit", requests::limit);
  }

  /** Connects, compares the tables, disconnects. */
  public static void check(SinkSettings<?> settings)
      throws CassandraSetupException, InterruptedException {
    ClassLoader loader = settings.mapper().getClass().getClassLoader();
    try (SessionLease lease = SessionLease.acquire(settings.connection(), loader)) {
      DeclaredTables.check(lease.session(), settings.tables());
    }
  }

  public static <T> CassandraWriter<T> open(SinkSettings<T> settings, WriterInitContext context)
      throws IOException {
    SessionLease lease = null;
    CassandraWriter<T> writer = null;
    try {
      lease =
          SessionLease.acquire(
              settings.connection(), context.getUserCodeClassLoader().asClassLoader());
      DeclaredTables.check(lease.session(), settings.tables());
      Map<String, UpsertRow> statements = prepare(lease.session(), settings.tables());
      settings.rejectedRowHandler().open(context);
      writer = new CassandraWriter<>(settings, context, lease, statements);
      return writer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the task ended").initCause(e);
    } finally {
      if (writer == null && lease != null) {
        lease.close();
      }
    }
  }

  private static Map<String, UpsertRow> prepare(CqlSession session, List<TableSpec> tables)
      throws IOException, InterruptedException {
    Map<TableSpec, CompletionStage<UpsertRow>> preparing = new LinkedHashMap<>();
    for (TableSpec table : tables) {
      preparing.put(table, UpsertRow.prepare(session, table));
    }
    Map<String, UpsertRow> statements = new LinkedHashMap<>();
    for (Map.Entry<TableSpec, CompletionStage<UpsertRow>> entry : preparing.entrySet()) {
      try {
        statements.put(entry.getKey().table(), entry.getValue().toCompletableFuture().get());
      } catch (ExecutionException e) {
        throw new CassandraSetupException(
            "Cassandra does not prepare \"%s\": %s; see to the cluster and the user's permissions"
                .formatted(UpsertRow.cql(entry.getKey()), e.getCause()),
            e.getCause());
      }
    }
    return statements;
  }

  /** With object reuse a record may change once written, yet it may still be rejected later. */
  private UnaryOperator<T> keeper(WriterInitContext context) {
    if (!context.isObjectReuseEnabled()) {
      return UnaryOperator.identity();
    }
    TypeSerializer<T> serializer = context.createInputSerializer();
    return serializer.isImmutableType() ? UnaryOperator.identity() : serializer::copy;
  }

  @Override
  public void write(T input, Context context) throws IOException, InterruptedException {
    RowUpsert row = mapper.map(input);
    UpsertRow statement = statements.get(row.table());
    if (statement == null) {
      reject(
          new RejectedRow<>(
              input,
              row.table(),
              "",
              "the table is not declared, only %s are".formatted(statements.keySet()),
              null));
      return;
    }
    long timestampMicros =
        row.writeTimestampMicros() == RowUpsert.NO_TIMESTAMP
            ? clock.next()
            : row.writeTimestampMicros();
    BoundStatement bound;
    try {
      bound = statement.bind(row, timestampMicros);
    } catch (UnwritableRowException e) {
      reject(new RejectedRow<>(input, row.table(), statement.key(row), e.reason(), e.getCause()));
      return;
    }
    requests.submit(new RowRequest(keep.apply(input), statement, bound));
  }

  private void reject(RejectedRow<T> row) throws IOException {
    metrics.rejected.inc();
    metrics.sendErrors.inc();
    rejectedRowHandler.onRejected(row);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    requests.awaitAll();
    rejectedRowHandler.flush();
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try (lease) {
      rejectedRowHandler.close();
    }
  }

  /** A row, and the record it was, until Cassandra has it. */
  private final class RowRequest extends InFlightRequests.Request {

    private final T input;
    private final UpsertRow statement;
    private final BoundStatement bound;

    RowRequest(T input, UpsertRow statement, BoundStatement bound) {
      this.input = input;
      this.statement = statement;
      this.bound = bound;
    }

    @Override
    CompletionStage<?> send() {
      return lease.session().executeAsync(bound);
    }

    @Override
    void onWritten(long latencyNanos) {
      metrics.written(UpsertRow.sizeInBytes(bound), latencyNanos);
    }

    @Override
    void onRejected(Throwable cause) throws IOException {
      String reason = String.valueOf(cause.getMessage());
      reject(
          new RejectedRow<>(input, statement.table().table(), statement.key(bound), reason, cause));
    }

    @Override
    void onFailed() {
      metrics.sendErrors.inc();
    }

    @Override
    String describe() {
      return "a row of table %s, key (%s)"
          .formatted(statement.table().qualifiedName(), statement.key(bound));
    }
  }

  /** Flink's standard names for sinks, and what else an operator of this sink asks for. */
  private static final class Metrics {

    private final Counter records;
    private final Counter bytes;
    private final Counter sendErrors;
    private final Counter retries;
    private final Counter rejected;
    private volatile long lastLatencyNanos;

    Metrics(SinkWriterMetricGroup group) {
      records = group.getNumRecordsSendCounter();
      bytes = group.getNumBytesSendCounter();
      sendErrors = group.getNumRecordsSendErrorsCounter();
      retries = group.counter("retries");
      rejected = group.counter("rejectedRows");
      group.setCurrentSendTimeGauge(() -> TimeUnit.NANOSECONDS.toMillis(lastLatencyNanos));
    }

    void written(long size, long latencyNanos) {
      records.inc();
      bytes.inc(size);
      lastLatencyNanos = latencyNanos;
    }
  }
}
