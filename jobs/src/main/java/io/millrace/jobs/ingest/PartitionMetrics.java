package io.millrace.jobs.ingest;

import io.millrace.events.Frontier;
import org.apache.flink.metrics.MetricGroup;

/** How old the event time of each inbound partition is, as the web UI shows it. */
final class PartitionMetrics {

  private final MetricGroup group;

  PartitionMetrics(MetricGroup group) {
    this.group = group;
  }

  /** Adds a partition that this subtask has begun to read. */
  void add(PartitionProgress partition) {
    group
        .addGroup("partition", partition.key().topic() + "-" + partition.key().partition())
        .gauge("event_time_lag_ms", () -> lagMillis(partition.frontierMillis()));
  }

  /** How far a time lies behind the wall clock; 0 while there is none. */
  static long lagMillis(long millis) {
    return millis == Frontier.NONE ? 0 : System.currentTimeMillis() - millis;
  }
}
