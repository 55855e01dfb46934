package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Meter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** What a benchmark compares: ours or a peer, with what its runs measured. */
record Engine(String name, List<Run> runs) {

  /**
   * One run.
   *
   * @param cpuSecondsPerMillion of the engine's process
   * @param serverCpuSecondsPerMillion of the servers it talks to, by name
   * @param equal whether what came out is what had to
   */
  record Run(
      double eventsPerSecond,
      double cpuSecondsPerMillion,
      Map<String, Double> serverCpuSecondsPerMillion,
      boolean equal) {

    Run(double eventsPerSecond, double cpuSecondsPerMillion, boolean equal) {
      this(eventsPerSecond, cpuSecondsPerMillion, Map.of(), equal);
    }

    /** Of an engine in a process of its own, and the one server that it talks to. */
    static Run of(Meter.Measured measured, boolean equal) {
      return of(measured, equal, List.of("server"));
    }

    /** Of an engine in a process of its own, and these servers, which the meter was told of. */
    static Run of(Meter.Measured measured, boolean equal, List<String> servers) {
      double millions = measured.rows() / 1e6;
      Map<String, Double> serverCpu = new LinkedHashMap<>();
      for (int i = 0; i < servers.size(); i++) {
        serverCpu.put(servers.get(i), measured.serverCpuSeconds().get(i) / millions);
      }
      return new Run(
          measured.rows() / measured.seconds(),
          measured.cpuSeconds() / millions,
          serverCpu,
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

  private String servers() {
    StringBuilder line = new StringBuilder();
    for (String server : runs.get(0).serverCpuSecondsPerMillion.keySet()) {
      double[] sorted =
          runs.stream()
              .mapToDouble(run -> run.serverCpuSecondsPerMillion.getOrDefault(server, Double.NaN))
              .sorted()
              .toArray();
      line.append(String.format(" %s_cpu_seconds_per_million=%.2f", server, median(sorted)));
    }
    return line.toString();
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
        servers(),
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
