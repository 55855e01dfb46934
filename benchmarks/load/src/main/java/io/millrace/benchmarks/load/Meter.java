package io.millrace.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures this process and the servers', and prints it for who started this process. */
public final class Meter {

  /** Begins the line that counts. */
  public static final String PREFIX = "measured ";

  private static final long LOOK_EVERY_NANOS = 5_000_000;

  private final List<ProcessHandle> servers;

  /**
   * @param serverPids in the order in which their CPU is to be told
   */
  public Meter(long... serverPids) {
    servers =
        Arrays.stream(serverPids).mapToObj(pid -> ProcessHandle.of(pid).orElseThrow()).toList();
  }

  /** What is measured. */
  public interface Work {

    /** Returns whether its results were right, as far as it knows. */
    boolean run() throws Exception;
  }

  private record Look(long rows, long nanos, long cpuNanos, List<Long> serverCpuNanos) {}

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
    print(first.get(), last.get(10, TimeUnit.SECONDS), equal);
  }

  /**
   * Measures from the first row, so that a job's start does not count, to the end of the work, when
   * its last result is written.
   */
  public void fromFirst(long rows, LongSupplier done, Work work) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    fromFirst(
        rows,
        done,
        isOver::get,
        () -> {
          boolean equal = work.run();
          isOver.set(true);
          return equal;
        });
  }

  /**
   * The same to the moment when it is over by its own account, as of a job that waits for a last
   * checkpoint when its results are there.
   */
  public void fromFirst(long rows, LongSupplier done, BooleanSupplier over, Work work)
      throws Exception {
    CompletableFuture<Look> first = new CompletableFuture<>();
    CompletableFuture<Look> last = new CompletableFuture<>();
    Thread watch =
        new Thread(
            () -> {
              first.complete(awaitThat(() -> done.getAsLong() > 0, 0));
              last.complete(awaitThat(over, rows));
            },
            "meter");
    watch.setDaemon(true);
    watch.start();
    boolean equal = work.run();
    if (done.getAsLong() != rows) {
      throw new IllegalStateException(done.getAsLong() + " rows were read, not " + rows);
    }
    print(first.get(), last.get(10, TimeUnit.SECONDS), equal);
  }

  private Look awaitThat(BooleanSupplier holds, long rows) {
    while (!holds.getAsBoolean()) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return look(rows);
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
    return new Look(
        rows,
        System.nanoTime(),
        cpuNanos(ProcessHandle.current()),
        servers.stream().map(Meter::cpuNanos).toList());
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
                equal,
                IntStream.range(0, first.serverCpuNanos.size())
                    .mapToObj(i -> (last.serverCpuNanos.get(i) - first.serverCpuNanos.get(i)) / 1e9)
                    .toList())
            .line());
  }

  /**
   * What one engine did.
   *
   * @param serverCpuSeconds of each server that the meter was told of
   */
  public record Measured(
      long rows, double seconds, double cpuSeconds, boolean equal, List<Double> serverCpuSeconds) {

    String line() {
      StringBuilder line = new StringBuilder(PREFIX);
      line.append(rows).append(' ').append(seconds).append(' ').append(cpuSeconds);
      line.append(' ').append(equal);
      serverCpuSeconds.forEach(cpu -> line.append(' ').append(cpu));
      return line.toString();
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
          Boolean.parseBoolean(words[3]),
          Arrays.stream(words).skip(4).map(Double::valueOf).toList());
    }
  }
}
