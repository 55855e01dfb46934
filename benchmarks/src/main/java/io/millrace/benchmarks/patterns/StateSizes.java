package io.millrace.benchmarks.patterns;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * How large the state of the job in this process is, by Flink's own metrics: the bytes of its last
 * checkpoint, and how many entries RocksDB believes to have, where one that was overwritten may
 * count twice until it is compacted.
 */
public final class StateSizes implements MetricReporter, MetricReporterFactory {

  private static final Set<Gauge<?>> BYTES = ConcurrentHashMap.newKeySet();
  private static final Set<Gauge<?>> ENTRIES = ConcurrentHashMap.newKeySet();

  private static final long LOOK_EVERY_NANOS = 50_000_000;

  /** At one time, or the greatest of several. */
  public record Size(long bytes, long entries, int checkpoints) {

    String line() {
      return bytes + " " + entries + " " + checkpoints;
    }

    public static Size parse(String line) {
      String[] words = line.split(" ", -1);
      return new Size(
          Long.parseLong(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]));
    }
  }

  /** Looks until it is closed. */
  static final class Watch implements AutoCloseable {

    private final Thread thread = new Thread(this::look, "state-sizes");
    private volatile boolean isOver;
    private volatile Size greatest = new Size(0, 0, 0);

    Size greatest() {
      return greatest;
    }

    private void look() {
      long last = 0;
      while (!isOver) {
        long bytes = sum(BYTES);
        Size before = greatest;
        greatest =
            new Size(
                Math.max(before.bytes, bytes),
                Math.max(before.entries, sum(ENTRIES)),
                before.checkpoints + (bytes == last ? 0 : 1));
        last = bytes;
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
      }
    }

    @Override
    public void close() {
      isOver = true;
    }
  }

  static Watch watch() {
    Watch watch = new Watch();
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private static long sum(Set<Gauge<?>> gauges) {
    long sum = 0;
    for (Gauge<?> gauge : gauges) {
      // Before the first checkpoint it is -1.
      sum += gauge.getValue() instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }
    return sum;
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (!(metric instanceof Gauge<?> gauge)) {
      return;
    }
    if (name.equals("lastCheckpointFullSize")) {
      BYTES.add(gauge);
    } else if (name.endsWith("rocksdb.estimate-num-keys")) {
      ENTRIES.add(gauge);
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Gauge<?> gauge) {
      ENTRIES.remove(gauge);
    }
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return this;
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}
}
