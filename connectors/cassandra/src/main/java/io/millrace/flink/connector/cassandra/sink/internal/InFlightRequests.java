package io.millrace.flink.connector.cassandra.sink.internal;

import io.millrace.flink.connector.cassandra.session.CassandraFailure;
import io.millrace.flink.connector.cassandra.session.RetryBackoff;
import io.millrace.flink.connector.cassandra.sink.CassandraWriteException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one subtask that are not settled: at the server, or waiting for their next
 * attempt. Both together stay below the limit in force when a request comes in, so nothing here
 * grows without bound.
 *
 * <p>All state belongs to the task's thread. Driver threads only add to {@link #completed} and post
 * one mail for all completions since the last.
 */
final class InFlightRequests implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InFlightRequests.class);

  private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Rows under way; every method but {@link #send} is called on the task's thread. */
  abstract static class Request {

    private int failures;
    private int sentInEpoch;
    private long firstSentNanos;
    private long sentNanos;
    private long retryNanos;
    private @Nullable Throwable failure;

    /** Starts an attempt; the stage may complete on any thread. */
    abstract CompletionStage<?> send();

    abstract void onWritten(long latencyNanos);

    abstract void onRejected(Throwable cause) throws IOException;

    /** The last call before the job fails. */
    abstract void onFailed();

    /** Names the rows in a message. */
    abstract String describe();
  }

  private final InFlightLimit limit;
  private final RetryBackoff backoff;
  private final long maxRetryNanos;
  private final MailboxExecutor mailbox;
  private final ProcessingTimeService timers;
  private final LongSupplier nanoClock;
  private final Counter retries;

  private final Queue<Request> completed = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean mailPosted = new AtomicBoolean();

  private final PriorityQueue<Request> waiting =
      new PriorityQueue<>(Comparator.comparingLong(request -> request.retryNanos));

  private int sent;
  private long timerNanos = Long.MAX_VALUE;
  private long lastLogNanos;
  private boolean closed;

  /**
   * @param nanoClock for spans of time: the wall clock may jump
   */
  InFlightRequests(
      InFlightLimit limit,
      RetryBackoff backoff,
      Duration maxRetryTime,
      MailboxExecutor mailbox,
      ProcessingTimeService timers,
      LongSupplier nanoClock,
      Counter retries) {
    this.limit = limit;
    this.backoff = backoff;
    this.maxRetryNanos = maxRetryTime.toNanos();
    this.mailbox = mailbox;
    this.timers = timers;
    this.nanoClock = nanoClock;
    this.retries = retries;
    lastLogNanos = nanoClock.getAsLong() - LOG_EVERY_NANOS;
  }

  /** Sends the request, first working off the mailbox until there is room for it. */
  void submit(Request request) throws InterruptedException {
    while (!hasRoom()) {
      mailbox.yield();
    }
    request.firstSentNanos = nanoClock.getAsLong();
    send(request);
  }

  /**
   * Takes what is left of a request that was refused: on the task's thread, above the limit if need
   * be, and without waiting for room.
   */
  void submitAgain(Request request) {
    long now = nanoClock.getAsLong();
    request.firstSentNanos = now;
    request.retryNanos = now;
    waiting.add(request);
  }

  boolean hasRoom() {
    return unsettled() < limit.current();
  }

  /** Returns when every request is settled. */
  void awaitAll() throws InterruptedException {
    while (unsettled() > 0) {
      mailbox.yield();
    }
  }

  int unsettled() {
    return sent + waiting.size();
  }

  int limit() {
    return limit.current();
  }

  /** Lets go of what is under way; late answers are ignored. */
  @Override
  public void close() {
    closed = true;
    waiting.clear();
  }

  private void send(Request request) {
    sent++;
    request.sentInEpoch = limit.epoch();
    request.sentNanos = nanoClock.getAsLong();
    CompletionStage<?> answer;
    try {
      answer = request.send();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    answer.whenComplete((ignored, failure) -> complete(request, failure));
  }

  /** Runs on a thread of the driver. */
  private void complete(Request request, @Nullable Throwable failure) {
    request.failure = failure;
    completed.add(request);
    if (mailPosted.compareAndSet(false, true)) {
      try {
        mailbox.execute(this::settleCompleted, "settle rows answered by Cassandra");
      } catch (RejectedExecutionException e) {
        LOG.debug("The task has ended; its last answers concern nobody", e);
      }
    }
  }

  private void settleCompleted() throws IOException {
    mailPosted.set(false);
    if (closed) {
      return;
    }
    for (Request request = completed.poll(); request != null; request = completed.poll()) {
      sent--;
      settle(request);
    }
    sendDueRetries();
  }

  private void settle(Request request) throws IOException {
    Throwable failure = request.failure;
    if (failure == null) {
      limit.onSuccess();
      request.onWritten(nanoClock.getAsLong() - request.sentNanos);
      return;
    }
    switch (CassandraFailure.of(failure)) {
      case RETRY -> retryLater(request, failure);
      case REJECT -> request.onRejected(failure);
      case FAIL -> {
        request.onFailed();
        throw new CassandraWriteException(
            "Cassandra takes no rows, first %s: %s; it will not until this is corrected"
                .formatted(request.describe(), failure.getMessage()),
            failure);
      }
    }
  }

  private void retryLater(Request request, Throwable failure) throws IOException {
    limit.onTrouble(request.sentInEpoch);
    request.failures++;
    long now = nanoClock.getAsLong();
    long pauseNanos = TimeUnit.MILLISECONDS.toNanos(backoff.pauseMillis(request.failures));
    long triedNanos = now - request.firstSentNanos;
    if (triedNanos + pauseNanos > maxRetryNanos) {
      request.onFailed();
      throw new CassandraWriteException(
          "Cassandra did not take %s within %s, in %d attempts, the last of which ended with: %s; "
                  .formatted(
                      request.describe(),
                      Duration.ofNanos(maxRetryNanos),
                      request.failures,
                      failure.getMessage())
              + "see to the cluster, or call setMaxRetryTime with more",
          failure);
    }
    if (now - lastLogNanos >= LOG_EVERY_NANOS) {
      lastLogNanos = now;
      LOG.warn(
          "Cassandra did not take {} (attempt {}), {} rows under way, will try again: {}",
          request.describe(),
          request.failures,
          unsettled() + 1,
          failure.toString());
    }
    retries.inc();
    request.retryNanos = now + pauseNanos;
    waiting.add(request);
  }

  /** A retry that is due but over the limit goes out when another request is settled. */
  private void sendDueRetries() {
    long now = nanoClock.getAsLong();
    for (Request next = waiting.peek(); next != null; next = waiting.peek()) {
      if (next.retryNanos > now) {
        setTimer(next.retryNanos, now);
        return;
      }
      if (sent >= limit.current()) {
        return;
      }
      waiting.remove();
      send(next);
    }
  }

  private void setTimer(long dueNanos, long now) {
    if (dueNanos >= timerNanos) {
      return;
    }
    timerNanos = dueNanos;
    long pauseMillis = TimeUnit.NANOSECONDS.toMillis(dueNanos - now) + 1;
    var unused =
        timers.registerTimer(
            timers.getCurrentProcessingTime() + pauseMillis, ignored -> onTimer(dueNanos));
  }

  private void onTimer(long dueNanos) {
    if (timerNanos == dueNanos) {
      timerNanos = Long.MAX_VALUE;
    }
    if (!closed) {
      sendDueRetries();
    }
  }
}
