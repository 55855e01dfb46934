package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.cli.TopicReader;
import io.millrace.jobs.common.Heartbeat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How long after it was sent an event can be read behind ingest, by guarantee, at a low rate. */
final class LatencyBench {

  private static final int PER_SECOND = 200;
  private static final int WARM_UP = PER_SECOND * 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private LatencyBench() {}

  static boolean run(Path root, boolean quick) throws Exception {
    int events = PER_SECOND * (quick ? 30 : 120);
    try (BenchCluster cluster = BenchCluster.start(root)) {
      boolean once = measure(cluster, "exactly-once", events);
      boolean atLeastOnce = measure(cluster, "at-least-once", events);
      return once && atLeastOnce;
    }
  }

  private static boolean measure(BenchCluster cluster, String guarantee, int events)
      throws Exception {
    String input = "in." + guarantee;
    String output = "events." + guarantee;
    cluster.log().create(input);
    cluster.log().create(output);
    cluster.log().delete(Set.of("ledger"));
    JobSubmission.Settings settings =
        JobSubmission.Settings.of(cluster.config(guarantee, "  guarantee: " + guarantee + "\n"));
    long[] millis =
        cluster.run(
            JobChoice.INGEST,
            settings,
            id -> {
              CompletableFuture<Void> sending =
                  CompletableFuture.runAsync(() -> send(cluster, input, events));
              long[] latencies = receive(cluster, output, events);
              sending.join();
              return latencies;
            });
    boolean complete = millis.length == events;
    // Until then the job's code is slow.
    long[] warm = Arrays.copyOfRange(millis, Math.min(millis.length, WARM_UP), millis.length);
    System.out.printf(
        "engine=%s visible_after_ms %s equal=%s%n", guarantee, Latencies.of(warm), complete);
    return complete;
  }

  private static void send(BenchCluster cluster, String topic, int events) {
    try (RecordProducer producer = new RecordProducer(cluster.kafkaBootstrap(), 0)) {
      long begun = System.nanoTime();
      for (int i = 0; i < events; i++) {
        LockSupport.parkNanos(begun + i * 1_000_000_000L / PER_SECOND - System.nanoTime());
        byte[] event =
            ("{\"number\":" + i + ",\"sent\":" + System.nanoTime() + "}").getBytes(US_ASCII);
        producer.send(new ProducerRecord<>(topic, KafkaLog.partition(i), null, event));
      }
      producer.flush();
    }
  }

  /** Of each event by its number; nothing if one did not come. */
  private static long[] receive(BenchCluster cluster, String topic, int events) {
    long[] millis = new long[events];
    BitSet seen = new BitSet(events);
    try (TopicReader reader = new TopicReader(cluster.kafkaBootstrap())) {
      reader.follow(List.of(topic));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (seen.cardinality() < events && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          if (Heartbeat.is(record)) {
            continue;
          }
          String value = new String(record.value(), US_ASCII);
          int number = (int) number(value, "\"number\":");
          millis[number] = (System.nanoTime() - number(value, "\"sent\":")) / 1_000_000;
          seen.set(number);
          deadline = System.nanoTime() + PATIENCE.toNanos();
        }
      }
    }
    return seen.cardinality() < events ? new long[0] : millis;
  }

  private static long number(String value, String name) {
    int from = value.indexOf(name) + name.length();
    int to = from;
    while (Character.isDigit(value.charAt(to))) {
      to++;
    }
    return Long.parseLong(value, from, to, 10);
  }
}
