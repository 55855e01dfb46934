package io.millrace.jobs.ingest;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Compares what the job remembers with what Kafka holds, and stops the job for good ({@link
 * IngestStopped}) where going on would lose or double events: a restart would find the same.
 */
interface LogGuard extends Serializable {

  /** Looks at all that a savepoint or checkpoint remembers, if there is one, before any reading. */
  void checkAtStart(Collection<InboundPosition> restored);

  /** Finds topics that were deleted or made anew since the last look, and learns their ids. */
  void checkWhileRunning(Collection<PartitionProgress> progress);

  /** Partitions with records of which nothing was read yet: they hold event time back. */
  List<InboundPartition> unreadPartitions(Set<InboundPartition> known);

  /**
   * How many offsets were deleted between the one that was to be read next and the one that came.
   * The others between them never held a record: ends of transactions, or compacted away.
   */
  long missingBefore(InboundPartition partition, long expected, long found);
}
