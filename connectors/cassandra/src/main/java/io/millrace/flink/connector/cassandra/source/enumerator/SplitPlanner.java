package io.millrace.flink.connector.cassandra.source.enumerator;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import io.millrace.flink.connector.cassandra.session.RetriedReads;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.source.ScanSettings;
import io.millrace.flink.connector.cassandra.source.query.Bytes;
import io.millrace.flink.connector.cassandra.source.query.ScanQuery;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import io.millrace.flink.connector.cassandra.types.TableDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/** Asks the cluster for its ring and the table's size, and cuts the table accordingly. */
@Internal
public final class SplitPlanner {

  /** Read within a second or so, and few enough of them for a terabyte. */
  static final long BYTES_PER_SPLIT = 16L << 20;

  /** Two that are read at a time, and two more, so that none has to wait long for the last one. */
  static final int SPLITS_PER_SUBTASK = 4;

  /** What the enumerator's state may hold; a larger table has larger splits. */
  static final int GREATEST_NUMBER = 10_000;

  private final CqlSession session;
  private final ScanQuery query;
  private final Map<Node, Set<String>> hostsOfNodes = new HashMap<>();

  private SplitPlanner(CqlSession session, ScanQuery query) {
    this.session = session;
    this.query = query;
  }

  /** Blocks until the cluster has answered. */
  public static List<CassandraSplit> plan(
      ScanSettings settings, ClassLoader loader, int parallelism)
      throws IOException, InterruptedException {
    try (SessionLease lease = SessionLease.acquire(settings.connection(), loader);
        RetriedReads reads =
            RetriedReads.during(settings.maxRetryTime(), ScanSettings.RETRY_REMEDY, () -> {})) {
      ScanQuery query = settings.query();
      query.check(TableDescription.read(lease.session(), query.keyspace(), query.table()));
      return new SplitPlanner(lease.session(), query).plan(settings, reads, parallelism);
    }
  }

  private List<CassandraSplit> plan(ScanSettings settings, RetriedReads reads, int parallelism)
      throws IOException, InterruptedException {
    TokenMap tokens = session.getMetadata().getTokenMap().orElse(null);
    if (query.partitions() != null) {
      return partitions(query.partitions(), tokens);
    }
    if (query.limit() != null || tokens == null) {
      return List.of(CassandraSplit.of("0", TokenSpan.ALL, List.of()));
    }
    Ring ring = Ring.of(tokens.getPartitionerName());
    Integer wanted = settings.splits();
    int number = wanted != null ? wanted : number(size(ring, reads), parallelism);
    List<TokenSplits.Piece> pieces =
        new TokenSplits(ring, tokens::format)
            .cut(tokens.getTokenRanges(), number, range -> hosts(tokens, range));
    List<CassandraSplit> splits = new ArrayList<>();
    for (TokenSplits.Piece piece : pieces) {
      splits.add(CassandraSplit.of("" + splits.size(), piece.span(), List.copyOf(piece.hosts())));
    }
    return splits;
  }

  /** How many splits a table of that size is cut into. */
  static int number(OptionalLong bytes, int parallelism) {
    long bySize = bytes.orElse(0) / BYTES_PER_SPLIT + 1;
    return (int)
        Math.max((long) SPLITS_PER_SUBTASK * parallelism, Math.min(GREATEST_NUMBER, bySize));
  }

  private OptionalLong size(Ring ring, RetriedReads reads)
      throws IOException, InterruptedException {
    SizeEstimate estimate = new SizeEstimate();
    AsyncResultSet page =
        reads.await(
            "the estimated size of table %s.%s".formatted(query.keyspace(), query.table()),
            () -> session.executeAsync(SizeEstimate.select(query.keyspace(), query.table())));
    while (true) {
      page.currentPage().forEach(row -> estimate.add(ring, row));
      if (!page.hasMorePages()) {
        return estimate.bytes();
      }
      page = reads.await("the estimated size", page::fetchNextPage);
    }
  }

  private List<CassandraSplit> partitions(List<List<Bytes>> keys, @Nullable TokenMap tokens) {
    List<CassandraSplit> splits = new ArrayList<>();
    for (List<Bytes> key : keys) {
      ByteBuffer[] values = key.stream().map(Bytes::buffer).toArray(ByteBuffer[]::new);
      Set<String> hosts =
          tokens == null
              ? Set.of()
              : hosts(tokens.getReplicas(keyspace(), tokens.newToken(values)));
      splits.add(CassandraSplit.of("" + splits.size(), key, List.copyOf(hosts)));
    }
    return splits;
  }

  private Set<String> hosts(TokenMap tokens, TokenRange range) {
    return hosts(tokens.getReplicas(keyspace(), range));
  }

  private CqlIdentifier keyspace() {
    return CqlIdentifier.fromInternal(query.keyspace());
  }

  private Set<String> hosts(Set<Node> nodes) {
    Set<String> hosts = new TreeSet<>();
    nodes.forEach(node -> hosts.addAll(hostsOfNodes.computeIfAbsent(node, SplitPlanner::hosts)));
    return hosts;
  }

  /** A TaskManager may call its host by its address, its name or its full name. */
  private static Set<String> hosts(Node node) {
    SocketAddress address = node.getEndPoint().resolve();
    if (!(address instanceof InetSocketAddress socket) || socket.getAddress() == null) {
      return Set.of();
    }
    InetAddress host = socket.getAddress();
    Set<String> names = new TreeSet<>();
    names.add(host.getHostAddress());
    names.add(host.getHostName().toLowerCase(Locale.ROOT));
    names.add(host.getCanonicalHostName().toLowerCase(Locale.ROOT));
    return names;
  }
}
