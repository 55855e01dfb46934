package io.millrace.jobs.ingest;

import io.millrace.events.Frontier;
import io.millrace.jobs.common.MillraceConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the event time of each collection has come, as far as a reader of the outbound topics
 * may rely on it: the least frontier of the partitions that feed the collection and are not idle,
 * as of the last completed checkpoint.
 *
 * <p>When a checkpoint has completed, every event that was read before it has been written. So
 * whatever is written from then on was read behind those frontiers, and is behind them by no more
 * than its own lateness. That holds for any parallelism and over restarts, and per partition of an
 * outbound topic, since Kafka keeps the order in which we write.
 */
final class CollectionFrontiers {

  /** Read by the reporter of metrics too. */
  private final Map<InboundPartition, PartitionMark> marks = new ConcurrentHashMap<>();

  private final TreeMap<Long, Map<String, Long>> byCheckpoint = new TreeMap<>();
  private Map<String, Long> reliable = Map.of();

  /** Takes what a subtask says of a partition; of several sayings the furthest counts. */
  void mark(PartitionMark mark) {
    marks.merge(mark.key(), mark, (before, now) -> now.to() >= before.to() ? now : before);
  }

  /** Says that all marks of a checkpoint have come. */
  void close(long checkpoint) {
    Map<String, Long> least = new HashMap<>();
    for (PartitionMark mark : marks.values()) {
      if (!mark.isIdle()) {
        least.merge(mark.topic(), mark.frontierMillis(), Math::min);
      }
    }
    byCheckpoint.put(checkpoint, least);
  }

  void completed(long checkpoint) {
    Map.Entry<Long, Map<String, Long>> newest = byCheckpoint.floorEntry(checkpoint);
    if (newest != null) {
      reliable = newest.getValue();
      byCheckpoint.headMap(newest.getKey(), true).clear();
    }
  }

  /** In ms, or {@link Frontier#NONE} while nothing is known. */
  long of(String collection) {
    Long own = reliable.get(MillraceConfig.INBOUND_PREFIX + collection);
    Long bulk = reliable.get(MillraceConfig.BULK_TOPIC);
    return own == null ? orNone(bulk) : bulk == null ? own : Math.min(own, bulk);
  }

  /** The partition that is furthest behind of those that hold time back, or null. */
  @Nullable PartitionMark slowest() {
    PartitionMark slowest = null;
    for (PartitionMark mark : marks.values()) {
      if (!mark.isIdle() && (slowest == null || mark.frontierMillis() < slowest.frontierMillis())) {
        slowest = mark;
      }
    }
    return slowest;
  }

  private static long orNone(@Nullable Long millis) {
    return millis == null ? Frontier.NONE : millis;
  }
}
