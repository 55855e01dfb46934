package io.millrace.flink.connector.cassandra.source.reader;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.flink.connector.cassandra.session.RetriedReads;
import io.millrace.flink.connector.cassandra.source.ScanSettings;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import io.millrace.flink.connector.cassandra.source.query.SelectRows;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Asks for pages; each of the few statements is prepared once. */
final class PageRequests {

  private final CqlSession session;
  private final ScanSettings settings;
  private final List<String> partitionKey;
  private final RetriedReads reads;
  private final Map<String, PreparedStatement> statements = new ConcurrentHashMap<>();

  PageRequests(
      CqlSession session, ScanSettings settings, List<String> partitionKey, RetriedReads reads) {
    this.session = session;
    this.settings = settings;
    this.partitionKey = partitionKey;
    this.reads = reads;
  }

  /**
   * The page that begins there.
   *
   * @param pagingState null for the first
   */
  CompletableFuture<AsyncResultSet> send(CassandraSplit split, @Nullable Bytes pagingState) {
    String what =
        "table %s.%s, %s"
            .formatted(settings.query().keyspace(), settings.query().table(), split.describe());
    return reads.send(
        what,
        () ->
            prepare(SelectRows.cql(settings.query(), partitionKey, split))
                .thenCompose(prepared -> execute(prepared, split, pagingState)));
  }

  private CompletionStage<PreparedStatement> prepare(String cql) {
    PreparedStatement known = statements.get(cql);
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    return session
        .prepareAsync(cql)
        .thenApply(
            prepared -> {
              statements.put(cql, prepared);
              return prepared;
            });
  }

  private CompletionStage<AsyncResultSet> execute(
      PreparedStatement prepared, CassandraSplit split, @Nullable Bytes pagingState) {
    ByteBuffer state = pagingState == null ? null : pagingState.buffer();
    return session.executeAsync(
        SelectRows.bind(prepared, session, settings.query(), split)
            .setPageSize(settings.fetchSize())
            .setPagingState(state));
  }
}
