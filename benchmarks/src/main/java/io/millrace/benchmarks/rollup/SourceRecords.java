package io.millrace.benchmarks.rollup;

import io.millrace.jobs.detect.BoundedDetect;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * How many events the sources in this process have read, by Flink's own counters, which a job of
 * SQL has as well as ours. Patterns are no events.
 */
public final class SourceRecords implements MetricReporter, MetricReporterFactory {

  private static final Set<Counter> COUNTERS = ConcurrentHashMap.newKeySet();

  public static long read() {
    return COUNTERS.stream().mapToLong(Counter::getCount).sum();
  }

  /** Forgets the jobs before. */
  public static void startAgain() {
    COUNTERS.clear();
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    String operator = group.getAllVariables().getOrDefault("<operator_name>", "");
    if (name.equals("numRecordsIn")
        && operator.startsWith("Source: ")
        && !operator.endsWith(BoundedDetect.PATTERN_SOURCE)
        && metric instanceof Counter counter) {
      COUNTERS.add(counter);
    }
  }

  /** A job that ended keeps what it counted. */
  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return this;
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}
}
