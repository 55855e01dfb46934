package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.Webhook;
import io.millrace.jobs.detect.webhook.Undelivered.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one receiver. A receiver that is slow or gone fills its own lane and no
 * other, and nobody waits for a place in it.
 */
final class Lane {

  static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

  private final Webhook webhook;
  private final Post post;
  private final Executor inFlight;
  private final Timer timer;
  private final DoubleSupplier random;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder undelivered = new LongAdder();
  private final LongAdder retries = new LongAdder();

  /**
   * @param inFlight runs as many requests at a time as there may be
   */
  Lane(Webhook webhook, Post post, Executor inFlight, Timer timer, DoubleSupplier random) {
    this.webhook = webhook;
    this.post = post;
    this.inFlight = inFlight;
    this.timer = timer;
    this.random = random;
  }

  /**
   * Tries until it is done. Returns at once.
   *
   * @param done is called once, on any thread, with what was given up or with nothing
   */
  void submit(Delivery delivery, Consumer<Optional<Undelivered>> done) {
    if (waiting.incrementAndGet() > webhook.maxWaiting()) {
      giveUp(new Waiting(delivery, done), Reason.TOO_MANY_WAITING, "");
    } else if (!delivery.alertId().matches("[!-~]{1,256}")) {
      giveUp(new Waiting(delivery, done), Reason.UNUSABLE_ID, "");
    } else {
      Waiting alert = new Waiting(delivery, done);
      inFlight.execute(() -> attempt(alert));
    }
  }

  long waiting() {
    return waiting.get();
  }

  long delivered() {
    return delivered.sum();
  }

  long undelivered() {
    return undelivered.sum();
  }

  long retries() {
    return retries.sum();
  }

  private void attempt(Waiting alert) {
    alert.attempts++;
    Answer answer;
    try {
      answer = post.send(webhook, headers(alert), alert.body());
    } catch (AddressRefused e) {
      giveUp(alert, Reason.ADDRESS_NOT_ALLOWED, String.valueOf(e.getMessage()));
      return;
    } catch (IOException | RuntimeException e) {
      retry(alert, null, e.getClass().getSimpleName() + ": " + e.getMessage());
      return;
    }
    judge(alert, answer);
  }

  private void judge(Waiting alert, Answer answer) {
    String said = "the receiver answered " + answer.status();
    if (answer.isTaken()) {
      delivered.increment();
      end(alert, Optional.empty());
    } else if (answer.isPassing()) {
      retry(alert, answer.retryAfter(), said);
    } else {
      giveUp(alert, Reason.REFUSED, answer.isRedirect() ? said + ", which is not followed" : said);
    }
  }

  private void retry(Waiting alert, @Nullable String retryAfter, String problem) {
    long now = timer.nowMillis();
    long delay = RetrySchedule.delayMillis(alert.attempts, retryAfter, now, random.getAsDouble());
    long end = alert.delivery.sinceMillis() + webhook.maxRetryTime().toMillis();
    if (now + delay > end) {
      giveUp(alert, Reason.RETRIES_EXHAUSTED, problem);
    } else {
      retries.increment();
      timer.after(delay, () -> inFlight.execute(() -> attempt(alert)));
    }
  }

  /** The time is that of the attempt: a receiver refuses what was signed long ago. */
  private Map<String, String> headers(Waiting alert) {
    long seconds = Math.floorDiv(timer.nowMillis(), 1_000L);
    String id = alert.delivery.alertId();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", CONTENT_TYPE);
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(seconds));
    headers.put("webhook-signature", Signature.of(webhook.secrets(), id, seconds, alert.body()));
    return headers;
  }

  private void giveUp(Waiting alert, Reason reason, String detail) {
    undelivered.increment();
    end(alert, Optional.of(Undelivered.of(alert.delivery, reason, alert.attempts, detail)));
  }

  private void end(Waiting alert, Optional<Undelivered> outcome) {
    waiting.decrementAndGet();
    alert.done.accept(outcome);
  }

  /** One attempt at a time: no two threads meet here. */
  private static final class Waiting {
    private final Delivery delivery;
    private final Consumer<Optional<Undelivered>> done;
    private int attempts;

    Waiting(Delivery delivery, Consumer<Optional<Undelivered>> done) {
      this.delivery = delivery;
      this.done = done;
    }

    byte[] body() {
      return delivery.json().getBytes(UTF_8);
    }
  }
}
