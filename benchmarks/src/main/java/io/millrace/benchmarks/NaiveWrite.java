package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Progress;
import java.util.Collections;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/** What one writes without a connector: an asynchronous function that sends each row. */
final class NaiveWrite extends RichAsyncFunction<Long, Long> {

  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;
  private final BenchTable table;
  private final String qualifiedTable;
  private transient @Nullable CqlSession session;
  private transient @Nullable PreparedStatement insert;

  NaiveWrite(EngineArguments arguments) {
    host = arguments.host();
    port = arguments.port();
    table = BenchTable.of(arguments);
    qualifiedTable = arguments.qualifiedTable();
  }

  @Override
  public void open(OpenContext context) {
    session = DriverSession.open(host, port);
    insert = session.prepare(table.insert(qualifiedTable));
  }

  @Override
  public void asyncInvoke(Long number, ResultFuture<Long> result) {
    if (session == null || insert == null) {
      throw new IllegalStateException("not opened");
    }
    Progress.count();
    var unused =
        session
            .executeAsync(table.bind(insert, number))
            .whenComplete(
                (rows, error) -> {
                  if (error == null) {
                    result.complete(Collections.emptyList());
                  } else {
                    result.completeExceptionally(error);
                  }
                });
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
