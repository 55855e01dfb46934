package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Progress;
import io.millrace.benchmarks.load.SingleRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Looks rows up with the driver alone, many at a time, beside a cache of the last ones used. */
final class DriverLookups {

  private final CqlSession session;
  private final LookupKeys keys;
  private final PreparedStatement select;

  DriverLookups(CqlSession session, String qualifiedTable, LookupKeys keys) {
    this.session = session;
    this.keys = keys;
    select =
        session.prepare(
            "SELECT " + SingleRow.COLUMNS + " FROM " + qualifiedTable + " WHERE id = ?");
  }

  /** Returns what {@link BenchTable#sqlSums()} would. */
  List<Object> run(long lookups, int threads) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Sums>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long from = lookups * i / threads;
        long to = lookups * (i + 1) / threads;
        parts.add(executor.submit(() -> lookUp(from, to)));
      }
      Sums all = new Sums();
      for (Future<Sums> part : parts) {
        all.add(part.get());
      }
      return all.values();
    } finally {
      executor.shutdownNow();
    }
  }

  private Sums lookUp(long from, long to) {
    Semaphore permits = new Semaphore(EngineArguments.IN_FLIGHT);
    Sums sums = new Sums();
    Cache cache = new Cache();
    for (long number = from; number < to; number++) {
      Progress.count();
      long key = keys.key(number);
      SingleRow cached = cache.find(key);
      if (cached != null) {
        sums.add(cached);
        continue;
      }
      permits.acquireUninterruptibly();
      var unused =
          session
              .executeAsync(select.bind(key))
              .whenComplete(
                  (rows, error) -> {
                    SingleRow row = row(rows);
                    if (row != null) {
                      cache.keep(row);
                      sums.add(row);
                    }
                    permits.release();
                  });
    }
    permits.acquireUninterruptibly(EngineArguments.IN_FLIGHT);
    return sums;
  }

  /** Null if there is none; that shows in the sums. */
  private static @Nullable SingleRow row(@Nullable AsyncResultSet rows) {
    Row row = rows == null ? null : rows.one();
    String payload = row == null ? null : row.getString(3);
    return row == null || payload == null
        ? null
        : new SingleRow(row.getLong(0), row.getLong(1), row.getDouble(2), payload);
  }

  private static final class Cache {

    private final Map<Long, SingleRow> rows =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, SingleRow> eldest) {
            return size() > LookupKeys.CACHED_ROWS;
          }
        };

    synchronized @Nullable SingleRow find(long key) {
      return rows.get(key);
    }

    synchronized void keep(SingleRow row) {
      rows.put(row.id(), row);
    }
  }

  private static final class Sums {

    private long rows;
    private long ids;
    private long ats;
    private double amounts;
    private long lengths;

    synchronized void add(SingleRow row) {
      rows++;
      ids += row.id() % 1_000_003;
      ats += row.at();
      amounts += row.amount();
      lengths += row.payload().length();
    }

    synchronized void add(Sums other) {
      rows += other.rows;
      ids += other.ids;
      ats += other.ats;
      amounts += other.amounts;
      lengths += other.lengths;
    }

    synchronized List<Object> values() {
      return List.of(rows, ids, ats, amounts, lengths);
    }
  }
}
