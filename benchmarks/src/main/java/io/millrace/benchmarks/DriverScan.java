package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.benchmarks.load.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole table with the driver alone: threads take ranges of tokens, and ask for a page
 * while they read the one before.
 */
final class DriverScan {

  private static final int RANGES = 32;

  private final CqlSession session;
  private final BenchTable table;
  private final PreparedStatement select;

  /**
   * @param columns what to read of each row
   */
  DriverScan(CqlSession session, BenchTable table, String columns, String name) {
    this.session = session;
    this.table = table;
    String token = "token(" + table.partitionKey() + ")";
    select =
        session.prepare(
            "SELECT %s FROM %s.%s WHERE %s > ? AND %s <= ?"
                .formatted(columns, BenchCassandra.KEYSPACE, name, token, token));
  }

  BenchTable.Contents run(int threads) throws ExecutionException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<BenchTable.Contents>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(executor.submit(() -> readRanges(next)));
      }
      BenchTable.Contents contents = BenchTable.Contents.NONE;
      for (Future<BenchTable.Contents> part : parts) {
        contents = contents.plus(part.get());
      }
      return contents;
    } finally {
      executor.shutdownNow();
    }
  }

  private BenchTable.Contents readRanges(AtomicInteger next)
      throws ExecutionException, InterruptedException {
    BenchTable.Contents contents = BenchTable.Contents.NONE;
    for (int range = next.getAndIncrement(); range < RANGES; range = next.getAndIncrement()) {
      contents = contents.plus(readRange(bound(range), bound(range + 1)));
    }
    return contents;
  }

  private static long bound(int range) {
    return range == RANGES
        ? Long.MAX_VALUE
        : Long.MIN_VALUE + range * (Long.MAX_VALUE / RANGES * 2 + 1);
  }

  private BenchTable.Contents readRange(long after, long upTo)
      throws ExecutionException, InterruptedException {
    long rows = 0;
    long digest = 0;
    CompletionStage<AsyncResultSet> coming = session.executeAsync(select.bind(after, upTo));
    while (coming != null) {
      AsyncResultSet page = coming.toCompletableFuture().get();
      coming = following(page);
      for (Row row : page.currentPage()) {
        Progress.count();
        digest += table.digest(row);
        rows++;
      }
    }
    return new BenchTable.Contents(rows, digest);
  }

  private static @Nullable CompletionStage<AsyncResultSet> following(AsyncResultSet page) {
    return page.hasMorePages() ? page.fetchNextPage() : null;
  }
}
