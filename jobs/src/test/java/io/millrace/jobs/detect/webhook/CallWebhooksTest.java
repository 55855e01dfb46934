package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.jobs.JobGraphs;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.Webhook;
import io.millrace.jobs.detect.webhook.Undelivered.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallWebhooksTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger under = new AtomicInteger();
  private final AtomicInteger mostUnder = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        HttpServer.create(new InetSocketAddress(InetAddress.getAllByName("127.0.0.1")[0], 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(threadsOfWebhooks()).isEmpty();
  }

  @Test
  void operators_haveTheirReleasedUidsAndTheSameNames() throws Exception {
    JobGraphs.assertOperators(job(), "read-alerts", "route-alerts", "call-webhooks");
  }

  /** One alert of three is a day old, which is no news. */
  @Test
  void job_callsEachReceiverOfAnAlert() throws Exception {
    server.createContext("/", exchange -> answer(exchange, 204));

    job().execute();

    assertThat(received).containsExactlyInAnyOrder("1", "1", "2", "2");
  }

  @Test
  void takenAlert_leavesNothing_andARefusedOneComesOut() throws Exception {
    server.createContext(
        "/", exchange -> answer(exchange, header(exchange).equals("bad") ? 404 : 200));
    try (var harness = harness(local("ops", 4, 10))) {
      harness.open();
      harness.processElement(delivery("ops", "good"), 0);
      harness.processElement(delivery("ops", "bad"), 0);
      harness.processElement(delivery("gone", "other"), 0);

      harness.endInput();

      assertThat(harness.extractOutputValues())
          .containsExactlyInAnyOrder(
              new Undelivered("ops", "bad", "p", Reason.REFUSED, 1, "the receiver answered 404"),
              new Undelivered("gone", "other", "p", Reason.WEBHOOK_REMOVED, 0, ""));
      assertThat(received).containsExactlyInAnyOrder("good", "bad");
    }
  }

  @Test
  void requests_areAsManyAtATimeAsAllowed() throws Exception {
    CountDownLatch two = new CountDownLatch(2);
    server.createContext("/", exchange -> answerWhenReleased(exchange, two));
    try (var harness = harness(local("ops", 2, 10))) {
      harness.open();
      for (int i = 0; i < 6; i++) {
        harness.processElement(delivery("ops", "a" + i), 0);
      }
      assertThat(two.await(30, TimeUnit.SECONDS)).isTrue();
      release.countDown();

      harness.endInput();

      assertThat(received).hasSize(6);
      assertThat(mostUnder).hasValue(2);
    }
  }

  /** More than the operator has places: the task would wait here if lanes did not give up. */
  @Test
  void receiverThatHangs_holdsUpNeitherTaskNorCheckpoint() throws Exception {
    CountDownLatch one = new CountDownLatch(1);
    server.createContext("/", exchange -> answerWhenReleased(exchange, one));
    try (var harness = harness(local("ops", 1, 3))) {
      harness.open();
      for (int i = 0; i < 500; i++) {
        harness.processElement(delivery("ops", "a" + i), 0);
      }
      harness.snapshot(1, 1);
      release.countDown();
      harness.endInput();

      assertThat(harness.extractOutputValues())
          .hasSize(497)
          .allMatch(alert -> alert.reason() == Reason.TOO_MANY_WAITING);
      assertThat(received).containsExactlyInAnyOrder("a0", "a1", "a2");
    }
  }

  @Test
  void alertInFlight_isSentAgainAfterAFailure_andNoThreadIsLeft() throws Exception {
    CountDownLatch one = new CountDownLatch(1);
    server.createContext("/", exchange -> answerWhenReleased(exchange, one));
    OperatorSubtaskState state;
    try (var harness = harness(local("ops", 1, 10))) {
      harness.open();
      harness.processElement(delivery("ops", "a1"), 0);
      harness.processElement(delivery("ops", "a2"), 0);
      assertThat(one.await(30, TimeUnit.SECONDS)).isTrue();
      state = harness.snapshot(1, 1);
    }
    assertThat(threadsOfWebhooks()).isEmpty();
    release.countDown();

    try (var harness = harness(local("ops", 1, 10))) {
      harness.initializeState(state);
      harness.open();
      harness.endInput();

      assertThat(harness.extractOutputValues()).isEmpty();
    }
    assertThat(received).containsExactlyInAnyOrder("a1", "a1", "a2");
  }

  /** Written by version 1: a savepoint of then must be read for ever. */
  @Test
  void deliveryInASavepoint_keepsItsBytes() throws Exception {
    byte[] bytes = {
      1, 0, 0, 0, 1, 'w', 0, 0, 0, 2, 'i', '1', 0, 0, 0, 1, 'p', 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2,
      '{', '}'
    };
    Delivery delivery = new Delivery("w", "i1", "p", 256, "{}");
    DataOutputSerializer out = new DataOutputSerializer(64);

    DeliverySerializer.INSTANCE.serialize(delivery, out);

    assertThat(out.getCopyOfBuffer()).isEqualTo(bytes);
    assertThat(DeliverySerializer.INSTANCE.deserialize(new DataInputDeserializer(bytes)))
        .isEqualTo(delivery);
  }

  private OneInputStreamOperatorTestHarness<Delivery, Undelivered> harness(Webhook webhook)
      throws Exception {
    OneInputStreamOperatorTestHarness<Delivery, Undelivered> harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                new CallWebhooks(List.of(webhook)),
                0,
                webhook.maxWaiting() + 100,
                AsyncDataStream.OutputMode.UNORDERED),
            DeliverySerializer.INSTANCE);
    harness.setup(
        Undelivered.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private StreamExecutionEnvironment job() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setMaxParallelism(JobEnvironment.MAX_PARALLELISM);
    long now = System.currentTimeMillis();
    CallWebhooks.of(
        env.fromData(
                WebhookAlert.TYPE,
                new WebhookAlert("1", "p", "low", now - Duration.ofHours(23).toMillis(), "{}"),
                new WebhookAlert("old", "p", "high", now - Duration.ofHours(25).toMillis(), "{}"),
                new WebhookAlert("2", "p", "high", now, "{}"))
            .uid("read-alerts")
            .name("read-alerts"),
        List.of(local("one", 4, 10), local("two", 4, 10)));
    return env;
  }

  private Webhook local(String name, int maxInFlight, int maxWaiting) {
    return Webhooks.local(name, server.getAddress().getPort(), maxInFlight, maxWaiting);
  }

  private static Delivery delivery(String webhook, String id) {
    return new Delivery(webhook, id, "p", System.currentTimeMillis(), "{}");
  }

  private void answerWhenReleased(HttpExchange exchange, CountDownLatch arrived)
      throws IOException {
    mostUnder.accumulateAndGet(under.incrementAndGet(), Math::max);
    arrived.countDown();
    try {
      assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    under.decrementAndGet();
    answer(exchange, 200);
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    assertThat(new String(exchange.getRequestBody().readAllBytes(), UTF_8)).isEqualTo("{}");
    received.add(header(exchange));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static String header(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("webhook-id");
  }

  private static List<String> threadsOfWebhooks() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("call-webhook-") || name.equals("time-webhooks"))
        .toList();
  }
}
