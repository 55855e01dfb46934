package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.millrace.flink.connector.cassandra.session.RetryBackoff;
import io.millrace.flink.connector.cassandra.sink.CassandraWriteException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailboxImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real mailbox and a clock of our own; the answers of the server are given by hand. */
class InFlightRequestsTest {

  private static final int MAX_IN_FLIGHT = 4;
  private static final Duration MAX_RETRY_TIME = Duration.ofSeconds(3);

  /** The first pause is 100 ms, the next 200, 400, 800: there is no jitter here. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private static final Throwable OVERLOADED = new OverloadedException(null);

  private final TaskMailbox mailbox = new TaskMailboxImpl();
  private final MailboxExecutorImpl executor =
      new MailboxExecutorImpl(
          mailbox, TaskMailbox.MIN_PRIORITY, StreamTaskActionExecutor.IMMEDIATE);
  private final TestProcessingTimeService time = new TestProcessingTimeService();
  private final Counter retries = new SimpleCounter();

  /** Attempts the server has not answered. */
  private final Deque<Attempt> atServer = new ArrayDeque<>();

  private final List<String> settled = new ArrayList<>();
  private InFlightRequests requests;

  @BeforeEach
  void open() {
    requests =
        new InFlightRequests(
            new InFlightLimit(MAX_IN_FLIGHT),
            new RetryBackoff(FIRST_PAUSE, Duration.ofSeconds(1), () -> 0.0),
            MAX_RETRY_TIME,
            executor,
            time,
            () -> time.getCurrentProcessingTime() * 1_000_000,
            retries);
  }

  @Test
  void written_isSettledWithItsLatency() throws Exception {
    requests.submit(new Row("a"));
    time.advance(7);
    answer(null);

    assertThat(settled).containsExactly("written a after 7 ms");
    assertThat(requests.unsettled()).isZero();
  }

  @Test
  void submitOverTheLimit_waitsForAnAnswer() throws Exception {
    submit("a", "b", "c", "d");
    CountDownLatch blocked = new CountDownLatch(1);
    Thread server =
        new Thread(
            () -> {
              await(blocked);
              atServer.remove().complete(null);
            });
    server.start();

    blocked.countDown();
    requests.submit(new Row("e"));

    server.join();
    assertThat(settled).containsExactly("written a after 0 ms");
    assertThat(atServer).extracting(Attempt::row).containsExactly("b", "c", "d", "e");
    assertThat(requests.unsettled()).isEqualTo(MAX_IN_FLIGHT);
  }

  @Test
  void failureThatMayPass_isSentAgainAfterRisingPauses() throws Exception {
    requests.submit(new Row("a"));
    for (long pause : new long[] {100, 200, 400, 500}) {
      answer(OVERLOADED);
      assertThat(atServer).isEmpty();
      time.advance(pause);
      assertThat(atServer).isEmpty();
      time.advance(1);
      assertThat(atServer).hasSize(1);
    }
    answer(null);

    assertThat(retries.getCount()).isEqualTo(4);
    assertThat(settled).containsExactly("written a after 0 ms");
    assertThat(time.getNumActiveTimers()).isZero();
  }

  @Test
  void rowsThatWaitForTheirNextAttempt_keepTheirPlaceUnderTheLimit() throws Exception {
    submit("a", "b", "c", "d");
    answer(OVERLOADED);
    assertThat(requests.limit()).isEqualTo(2);
    assertThat(requests.unsettled()).isEqualTo(4);

    answer(null);
    answer(null);

    // One waits and one is at the server, so one more would be the third.
    assertThat(requests.unsettled()).isEqualTo(2);
  }

  @Test
  void retriesThatAreDueTogether_goOutNoMoreThanTheLimitAtOnce() throws Exception {
    submit("a", "b", "c", "d");
    for (int i = 0; i < MAX_IN_FLIGHT; i++) {
      answer(OVERLOADED);
    }
    assertThat(requests.limit()).isEqualTo(2);

    time.advance(101);
    assertThat(atServer).hasSize(2);
    answer(null);
    assertThat(atServer).hasSize(2);
    answer(null);
    answer(null);
    answer(null);

    assertThat(settled).hasSize(4);
    assertThat(requests.unsettled()).isZero();
  }

  @Test
  void failureForLongerThanTheTimeAllowed_failsWithTheCauseAndTheRow() throws Exception {
    requests.submit(new Row("a"));
    answer(OVERLOADED);
    time.advance(MAX_RETRY_TIME.toMillis());

    assertThatThrownBy(() -> answer(OVERLOADED))
        .hasRootCause(OVERLOADED)
        .cause()
        .isInstanceOf(CassandraWriteException.class)
        .hasMessageContaining("did not take row a within PT3S, in 2 attempts")
        .hasMessageContaining("call setMaxRetryTime with more");
    assertThat(settled).containsExactly("failed a");
  }

  @Test
  void failureOfTheRow_isRejectedAndOthersGoOn() throws Exception {
    submit("a", "b");
    answer(new InvalidQueryException(null, "Key length of 70000 is longer than maximum"));
    answer(null);

    assertThat(settled)
        .containsExactly(
            "rejected a: Key length of 70000 is longer than maximum", "written b after 0 ms");
    assertThat(retries.getCount()).isZero();
  }

  @Test
  void failureOfTheSettings_failsAtOnce() throws Exception {
    requests.submit(new Row("a"));

    Throwable refused = new UnauthorizedException(null, "User ada has no MODIFY permission");
    assertThatThrownBy(() -> answer(refused))
        .hasRootCause(refused)
        .cause()
        .hasMessageContaining("first row a: User ada has no MODIFY permission");
    assertThat(settled).containsExactly("failed a");
  }

  @Test
  void failureToSend_isJudgedLikeAnAnswer() throws Exception {
    requests.submit(
        new Row("a") {
          @Override
          CompletionStage<?> send() {
            throw new IllegalArgumentException("cannot be encoded");
          }
        });
    executor.yield();

    assertThat(settled).containsExactly("rejected a: cannot be encoded");
  }

  @Test
  void manyAnswers_arriveInOneMail() throws Exception {
    submit("a", "b", "c", "d");
    List.copyOf(atServer).forEach(attempt -> attempt.complete(null));

    assertThat(mailbox.size()).isEqualTo(1);
    executor.yield();
    assertThat(settled).hasSize(4);
  }

  @Test
  void awaitAll_returnsWhenEveryRowIsSettled() throws Exception {
    submit("a", "b", "c");
    List.copyOf(atServer).forEach(attempt -> attempt.complete(null));

    requests.awaitAll();

    assertThat(requests.unsettled()).isZero();
    assertThat(settled).hasSize(3);
  }

  @Test
  void closed_ignoresLateAnswersAndDueRetries() throws Exception {
    submit("a", "b");
    answer(OVERLOADED);
    requests.close();

    time.advance(101);
    answer(null);

    assertThat(atServer).isEmpty();
    assertThat(settled).isEmpty();
  }

  private void submit(String... rows) throws InterruptedException {
    for (String row : rows) {
      requests.submit(new Row(row));
    }
  }

  /** The server answers the oldest attempt, and the task takes note. */
  private void answer(Throwable failure) throws InterruptedException {
    atServer.remove().complete(failure);
    executor.yield();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Attempt(String row, CompletableFuture<Void> answer) {

    void complete(Throwable failure) {
      if (failure == null) {
        answer.complete(null);
      } else {
        answer.completeExceptionally(failure);
      }
    }
  }

  private class Row extends InFlightRequests.Request {

    private final String name;

    Row(String name) {
      this.name = name;
    }

    @Override
    CompletionStage<?> send() {
      Attempt attempt = new Attempt(name, new CompletableFuture<>());
      atServer.add(attempt);
      return attempt.answer();
    }

    @Override
    void onWritten(long latencyNanos) {
      settled.add("written %s after %d ms".formatted(name, latencyNanos / 1_000_000));
    }

    @Override
    void onRejected(Throwable cause) {
      settled.add("rejected %s: %s".formatted(name, cause.getMessage()));
    }

    @Override
    void onFailed() {
      settled.add("failed " + name);
    }

    @Override
    String describe() {
      return "row " + name;
    }
  }
}
