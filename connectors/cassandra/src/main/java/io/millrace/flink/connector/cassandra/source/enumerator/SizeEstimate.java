package io.millrace.flink.connector.cassandra.source.enumerator;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How large a table is, from what the node that is asked estimates of the ranges it is the first
 * replica of; the rest of the ring is taken to be like them.
 */
final class SizeEstimate {

  private double bytes;
  private double shareOfRing;

  static SimpleStatement select(String keyspace, String table) {
    return SimpleStatement.newInstance(
            "SELECT range_start, range_end, mean_partition_size, partitions_count "
                + "FROM system.size_estimates WHERE keyspace_name = ? AND table_name = ?",
            keyspace,
            table)
        .setIdempotent(true);
  }

  /** Adds a row of {@link #select}. */
  void add(Ring ring, Row row) {
    add(
        ring,
        row.getString("range_start"),
        row.getString("range_end"),
        row.getLong("mean_partition_size"),
        row.getLong("partitions_count"));
  }

  void add(
      Ring ring,
      @Nullable String rangeStart,
      @Nullable String rangeEnd,
      long meanPartitionSize,
      long partitionsCount) {
    if (rangeStart == null || rangeEnd == null || ring.size() == null) {
      return;
    }
    bytes += (double) meanPartitionSize * partitionsCount;
    shareOfRing += ring.share(rangeStart, rangeEnd);
  }

  /** Empty if there is no estimate, as for a table that was made a moment ago. */
  OptionalLong bytes() {
    return shareOfRing == 0
        ? OptionalLong.empty()
        : OptionalLong.of((long) (bytes / Math.min(1, shareOfRing)));
  }
}
