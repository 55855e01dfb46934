package io.millrace.flink.connector.cassandra.sink.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts few rows of several partitions into one request, as long as all partitions have the same
 * replicas: then whoever coordinates it has all of them. A request costs client and server more
 * than a row does.
 *
 * <p>Stays below what Cassandra warns of: 10 partitions, or 5 KiB in several partitions.
 */
final class ReplicaBatches<R> {

  /** Of values: what Cassandra counts is somewhat more. */
  static final int MAX_BYTES = 3 << 10;

  private final int maxPartitions;
  private final Map<Object, Batch<R>> batches = new LinkedHashMap<>();

  private static final class Batch<R> {
    final List<R> rows = new ArrayList<>();
    int partitions;
    int bytes;
  }

  /**
   * @param maxPartitions of one request; 1 sends each partition by itself
   */
  ReplicaBatches(int maxPartitions) {
    this.maxPartitions = maxPartitions;
  }

  /** Whether rows of one partition of that size gain by company. */
  boolean takes(int bytes) {
    return maxPartitions > 1 && bytes <= MAX_BYTES / 2;
  }

  /**
   * @param replicas of the partition; equal for partitions that may go together
   * @param rows of one partition
   * @param bytes of all of them
   */
  void add(Object replicas, List<R> rows, int bytes, PartitionBatches.Target<R> target)
      throws IOException, InterruptedException {
    Batch<R> batch = batches.get(replicas);
    if (batch != null && batch.bytes + bytes > MAX_BYTES) {
      batches.remove(replicas);
      target.accept(batch.rows);
      batch = null;
    }
    if (batch == null) {
      batch = new Batch<>();
      batches.put(replicas, batch);
    }
    batch.rows.addAll(rows);
    batch.bytes += bytes;
    batch.partitions++;
    if (batch.partitions >= maxPartitions) {
      batches.remove(replicas);
      target.accept(batch.rows);
    }
  }

  /** Does nothing if nothing waits. */
  void sendOldest(PartitionBatches.Target<R> target) throws IOException, InterruptedException {
    Iterator<Batch<R>> oldest = batches.values().iterator();
    if (oldest.hasNext()) {
      Batch<R> batch = oldest.next();
      oldest.remove();
      target.accept(batch.rows);
    }
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }
}
