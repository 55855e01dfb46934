package io.millrace.flink.connector.cassandra.sink.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers rows of one partition of one table until they are worth a request. Cassandra applies a
 * batch of one partition as one write, which costs it little more than a single row does.
 *
 * <p>Bounded in rows and bytes: beyond, the partition that waits longest goes.
 */
final class PartitionBatches<R> {

  /** Enough that 100 partitions at a time fill batches of 40 rows; a few MB of heap. */
  static final int MAX_ROWS = 4_096;

  static final int MAX_BYTES = 4 << 20;

  /** Cassandra takes 65,535 statements in a batch. */
  private static final int MAX_ROWS_OF_BATCH = 1_000;

  private final int maxBatchBytes;
  private final Map<Key, Batch<R>> batches = new LinkedHashMap<>();
  private int rows;
  private int bytes;

  /** Where full batches go; may wait until there is room. */
  interface Target<R> {
    void accept(List<R> rows) throws IOException, InterruptedException;
  }

  private record Key(Object table, ByteBuffer partition) {}

  private static final class Batch<R> {
    final List<R> rows = new ArrayList<>();
    int bytes;
  }

  PartitionBatches(int maxBatchBytes) {
    this.maxBatchBytes = maxBatchBytes;
  }

  /**
   * @param table what stands for the table and the kind of write; rows that share it may go
   *     together
   * @param partition its routing key
   */
  void add(Object table, ByteBuffer partition, R row, int size, Target<R> target)
      throws IOException, InterruptedException {
    Key key = new Key(table, partition);
    Batch<R> batch = batches.get(key);
    if (batch != null && batch.bytes + size > maxBatchBytes) {
      send(key, batch, target);
      batch = null;
    }
    if (batch == null) {
      batch = new Batch<>();
      batches.put(key, batch);
    }
    batch.rows.add(row);
    batch.bytes += size;
    rows++;
    bytes += size;
    if (batch.bytes >= maxBatchBytes || batch.rows.size() >= MAX_ROWS_OF_BATCH) {
      send(key, batch, target);
    }
    while (rows > MAX_ROWS || bytes > MAX_BYTES) {
      sendOldest(target);
    }
  }

  /** Does nothing if nothing waits. */
  void sendOldest(Target<R> target) throws IOException, InterruptedException {
    Iterator<Map.Entry<Key, Batch<R>>> oldest = batches.entrySet().iterator();
    if (oldest.hasNext()) {
      Map.Entry<Key, Batch<R>> entry = oldest.next();
      send(entry.getKey(), entry.getValue(), target);
    }
  }

  /** Forgets the rows first: while the target waits for room, a timer may send others. */
  private void send(Key key, Batch<R> batch, Target<R> target)
      throws IOException, InterruptedException {
    batches.remove(key);
    rows -= batch.rows.size();
    bytes -= batch.bytes;
    target.accept(batch.rows);
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  int rows() {
    return rows;
  }
}
