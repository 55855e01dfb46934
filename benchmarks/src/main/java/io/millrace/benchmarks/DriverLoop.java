package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes with the driver alone: a loop that keeps so many requests open. */
final class DriverLoop {

  private final CqlSession session;
  private final BenchTable table;
  private final PreparedStatement insert;
  private final int rowsPerRequest;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param rowsPerRequest one, or how many rows of one partition go into an unlogged batch at most
   */
  private DriverLoop(CqlSession session, EngineArguments arguments, int rowsPerRequest) {
    this.session = session;
    this.rowsPerRequest = rowsPerRequest;
    table = BenchTable.of(arguments);
    insert = session.prepare(table.insert(arguments.qualifiedTable()));
  }

  static boolean run(EngineArguments arguments, int rowsPerRequest) throws Exception {
    try (CqlSession session = DriverSession.open(arguments.host(), arguments.port())) {
      new DriverLoop(session, arguments, rowsPerRequest)
          .run(arguments.rows(), arguments.parallelism());
    }
    return true;
  }

  private void run(long rows, int threads) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long from = rows * i / threads;
        long to = rows * (i + 1) / threads;
        parts.add(executor.submit(() -> write(from, to)));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } finally {
      executor.shutdownNow();
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a write failed", cause);
    }
  }

  private void write(long from, long to) {
    Semaphore permits = new Semaphore(EngineArguments.IN_FLIGHT);
    long number = from;
    while (number < to) {
      if (rowsPerRequest == 1) {
        Progress.count();
        send(table.bind(insert, number++), permits);
      } else {
        BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
        long first = number;
        do {
          Progress.count();
          batch.addStatement(table.bind(insert, number++));
        } while (number < to
            && number - first < rowsPerRequest
            && table.samePartition(first, number));
        send(batch.build(), permits);
      }
    }
    permits.acquireUninterruptibly(EngineArguments.IN_FLIGHT);
  }

  private void send(Statement<?> statement, Semaphore permits) {
    permits.acquireUninterruptibly();
    var unused =
        session
            .executeAsync(statement)
            .whenComplete(
                (result, error) -> {
                  if (error != null) {
                    failure.compareAndSet(null, error);
                  }
                  permits.release();
                });
  }
}
