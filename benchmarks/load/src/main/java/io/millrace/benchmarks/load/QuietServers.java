package io.millrace.benchmarks.load;

import java.time.Duration;
import java.util.List;

/** Waits until servers have done what an engine before left to do, such as flushes. */
public final class QuietServers {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final double QUIET_CORES = 0.15;
  private static final int PATIENCE_LOOKS = 60;

  private QuietServers() {}

  /** Returns when they use little CPU together, or says that they go on. */
  public static void await(List<Long> pids) throws InterruptedException {
    for (int look = 0; look < PATIENCE_LOOKS; look++) {
      long before = cpuNanos(pids);
      Thread.sleep(LOOK_EVERY.toMillis());
      if (cpuNanos(pids) - before < QUIET_CORES * LOOK_EVERY.toNanos()) {
        return;
      }
    }
    System.out.println("  the servers are busy still");
  }

  private static long cpuNanos(List<Long> pids) {
    return pids.stream().mapToLong(QuietServers::cpuNanos).sum();
  }

  private static long cpuNanos(long pid) {
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
