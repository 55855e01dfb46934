package io.millrace.flink.connector.cassandra.session;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a read again, after a growing pause, while its failure is one that may pass. No thread
 * waits meanwhile; the one that ends the pauses starts with the first of them.
 */
@Internal
public final class RetriedReads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RetriedReads.class);

  /** As many nanoseconds as a long holds. */
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final RetryBackoff backoff = RetryBackoff.usual();
  private final int maxRetries;
  private final Duration maxTime;
  private final String remedy;
  private final Runnable onRetry;
  private final ScheduledThreadPoolExecutor timer;

  private RetriedReads(int maxRetries, Duration maxTime, String remedy, Runnable onRetry) {
    this.maxRetries = maxRetries;
    this.maxTime = maxTime;
    this.remedy = remedy;
    this.onRetry = onRetry;
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "cassandra-read-retry");
              thread.setDaemon(true);
              return thread;
            });
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Gives up when so much time has passed since the first attempt.
   *
   * @param remedy what to raise when that was too little, for the message
   * @param onRetry runs on any thread
   */
  public static RetriedReads during(Duration maxTime, String remedy, Runnable onRetry) {
    return new RetriedReads(Integer.MAX_VALUE, maxTime, remedy, onRetry);
  }

  /** Gives up after so many further attempts. */
  public static RetriedReads times(int maxRetries, String remedy, Runnable onRetry) {
    return new RetriedReads(maxRetries, FOREVER, remedy, onRetry);
  }

  /**
   * The answer, or a {@link CassandraReadException}.
   *
   * @param what names the read in a message
   */
  public <T> CompletableFuture<T> send(String what, Supplier<CompletionStage<T>> request) {
    Read<T> read = new Read<>(what, request);
    read.attempt();
    return read.answer;
  }

  /** The same, waiting. */
  public <T> T await(String what, Supplier<CompletionStage<T>> request)
      throws CassandraReadException, InterruptedException {
    return await(send(what, request));
  }

  /** Waits for what {@link #send} gave. */
  public static <T> T await(CompletableFuture<T> answer)
      throws CassandraReadException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** As a failure of its own, with the stack of who waited. */
  public static CassandraReadException failure(ExecutionException e) {
    Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
    return new CassandraReadException(String.valueOf(cause.getMessage()), cause);
  }

  /** What waits for its next attempt is never answered. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Attempts follow each other, so its fields are seen by the next. */
  private final class Read<T> {

    private final String what;
    private final Supplier<CompletionStage<T>> request;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private int failures;

    Read(String what, Supplier<CompletionStage<T>> request) {
      this.what = what;
      this.request = request;
    }

    void attempt() {
      CompletionStage<T> attempt;
      try {
        attempt = request.get();
      } catch (RuntimeException e) {
        attempt = CompletableFuture.failedStage(e);
      }
      attempt.whenComplete(this::settle);
    }

    private void settle(T result, @Nullable Throwable failure) {
      if (failure == null) {
        answer.complete(result);
        return;
      }
      Throwable reason =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      failures++;
      if (CassandraFailure.of(reason) != CassandraFailure.RETRY) {
        answer.completeExceptionally(
            new CassandraReadException(
                "Cassandra does not answer %s: %s".formatted(what, reason.getMessage()), reason));
        return;
      }
      long pauseMillis = backoff.pauseMillis(failures);
      long spentNanos = System.nanoTime() - startNanos;
      if (failures > maxRetries
          || spentNanos > maxTime.toNanos() - TimeUnit.MILLISECONDS.toNanos(pauseMillis)) {
        answer.completeExceptionally(
            new CassandraReadException(
                "Cassandra did not answer %s in %d attempts within %s, the last of which ended with: "
                    .concat("%s; see to the cluster, or %s")
                    .formatted(
                        what,
                        failures,
                        Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(spentNanos)),
                        reason.getMessage(),
                        remedy),
                reason));
        return;
      }
      LOG.debug("Attempt {} of {} failed, next in {} ms", failures, what, pauseMillis, reason);
      onRetry.run();
      try {
        var unused = timer.schedule(this::attempt, pauseMillis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        answer.completeExceptionally(
            new CassandraReadException("closed while reading " + what, reason));
      }
    }
  }
}
