package io.millrace.flink.connector.cassandra.source.reader;

import io.millrace.flink.connector.cassandra.session.RetriedReads;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.source.RowReader;
import io.millrace.flink.connector.cassandra.source.ScanSettings;
import io.millrace.flink.connector.cassandra.source.query.ScanQuery;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplitState;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** Asks for a split whenever it has room for one; one per subtask. */
@Internal
@SuppressWarnings("try") // Flink's close() throws any Exception
public final class CassandraSourceReader<T>
    extends SingleThreadMultiplexSourceReaderBase<PageRow, T, CassandraSplit, CassandraSplitState> {

  private final SessionLease lease;
  private final RetriedReads reads;

  private CassandraSourceReader(
      PageRequests requests,
      RowReader<T> rowReader,
      SourceReaderContext context,
      SessionLease lease,
      RetriedReads reads) {
    super(
        () ->
            new CassandraSplitReader(
                requests, context.metricGroup().getIOMetricGroup().getNumBytesInCounter()),
        (page, output, state) -> {
          output.collect(rowReader.read(page.row));
          state.moveTo(page.pagingState, page.rowsRead);
        },
        context.getConfiguration(),
        context);
    this.lease = lease;
    this.reads = reads;
  }

  public static <T> CassandraSourceReader<T> open(
      ScanSettings settings, RowReader<T> rowReader, SourceReaderContext context)
      throws IOException, InterruptedException {
    Counter retries = context.metricGroup().counter("retries", new ThreadSafeSimpleCounter());
    SessionLease lease =
        SessionLease.acquire(
            settings.connection(), context.getUserCodeClassLoader().asClassLoader());
    RetriedReads reads =
        RetriedReads.during(settings.maxRetryTime(), ScanSettings.RETRY_REMEDY, retries::inc);
    CassandraSourceReader<T> reader = null;
    try {
      ScanQuery query = settings.query();
      List<String> partitionKey =
          TableDescription.read(lease.session(), query.keyspace(), query.table()).partitionKey();
      PageRequests requests = new PageRequests(lease.session(), settings, partitionKey, reads);
      reader = new CassandraSourceReader<>(requests, rowReader, context, lease, reads);
      return reader;
    } finally {
      if (reader == null) {
        reads.close();
        lease.close();
      }
    }
  }

  @Override
  public void start() {
    for (int i = getNumberOfCurrentlyAssignedSplits();
        i < CassandraSplitReader.SPLITS_AT_A_TIME;
        i++) {
      context.sendSplitRequest();
    }
  }

  @Override
  protected void onSplitFinished(Map<String, CassandraSplitState> finished) {
    finished.keySet().forEach(ignored -> context.sendSplitRequest());
  }

  @Override
  protected CassandraSplitState initializedState(CassandraSplit split) {
    return new CassandraSplitState(split);
  }

  @Override
  protected CassandraSplit toSplitType(String splitId, CassandraSplitState state) {
    return state.toSplit();
  }

  @Override
  public void close() throws Exception {
    try (lease;
        reads) {
      super.close();
    }
  }
}
