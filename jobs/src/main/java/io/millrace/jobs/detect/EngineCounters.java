package io.millrace.jobs.detect;

import io.millrace.patterns.engine.Counters;
import org.apache.flink.metrics.MetricGroup;

/** Shows what the engine counts as metrics. */
final class EngineCounters {

  private EngineCounters() {}

  static void show(Counters counters, MetricGroup group) {
    for (Counters.Counter counter : Counters.Counter.values()) {
      group.gauge(counter.key(), () -> counters.get(counter));
    }
  }
}
