package io.millrace.flink.connector.cassandra.source.enumerator;

import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the table cut once, off its thread, and gives each reader that asks one split, rather one
 * whose rows are on the reader's host. Who asks before the table is cut waits.
 */
@Internal
public final class CassandraEnumerator
    implements SplitEnumerator<CassandraSplit, CassandraEnumeratorState> {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraEnumerator.class);

  private final SplitEnumeratorContext<CassandraSplit> context;
  private final Callable<List<CassandraSplit>> planner;

  /** Taken from anywhere, for locality. */
  private final ArrayDeque<CassandraSplit> remaining;

  /** In their order; a subtask asks for several. */
  private final List<Request> waiting = new ArrayList<>();

  private record Request(int subtask, @Nullable String host) {}

  private boolean planned;

  public CassandraEnumerator(
      SplitEnumeratorContext<CassandraSplit> context,
      Callable<List<CassandraSplit>> planner,
      CassandraEnumeratorState state) {
    this.context = context;
    this.planner = planner;
    planned = state.planned();
    remaining = new ArrayDeque<>(state.remaining());
    context.metricGroup().setUnassignedSplitsGauge(() -> (long) remaining.size());
  }

  @Override
  public void start() {
    if (!planned) {
      context.callAsync(planner, this::onPlanned);
    }
  }

  private void onPlanned(@Nullable List<CassandraSplit> splits, @Nullable Throwable failure) {
    if (splits == null) {
      String reason = failure == null ? "no splits" : failure.getMessage();
      throw new FlinkRuntimeException("cannot cut the table into splits: " + reason, failure);
    }
    LOG.info("The scan has {} splits", splits.size());
    remaining.addAll(splits);
    planned = true;
    List<Request> asked = List.copyOf(waiting);
    waiting.clear();
    asked.forEach(request -> handleSplitRequest(request.subtask(), request.host()));
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    if (!context.registeredReaders().containsKey(subtask)) {
      // It failed after it asked; it will ask again.
      return;
    }
    if (!planned) {
      waiting.add(new Request(subtask, host));
      return;
    }
    if (remaining.isEmpty()) {
      context.signalNoMoreSplits(subtask);
      return;
    }
    context.assignSplit(next(host == null ? "" : host.toLowerCase(Locale.ROOT)), subtask);
  }

  private CassandraSplit next(String host) {
    for (Iterator<CassandraSplit> splits = remaining.iterator(); splits.hasNext(); ) {
      CassandraSplit split = splits.next();
      if (split.hosts().contains(host)) {
        splits.remove();
        return split;
      }
    }
    return remaining.removeFirst();
  }

  @Override
  public void addSplitsBack(List<CassandraSplit> splits, int subtask) {
    splits.forEach(remaining::addFirst);
  }

  /**
   * A reader registers before it asks. Requests of its subtask that still wait are those of an
   * attempt that failed.
   */
  @Override
  public void addReader(int subtask) {
    waiting.removeIf(request -> request.subtask() == subtask);
  }

  @Override
  public CassandraEnumeratorState snapshotState(long checkpointId) {
    return new CassandraEnumeratorState(planned, new ArrayList<>(remaining));
  }

  @Override
  public void close() {}
}
