package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.Webhook;
import io.millrace.jobs.detect.webhook.Undelivered.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {

  private static final long START = 1_772_366_405_999L;
  private static final Delivery ALERT = new Delivery("ops", "a1", "p", START, "{\"é\":1}");

  private final FakeTimer timer = new FakeTimer();
  private final ScriptedPost post = new ScriptedPost(timer);
  private final List<Optional<Undelivered>> outcomes = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void answerOfSuccess_isTheEnd(int status) {
    post.answers.add(new Answer(status, null));
    Lane lane = lane(Duration.ofMinutes(1), 10, Runnable::run);

    lane.submit(ALERT, outcomes::add);

    assertThat(outcomes).containsExactly(Optional.empty());
    assertThat(List.of(lane.delivered(), lane.undelivered(), lane.retries(), lane.waiting()))
        .containsExactly(1L, 0L, 0L, 0L);
  }

  @Test
  void request_isSignedWithTheTimeOfTheAttempt() {
    post.answers.add(new Answer(500, null));
    post.answers.add(new Answer(200, null));

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(ALERT, outcomes::add);
    timer.runUntilNothingIsLeft();

    byte[] body = "{\"é\":1}".getBytes(UTF_8);
    assertThat(post.headers.get(0))
        .containsEntry("Content-Type", "application/cloudevents+json; charset=UTF-8")
        .containsEntry("webhook-id", "a1")
        .containsEntry("webhook-timestamp", "1772366405")
        .containsEntry(
            "webhook-signature", Signature.of(List.of(Webhooks.SECRET), "a1", 1_772_366_405, body));
    assertThat(post.headers.get(1))
        .containsEntry("webhook-id", "a1")
        .containsEntry("webhook-timestamp", "1772366406")
        .containsEntry(
            "webhook-signature", Signature.of(List.of(Webhooks.SECRET), "a1", 1_772_366_406, body));
  }

  /** Half of each delay is by chance, and chance is nought here. */
  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 501, 502, 503, 504, 599})
  void passingAnswer_isTriedAgainLaterAndLater(int status) {
    for (int i = 0; i < 4; i++) {
      post.answers.add(new Answer(status, null));
    }
    post.answers.add(new Answer(200, null));

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(ALERT, outcomes::add);
    timer.runUntilNothingIsLeft();

    assertThat(post.sinceStart).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L);
    assertThat(outcomes).containsExactly(Optional.empty());
  }

  @Test
  void failedConnection_isTriedAgain() {
    post.problems.add(new ConnectException("Connection refused"));
    post.problems.add(new IllegalStateException("a mistake of ours"));
    post.answers.add(new Answer(200, null));
    Lane lane = lane(Duration.ofMinutes(1), 10, Runnable::run);

    lane.submit(ALERT, outcomes::add);
    timer.runUntilNothingIsLeft();

    assertThat(post.sinceStart).containsExactly(0L, 500L, 1_500L);
    assertThat(outcomes).containsExactly(Optional.empty());
    assertThat(lane.retries()).isEqualTo(2);
  }

  @Test
  void retryAfter_isKept() {
    post.answers.add(new Answer(429, "30"));
    post.answers.add(new Answer(200, null));

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(ALERT, outcomes::add);
    timer.runUntilNothingIsLeft();

    assertThat(post.sinceStart).containsExactly(0L, 30_000L);
  }

  @Test
  void retries_endWithTheirTime() {
    for (int i = 0; i < 4; i++) {
      post.answers.add(new Answer(503, null));
    }
    Lane lane = lane(Duration.ofMillis(3_500), 10, Runnable::run);

    lane.submit(ALERT, outcomes::add);
    timer.runUntilNothingIsLeft();

    assertThat(outcomes)
        .containsExactly(
            Optional.of(
                new Undelivered(
                    "ops", "a1", "p", Reason.RETRIES_EXHAUSTED, 4, "the receiver answered 503")));
    assertThat(List.of(lane.delivered(), lane.undelivered(), lane.retries(), lane.waiting()))
        .containsExactly(0L, 1L, 3L, 0L);
  }

  @Test
  void receiverThatWantsToWaitTooLong_isGivenUpAtOnce() {
    post.answers.add(new Answer(503, "3600"));

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(ALERT, outcomes::add);

    assertThat(reasons()).containsExactly(Reason.RETRIES_EXHAUSTED);
    assertThat(timer.alarms).isEmpty();
  }

  /** As after a long stop of the job. */
  @Test
  void alertWhoseTimeIsOver_isTriedOnce() {
    post.answers.add(new Answer(503, null));
    Delivery old = new Delivery("ops", "a1", "p", START - 3_600_000, "{}");

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(old, outcomes::add);

    assertThat(post.sinceStart).containsExactly(0L);
    assertThat(reasons()).containsExactly(Reason.RETRIES_EXHAUSTED);
  }

  @ParameterizedTest
  @CsvSource({
    "301, 'the receiver answered 301, which is not followed'",
    "307, 'the receiver answered 307, which is not followed'",
    "400, the receiver answered 400",
    "401, the receiver answered 401",
    "404, the receiver answered 404",
    "410, the receiver answered 410",
    "422, the receiver answered 422",
  })
  void otherAnswer_isFinal(int status, String detail) {
    post.answers.add(new Answer(status, "1"));

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(ALERT, outcomes::add);

    assertThat(outcomes)
        .containsExactly(Optional.of(new Undelivered("ops", "a1", "p", Reason.REFUSED, 1, detail)));
  }

  @Test
  void refusedAddress_isFinal() {
    post.problems.add(new AddressRefused("h leads to 10.0.0.1"));

    lane(Duration.ofMinutes(1), 10, Runnable::run).submit(ALERT, outcomes::add);

    assertThat(reasons()).containsExactly(Reason.ADDRESS_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nx: y", "é", "a\u0000"})
  void idThatIsNoHeader_isNeverSent(String id) {
    lane(Duration.ofMinutes(1), 10, Runnable::run)
        .submit(new Delivery("ops", id, "p", START, "{}"), outcomes::add);

    assertThat(reasons()).containsExactly(Reason.UNUSABLE_ID);
    assertThat(post.sinceStart).isEmpty();
  }

  @Test
  void fullLane_givesUpAtOnce_andTakesAgainWhenThereIsPlace() {
    Deque<Runnable> requests = new ArrayDeque<>();
    Lane lane = lane(Duration.ofMinutes(1), 2, requests::add);
    for (int i = 0; i < 3; i++) {
      lane.submit(ALERT, outcomes::add);
    }

    assertThat(reasons()).containsExactly(Reason.TOO_MANY_WAITING);
    assertThat(lane.waiting()).isEqualTo(2);

    post.answers.add(new Answer(200, null));
    requests.remove().run();
    lane.submit(ALERT, outcomes::add);

    assertThat(outcomes).hasSize(2);
    assertThat(requests).hasSize(2);
  }

  private Lane lane(Duration maxRetryTime, int maxWaiting, Executor executor) {
    Webhook webhook =
        Webhooks.webhook("https://h.example/", Duration.ofSeconds(10), maxRetryTime, maxWaiting);
    return new Lane(webhook, post, executor, timer, () -> 0);
  }

  private List<Reason> reasons() {
    return outcomes.stream().map(outcome -> outcome.orElseThrow().reason()).toList();
  }

  /** First the problems, then the answers. */
  private static final class ScriptedPost implements Post {
    private final FakeTimer timer;
    private final Deque<Exception> problems = new ArrayDeque<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Map<String, String>> headers = new ArrayList<>();
    private final List<Long> sinceStart = new ArrayList<>();

    ScriptedPost(FakeTimer timer) {
      this.timer = timer;
    }

    @Override
    public Answer send(Webhook webhook, Map<String, String> sent, byte[] body) throws IOException {
      headers.add(sent);
      sinceStart.add(timer.now - START);
      Exception problem = problems.poll();
      if (problem instanceof IOException e) {
        throw e;
      } else if (problem instanceof RuntimeException e) {
        throw e;
      }
      return answers.remove();
    }
  }

  private static final class FakeTimer implements Timer {

    private record Alarm(long at, Runnable action) {}

    private final PriorityQueue<Alarm> alarms =
        new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private long now = START;

    @Override
    public long nowMillis() {
      return now;
    }

    @Override
    public Runnable after(long millis, Runnable action) {
      Alarm alarm = new Alarm(now + millis, action);
      alarms.add(alarm);
      return () -> alarms.remove(alarm);
    }

    void runUntilNothingIsLeft() {
      for (@Nullable Alarm next = alarms.poll(); next != null; next = alarms.poll()) {
        now = next.at;
        next.action.run();
      }
    }
  }
}
