package io.millrace.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Measures this process and the server's, and prints it for who started this process. */
public final class Meter {

  /** Begins the line that counts. */
  public static final String PREFIX = "measured ";

  private static final long LOOK_EVERY_NANOS = 5_000_000;

  private final ProcessHandle server;

  public Meter(long serverPid) {
    server = ProcessHandle.of(serverPid).orElseThrow();
  }

  /** What is measured. */
  public interface Work {

    /** Returns whether its results were right, as far as it knows. */
    boolean run() throws Exception;
  }

  private record Look(long rows, long nanos, long cpuNanos, long serverCpuNanos) {}

  /**
   * Measures from the moment when half of the rows are made until nearly all are: neither a job's
   * start and end count, and by then most of the code is compiled.
   */
  public void secondHalf(long rows, Work work) throws Exception {
    CompletableFuture<Look> first = new CompletableFuture<>();
    CompletableFuture<Look> last = new CompletableFuture<>();
    Thread watch =
        new Thread(
            () -> {
              first.complete(await(rows / 2));
              last.complete(await((long) (rows * 0.97)));
            },
            "meter");
    watch.setDaemon(true);
    watch.start();
    boolean equal = work.run();
    if (Progress.rows() != rows) {
      throw new IllegalStateException(Progress.rows() + " rows were made, not " + rows);
    }
    print(first.get(), last.get(), equal);
  }

  /** Measures all of it. */
  public void whole(long rows, Work work) throws Exception {
    Look first = look(0);
    boolean equal = work.run();
    print(first, look(rows), equal);
  }

  private Look await(long rows) {
    while (Progress.rows() < rows) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return look(Progress.rows());
  }

  private Look look(long rows) {
    return new Look(rows, System.nanoTime(), cpuNanos(ProcessHandle.current()), cpuNanos(server));
  }

  private static long cpuNanos(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void print(Look first, Look last, boolean equal) {
    System.out.println(
        new Measured(
                last.rows - first.rows,
                (last.nanos - first.nanos) / 1e9,
                (last.cpuNanos - first.cpuNanos) / 1e9,
                (last.serverCpuNanos - first.serverCpuNanos) / 1e9,
                equal)
            .line());
  }

  /** What one engine did. */
  public record Measured(
      long rows, double seconds, double cpuSeconds, double serverCpuSeconds, boolean equal) {

    String line() {
      return PREFIX
          + rows
          + " "
          + seconds
          + " "
          + cpuSeconds
          + " "
          + serverCpuSeconds
          + " "
          + equal;
    }

    /** Reads a line of output; null if it is another one. */
    public static @Nullable Measured parse(String line) {
      if (!line.startsWith(PREFIX)) {
        return null;
      }
      String[] words = line.substring(PREFIX.length()).split(" ", -1);
      return new Measured(
          Long.parseLong(words[0]),
          Double.parseDouble(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]),
          Boolean.parseBoolean(words[4]));
    }
  }
}
