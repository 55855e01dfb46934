package io.millrace.flink.connector.cassandra.source.split;

import io.millrace.flink.connector.cassandra.source.query.Bytes;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a scan, and how far it is read.
 *
 * @param splitId unique in the scan
 * @param span the tokens to read, or null for one partition
 * @param partition the key of the one partition in its order, empty for a span
 * @param hosts names and addresses of the nodes that have all its rows
 * @param pagingState where the page begins that was being read; null for the first
 * @param rowsRead how many rows from there on were emitted
 */
@Internal
public record CassandraSplit(
    String splitId,
    @Nullable TokenSpan span,
    List<Bytes> partition,
    List<String> hosts,
    @Nullable Bytes pagingState,
    int rowsRead)
    implements SourceSplit {

  /** A span of which nothing is read. */
  public static CassandraSplit of(String splitId, TokenSpan span, List<String> hosts) {
    return new CassandraSplit(splitId, span, List.of(), hosts, null, 0);
  }

  /** A partition of which nothing is read. */
  public static CassandraSplit of(String splitId, List<Bytes> partition, List<String> hosts) {
    return new CassandraSplit(splitId, null, partition, hosts, null, 0);
  }

  CassandraSplit at(@Nullable Bytes pagingState, int rowsRead) {
    return new CassandraSplit(splitId, span, partition, hosts, pagingState, rowsRead);
  }

  /** Names the split in a message. */
  public String describe() {
    return span == null ? "partition " + partition : "tokens " + span;
  }
}
