package io.millrace.jobs.ingest;

import io.millrace.events.Frontier;
import io.millrace.jobs.common.MillraceConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

  private final Silence silence;

  /** Read by the reporter of metrics too. */
  private final Map<InboundPartition, PartitionMark> marks = new ConcurrentHashMap<>();

  private final TreeMap<Long, Frontiers> byCheckpoint = new TreeMap<>();
  private Frontiers closed = Frontiers.NONE;
  private Frontiers reliable = Frontiers.NONE;

  /** What the marks of a checkpoint said, by inbound topic: all that are not here are silent. */
  private record Frontiers(Map<String, Long> least, Set<String> heard) {

    static final Frontiers NONE = new Frontiers(Map.of(), Set.of());
  }

  CollectionFrontiers(Silence silence) {
    this.silence = silence;
  }

  /** Takes what a subtask says of a partition; of several sayings the furthest counts. */
  void mark(PartitionMark mark) {
    marks.merge(mark.key(), mark, (before, now) -> now.to() >= before.to() ? now : before);
  }

  /** Says that all marks of a checkpoint have come. */
  void close(long checkpoint) {
    Map<String, Long> least = new HashMap<>();
    Set<String> heard = new HashSet<>();
    for (PartitionMark mark : marks.values()) {
      if (!isIdle(mark)) {
        least.merge(mark.topic(), mark.frontierMillis(), Math::min);
      }
      if (mark.silentMillis() < silence.movesAfterMillis()) {
        heard.add(mark.topic());
      }
    }
    closed = new Frontiers(least, heard);
    byCheckpoint.put(checkpoint, closed);
  }

  void completed(long checkpoint) {
    Map.Entry<Long, Frontiers> newest = byCheckpoint.floorEntry(checkpoint);
    if (newest != null) {
      reliable = newest.getValue();
      byCheckpoint.headMap(newest.getKey(), true).clear();
    }
  }

  /** In ms, or {@link Frontier#NONE} while nothing is known. */
  long of(String collection) {
    Long own = reliable.least.get(inboundTopic(collection));
    Long bulk = reliable.least.get(MillraceConfig.BULK_TOPIC);
    return own == null ? orNone(bulk) : bulk == null ? own : Math.min(own, bulk);
  }

  /**
   * The times of silent collections in ms: of the wall clock, or of the bulk topic while that is
   * not silent and further back. Asked between {@link #close} and the barrier.
   *
   * @param bulkCollections of which events may have come in bulk bodies
   * @param nowMillis the wall clock
   */
  Map<String, Long> ofSilent(Set<String> bulkCollections, long nowMillis) {
    Map<String, Long> times = new HashMap<>();
    boolean bulkIsSilent = isSilent(MillraceConfig.BULK_TOPIC);
    long time = nowMillis - silence.boundMillis();
    if (!bulkIsSilent) {
      time = Math.min(time, orNone(reliable.least.get(MillraceConfig.BULK_TOPIC)));
    }
    if (time == Frontier.NONE) {
      return times;
    }
    for (PartitionMark mark : marks.values()) {
      if (mark.frontierMillis() != Frontier.NONE
          && !mark.topic().equals(MillraceConfig.BULK_TOPIC)
          && isSilent(mark.topic())) {
        times.put(mark.topic().substring(MillraceConfig.INBOUND_PREFIX.length()), time);
      }
    }
    if (bulkIsSilent) {
      for (String collection : bulkCollections) {
        if (isSilent(inboundTopic(collection))) {
          times.put(collection, time);
        }
      }
    }
    return times;
  }

  /**
   * Nothing came lately, nor just before the checkpoint that has completed: what other subtasks
   * made of it is written, and not only about to be.
   */
  private boolean isSilent(String topic) {
    return !closed.heard.contains(topic) && !reliable.heard.contains(topic);
  }

  private boolean isIdle(PartitionMark mark) {
    return mark.silentMillis() > silence.idleAfterMillis();
  }

  /** The partition that is furthest behind of those that hold time back, or null. */
  @Nullable PartitionMark slowest() {
    PartitionMark slowest = null;
    for (PartitionMark mark : marks.values()) {
      if (!isIdle(mark) && (slowest == null || mark.frontierMillis() < slowest.frontierMillis())) {
        slowest = mark;
      }
    }
    return slowest;
  }

  private static String inboundTopic(String collection) {
    return MillraceConfig.INBOUND_PREFIX + collection;
  }

  private static long orNone(@Nullable Long millis) {
    return millis == null ? Frontier.NONE : millis;
  }
}
