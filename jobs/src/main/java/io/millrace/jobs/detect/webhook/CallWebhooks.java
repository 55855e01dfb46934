package io.millrace.jobs.detect.webhook;

import static io.millrace.jobs.common.Operators.named;

import io.millrace.jobs.common.Webhook;
import io.millrace.jobs.detect.webhook.Undelivered.Reason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls each receiver of an alert until it has taken it; what comes out is what was given up.
 *
 * <p>What is not done is in the operator's state: after a failure it is tried again, so a receiver
 * may get an alert twice, with the same id. A receiver that is gone holds back no checkpoint: there
 * is a place in the operator for everything that may wait, and beyond that alerts are given up.
 */
public final class CallWebhooks extends RichAsyncFunction<Delivery, Undelivered>
    implements ResultTypeQueryable<Undelivered> {

  /** For answers that have come and are not taken out yet. */
  private static final int SPARE_PLACES = 100;

  private static final long CLOSING_MILLIS = 5_000;
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(CallWebhooks.class);

  private final List<Webhook> webhooks;

  private transient @Nullable Calls calls;

  CallWebhooks(List<Webhook> webhooks) {
    this.webhooks = webhooks;
  }

  /**
   * Delivers alerts; what comes out needs no sink. Call it for no webhooks too: else a savepoint
   * from when there were some would not be taken.
   */
  public static DataStream<Undelivered> of(
      DataStream<WebhookAlert> alerts, List<Webhook> webhooks) {
    DataStream<Delivery> deliveries =
        named("route-alerts", alerts.flatMap(new RouteAlerts(webhooks)));
    SingleOutputStreamOperator<Undelivered> undelivered =
        AsyncDataStream.unorderedWait(
            deliveries,
            new CallWebhooks(webhooks),
            0, // lanes count the time, also that before a failure
            TimeUnit.MILLISECONDS,
            webhooks.stream().mapToInt(Webhook::maxWaiting).sum() + SPARE_PLACES);
    // A receiver's limits are those of the job and not of each subtask.
    return named("call-webhooks", undelivered).setParallelism(1);
  }

  @Override
  public void open(OpenContext context) {
    calls = new Calls(webhooks, getRuntimeContext().getMetricGroup().addGroup("millrace"));
  }

  @Override
  public void asyncInvoke(Delivery delivery, ResultFuture<Undelivered> result) {
    if (calls == null) {
      throw new IllegalStateException("not open");
    }
    calls.submit(delivery, result);
  }

  @Override
  public void close() throws Exception {
    if (calls != null) {
      calls.close();
    }
  }

  @Override
  public TypeInformation<Undelivered> getProducedType() {
    return Undelivered.TYPE;
  }

  /** The lanes of a task and their threads. */
  private static final class Calls {

    private final ThreadTimer timer = new ThreadTimer(daemons("time-webhooks"));
    private final HttpPost post =
        new HttpPost(
            InetAddress::getAllByName, (SSLSocketFactory) SSLSocketFactory.getDefault(), timer);
    private final List<ExecutorService> threads = new ArrayList<>();
    private final Map<String, Lane> lanes = new HashMap<>();

    Calls(List<Webhook> webhooks, MetricGroup metrics) {
      for (Webhook webhook : webhooks) {
        ThreadPoolExecutor inFlight =
            new ThreadPoolExecutor(
                webhook.maxInFlight(),
                webhook.maxInFlight(),
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("call-webhook-" + webhook.name()));
        inFlight.allowCoreThreadTimeOut(true);
        threads.add(inFlight);
        Lane lane =
            new Lane(
                webhook, post, inFlight, timer, () -> ThreadLocalRandom.current().nextDouble());
        lanes.put(webhook.name(), lane);
        measure(lane, metrics.addGroup("webhook", webhook.name()));
      }
    }

    void submit(Delivery delivery, ResultFuture<Undelivered> result) {
      Lane lane = lanes.get(delivery.webhook());
      if (lane == null) {
        complete(result, Optional.of(Undelivered.of(delivery, Reason.WEBHOOK_REMOVED, 0, "")));
      } else {
        lane.submit(delivery, outcome -> complete(result, outcome));
      }
    }

    /** Threads hold the job's classes: none may outlive the task. */
    void close() throws InterruptedException {
      timer.close();
      threads.forEach(ExecutorService::shutdownNow);
      post.close();
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
      boolean ended = timer.awaitEnd(CLOSING_MILLIS);
      for (ExecutorService pool : threads) {
        ended &= pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
      if (!ended) {
        LOG.warn("a webhook's thread still waits for the system to resolve a name");
      }
    }

    private static void complete(ResultFuture<Undelivered> result, Optional<Undelivered> outcome) {
      outcome.ifPresent(
          alert ->
              LOG.warn(
                  "webhook {} did not get alert {} of {}: {} after {} attempts; {}",
                  alert.webhook(),
                  printable(alert.alertId()),
                  printable(alert.patternId()),
                  alert.reason().word(),
                  alert.attempts(),
                  printable(alert.detail())));
      try {
        result.complete(outcome.map(List::of).orElse(List.of()));
      } catch (RejectedExecutionException closed) {
        // The task has ended. The alert is in its last checkpoint and comes again.
      }
    }

    /** Ids come from Kafka and details from receivers; a line of the log is one line. */
    private static String printable(String text) {
      String line = text.replaceAll("[^ -~]", "?");
      return line.length() <= 256 ? line : line.substring(0, 256);
    }

    private static void measure(Lane lane, MetricGroup metrics) {
      metrics.gauge("waiting", (Gauge<Long>) lane::waiting);
      metrics.gauge("delivered", (Gauge<Long>) lane::delivered);
      metrics.gauge("undelivered", (Gauge<Long>) lane::undelivered);
      metrics.gauge("retries", (Gauge<Long>) lane::retries);
    }

    private static ThreadFactory daemons(String name) {
      return action -> {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        return thread;
      };
    }
  }
}
