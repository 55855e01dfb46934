package io.millrace.flink.connector.cassandra.source.reader;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.session.RetriedReads;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Reads a few splits at a time, and asks for the next page before it hands over the last: a page of
 * one split is on its way while that of another is read.
 *
 * <p>Every failure that lasts leaves {@link #fetch} as an exception, which fails the job; none of
 * the failed page's rows were handed over.
 */
final class CassandraSplitReader implements SplitReader<PageRow, CassandraSplit> {

  /** Enough that Cassandra has a page to read while this one is asked for. */
  static final int SPLITS_AT_A_TIME = 2;

  private final PageRequests requests;
  private final Counter bytesIn;
  private final Queue<CassandraSplit> splits = new ArrayDeque<>();
  private volatile CompletableFuture<Void> wakeUp = new CompletableFuture<>();

  /** Of the splits under way; the one that waits longest for its turn is first. */
  private final Deque<Position> positions = new ArrayDeque<>();

  CassandraSplitReader(PageRequests requests, Counter bytesIn) {
    this.requests = requests;
    this.bytesIn = bytesIn;
  }

  /**
   * A page that was asked for.
   *
   * @param skip rows of it that were emitted before a failure
   */
  private record Position(
      CassandraSplit split,
      @Nullable Bytes pagingState,
      int skip,
      CompletableFuture<AsyncResultSet> answer) {}

  @Override
  public RecordsWithSplitIds<PageRow> fetch() throws IOException {
    while (positions.size() < SPLITS_AT_A_TIME && !splits.isEmpty()) {
      CassandraSplit next = splits.remove();
      positions.add(ask(next, next.pagingState(), next.rowsRead()));
    }
    if (positions.isEmpty()) {
      return nothing();
    }
    CompletableFuture<Void> woken = wakeUp;
    try {
      anyAnswerOr(woken).get();
      if (woken.isDone()) {
        wakeUp = new CompletableFuture<>();
        return nothing();
      }
      return page(nextAnswered());
    } catch (ExecutionException e) {
      throw RetriedReads.failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the task ended").initCause(e);
    }
  }

  private Position nextAnswered() {
    for (Iterator<Position> each = positions.iterator(); each.hasNext(); ) {
      Position position = each.next();
      if (position.answer().isDone()) {
        each.remove();
        return position;
      }
    }
    throw new IllegalStateException("neither woken nor answered");
  }

  private CompletableFuture<Object> anyAnswerOr(CompletableFuture<Void> woken) {
    return CompletableFuture.anyOf(
        Stream.concat(Stream.of(woken), positions.stream().map(Position::answer))
            .toArray(CompletableFuture<?>[]::new));
  }

  private Page page(Position position) throws ExecutionException, InterruptedException {
    AsyncResultSet answer = position.answer().get();
    bytesIn.inc(Math.max(0, answer.getExecutionInfo().getResponseSizeInBytes()));
    Iterator<Row> rows = answer.currentPage().iterator();
    int skipped = 0;
    while (skipped < position.skip() && rows.hasNext()) {
      rows.next();
      skipped++;
    }
    ByteBuffer next = answer.getExecutionInfo().getPagingState();
    // With a smaller page than before the failure, more of them were emitted.
    if (next != null) {
      positions.add(ask(position.split(), Bytes.of(next), position.skip() - skipped));
    }
    return new Page(
        position.split().splitId(), next == null, position.pagingState(), skipped, rows);
  }

  private Position ask(CassandraSplit split, @Nullable Bytes pagingState, int skip) {
    return new Position(split, pagingState, skip, requests.send(split, pagingState));
  }

  private static RecordsWithSplitIds<PageRow> nothing() {
    return new RecordsBySplits<>(Map.of(), Set.of());
  }

  @Override
  public void handleSplitsChanges(SplitsChange<CassandraSplit> change) {
    if (!(change instanceof SplitsAddition)) {
      throw new UnsupportedOperationException("splits are only added, not " + change);
    }
    splits.addAll(change.splits());
  }

  @Override
  public void wakeUp() {
    wakeUp.complete(null);
  }

  /** Sessions and retries are the source reader's. */
  @Override
  public void close() {}
}
