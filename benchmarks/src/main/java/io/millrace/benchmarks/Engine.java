package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Meter;
import java.util.List;
import java.util.stream.DoubleStream;

/** What a benchmark compares: ours or a peer, with what its runs measured. */
record Engine(String name, List<Run> runs) {

  /**
   * One run.
   *
   * @param cpuSecondsPerMillion of the engine's process
   * @param serverCpuSecondsPerMillion of the server it talks to; NaN if that is not measured
   * @param equal whether what came out is what had to
   */
  record Run(
      double eventsPerSecond,
      double cpuSecondsPerMillion,
      double serverCpuSecondsPerMillion,
      boolean equal) {

    Run(double eventsPerSecond, double cpuSecondsPerMillion, boolean equal) {
      this(eventsPerSecond, cpuSecondsPerMillion, Double.NaN, equal);
    }

    /** Of an engine in a process of its own. */
    static Run of(Meter.Measured measured, boolean equal) {
      double millions = measured.rows() / 1e6;
      return new Run(
          measured.rows() / measured.seconds(),
          measured.cpuSeconds() / millions,
          measured.serverCpuSeconds() / millions,
          measured.equal() && equal);
    }
  }

  double eventsPerSecond() {
    return median(speeds().sorted().toArray());
  }

  private DoubleStream speeds() {
    return runs.stream().mapToDouble(Run::eventsPerSecond);
  }

  double cpuSecondsPerMillion() {
    return median(runs.stream().mapToDouble(Run::cpuSecondsPerMillion).sorted().toArray());
  }

  private String server() {
    double cpu =
        median(runs.stream().mapToDouble(Run::serverCpuSecondsPerMillion).sorted().toArray());
    return Double.isNaN(cpu) ? "" : String.format(" server_cpu_seconds_per_million=%.2f", cpu);
  }

  boolean equal() {
    return runs.stream().allMatch(Run::equal);
  }

  String line() {
    return String.format(
        "engine=%s events_per_second=%.0f (%.0f to %.0f) cpu_seconds_per_million=%.2f%s runs=%d"
            + " equal=%s",
        name,
        eventsPerSecond(),
        speeds().min().orElse(0),
        speeds().max().orElse(0),
        cpuSecondsPerMillion(),
        server(),
        runs.size(),
        equal());
  }

  /** How many times as fast this engine is as the peer. */
  double times(Engine peer) {
    return eventsPerSecond() / peer.eventsPerSecond();
  }

  String ratio(Engine peer) {
    return String.format("ratio %s=%.2f", peer.name, times(peer));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
