package io.millrace.flink.connector.cassandra.sink.internal;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.session.RetryBackoff;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.sink.RejectedRow;
import io.millrace.flink.connector.cassandra.sink.RejectedRowHandler;
import io.millrace.flink.connector.cassandra.sink.UnmappableRecordException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Binds each record, gathers rows of one partition and hands them to {@link InFlightRequests}; one
 * per subtask.
 */
@Internal
public final class CassandraWriter<T> implements StatefulSinkWriter<T, WriterState> {

  /** How long a row waits for others of its partition, as long as there is room in flight. */
  private static final long BATCH_WAIT_MILLIS = 100;

  private final RowBinder<T> binder;
  private final RejectedRowHandler<T> rejectedRowHandler;
  private final UnaryOperator<T> keep;
  private final SessionLease lease;
  private final WriteClock clock;
  private final InFlightRequests requests;
  private final PartitionBatches<BoundRow<T>> batches;
  private final ReplicaBatches<BoundRow<T>> replicaBatches;
  private final @Nullable TokenMap tokens;
  private @Nullable BoundRow<T> latest;
  private @Nullable ByteBuffer latestPartition;
  private final int maxBatchBytes;
  private final ProcessingTimeService timers;
  private final Metrics metrics;
  private boolean timerIsSet;
  private boolean closed;

  private CassandraWriter(
      SinkSettings<T> settings,
      WriterInitContext context,
      Collection<WriterState> restored,
      SessionLease lease,
      RowBinder<T> binder) {
    this.lease = lease;
    this.binder = binder;
    rejectedRowHandler = settings.rejectedRowHandler();
    keep = keeper(context);
    clock =
        new WriteClock(
            () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
            WriterState.floor(restored));
    metrics = new Metrics(context.metricGroup());
    timers = context.getProcessingTimeService();
    maxBatchBytes = settings.maxBatchBytes();
    batches = new PartitionBatches<>(maxBatchBytes);
    replicaBatches = new ReplicaBatches<>(settings.maxPartitionsPerRequest());
    tokens = lease.session().getMetadata().getTokenMap().orElse(null);
    requests =
        new InFlightRequests(
            new InFlightLimit(settings.maxInFlight()),
            RetryBackoff.usual(),
            settings.maxRetryTime(),
            context.getMailboxExecutor(),
            timers,
            System::nanoTime,
            metrics.retries);
    context.metricGroup().gauge("inFlight", requests::unsettled);
    context.metricGroup().gauge("inFlightLimit", requests::limit);
    context.metricGroup().gauge("gatheredRows", batches::rows);
  }

  /** Connects, compares the tables, disconnects. */
  public static void check(SinkSettings<?> settings)
      throws CassandraSetupException, InterruptedException {
    ClassLoader loader = RowBinder.userCode(settings).getClass().getClassLoader();
    try (SessionLease lease = SessionLease.acquire(settings.connection(), loader)) {
      RowBinder.check(lease.session(), settings);
    }
  }

  public static <T> CassandraWriter<T> open(
      SinkSettings<T> settings, WriterInitContext context, Collection<WriterState> restored)
      throws IOException {
    SessionLease lease = null;
    CassandraWriter<T> writer = null;
    try {
      lease = SessionLease.acquire(settings.connection(), context.getUserCodeClassLoader());
      RowBinder<T> binder = RowBinder.open(lease.session(), settings);
      settings.rejectedRowHandler().open(context);
      writer = new CassandraWriter<>(settings, context, restored, lease, binder);
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
    BoundRow<T> row;
    try {
      row = binder.bind(input, clock);
    } catch (UnmappableRecordException e) {
      reject(new RejectedRow<>(input, e.table(), e.key(), e.reason(), e.getCause()));
      return;
    }
    if (row == null) {
      metrics.skipped.inc();
      return;
    }
    row.keep(keep);
    ByteBuffer partition = maxBatchBytes > 0 ? partition(row) : null;
    if (partition == null) {
      submit(List.of(row));
    } else {
      batches.add(row.statement(), partition, row, row.size(), this::combine);
      setTimer();
    }
  }

  private @Nullable ByteBuffer partition(BoundRow<T> row) {
    BoundRow<T> before = latest;
    if (before == null || !row.hasPartitionOf(before)) {
      latestPartition = row.partition();
    }
    latest = row;
    return latestPartition;
  }

  /** Takes rows of one partition, which may be too few for a request of their own. */
  private void combine(List<BoundRow<T>> rows) throws IOException, InterruptedException {
    int bytes = 0;
    for (BoundRow<T> row : rows) {
      bytes += row.size();
    }
    if (tokens == null || !replicaBatches.takes(bytes)) {
      submit(rows);
      return;
    }
    BoundRow<T> first = rows.get(0);
    ByteBuffer partition = first.partition();
    CqlIdentifier keyspace = first.statement().keyspace();
    Set<Node> replicas = partition == null ? Set.of() : tokens.getReplicas(keyspace, partition);
    if (replicas.isEmpty()) {
      submit(rows);
      return;
    }
    replicaBatches.add(new Replicas(keyspace, replicas), rows, bytes, this::submit);
  }

  /** Of partitions that may share a request. */
  private record Replicas(CqlIdentifier keyspace, Set<Node> nodes) {}

  private void submit(List<BoundRow<T>> rows) throws InterruptedException {
    requests.submit(new RowsRequest(rows));
  }

  private void setTimer() {
    if (!timerIsSet && gathers()) {
      timerIsSet = true;
      var unused =
          timers.registerTimer(
              timers.getCurrentProcessingTime() + BATCH_WAIT_MILLIS, ignored -> onTimer());
    }
  }

  /** Never waits for room: what finds none now gathers more rows until the next time. */
  private void onTimer() throws IOException, InterruptedException {
    timerIsSet = false;
    if (closed) {
      return;
    }
    while (gathers() && requests.hasRoom()) {
      sendOldest();
    }
    setTimer();
  }

  private boolean gathers() {
    return !batches.isEmpty() || !replicaBatches.isEmpty();
  }

  private void sendOldest() throws IOException, InterruptedException {
    if (batches.isEmpty()) {
      replicaBatches.sendOldest(this::submit);
    } else {
      batches.sendOldest(this::combine);
    }
  }

  private void reject(RejectedRow<T> row) throws IOException {
    metrics.rejected.inc();
    metrics.sendErrors.inc();
    rejectedRowHandler.onRejected(row);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    while (gathers()) {
      sendOldest();
    }
    requests.awaitAll();
    rejectedRowHandler.flush();
  }

  @Override
  public List<WriterState> snapshotState(long checkpointId) {
    return List.of(new WriterState(clock.last()));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    requests.close();
    try (lease) {
      rejectedRowHandler.close();
    }
  }

  /** Rows of one partition, and the records they were, until Cassandra has them. */
  private final class RowsRequest extends InFlightRequests.Request {

    private final List<BoundRow<T>> rows;
    private final Statement<?> statement;

    RowsRequest(List<BoundRow<T>> rows) {
      this.rows = rows;
      statement = rows.size() == 1 ? rows.get(0).bound() : batch(rows);
    }

    private static Statement<?> batch(List<? extends BoundRow<?>> rows) {
      BoundStatement[] statements = new BoundStatement[rows.size()];
      for (int i = 0; i < statements.length; i++) {
        statements[i] = rows.get(i).bound();
      }
      return BatchStatement.newInstance(BatchType.UNLOGGED, statements).setIdempotent(true);
    }

    @Override
    CompletionStage<?> send() {
      return lease.session().executeAsync(statement);
    }

    @Override
    void onWritten(long latencyNanos) {
      int bytes = 0;
      for (BoundRow<T> row : rows) {
        bytes += row.size();
      }
      metrics.written(rows.size(), bytes, latencyNanos);
    }

    /** Of a batch it is not said which row is to blame, so each has to answer for itself. */
    @Override
    void onRejected(Throwable cause) throws IOException {
      if (rows.size() > 1) {
        for (BoundRow<T> row : rows) {
          requests.submitAgain(new RowsRequest(List.of(row)));
        }
        return;
      }
      BoundRow<T> row = rows.get(0);
      reject(
          new RejectedRow<>(
              row.input(), row.table(), row.key(), String.valueOf(cause.getMessage()), cause));
    }

    @Override
    void onFailed() {
      metrics.sendErrors.inc(rows.size());
    }

    @Override
    String describe() {
      BoundRow<T> first = rows.get(0);
      return "%s %s, key (%s)"
          .formatted(
              rows.size() == 1 ? "a row of" : rows.size() + " rows of",
              first.statement().target(),
              first.key());
    }
  }

  /** Flink's standard names for sinks, and what else an operator of this sink asks for. */
  private static final class Metrics {

    private final Counter records;
    private final Counter bytes;
    private final Counter sendErrors;
    private final Counter requests;
    private final Counter retries;
    private final Counter rejected;
    private final Counter skipped;
    private volatile long lastLatencyNanos;

    Metrics(SinkWriterMetricGroup group) {
      records = group.getNumRecordsSendCounter();
      bytes = group.getNumBytesSendCounter();
      sendErrors = group.getNumRecordsSendErrorsCounter();
      requests = group.counter("requests");
      retries = group.counter("retries");
      rejected = group.counter("rejectedRows");
      skipped = group.counter("skippedRows");
      group.setCurrentSendTimeGauge(() -> TimeUnit.NANOSECONDS.toMillis(lastLatencyNanos));
    }

    void written(int rows, int size, long latencyNanos) {
      records.inc(rows);
      bytes.inc(size);
      requests.inc();
      lastLatencyNanos = latencyNanos;
    }
  }
}
