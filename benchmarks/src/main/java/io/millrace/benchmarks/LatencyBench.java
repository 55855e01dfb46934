package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.cli.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How long after it was sent an event can be read behind ingest, by guarantee, at a low rate. */
final class LatencyBench {

  private static final int PER_SECOND = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SENT = "{\"sent\":";

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
    Arrays.sort(millis);
    boolean complete = millis.length == events;
    System.out.printf(
        "engine=%s visible_after_ms p50=%d p99=%d max=%d equal=%s%n",
        guarantee,
        percentile(millis, 0.5),
        percentile(millis, 0.99),
        percentile(millis, 1),
        complete);
    return complete;
  }

  private static void send(BenchCluster cluster, String topic, int events) {
    try (RecordProducer producer = new RecordProducer(cluster.kafkaBootstrap(), PER_SECOND)) {
      for (int i = 0; i < events; i++) {
        byte[] event = (SENT + System.nanoTime() + "}").getBytes(US_ASCII);
        producer.send(new ProducerRecord<>(topic, KafkaLog.partition(i), null, event));
      }
      producer.flush();
    }
  }

  private static long[] receive(BenchCluster cluster, String topic, int events) {
    long[] millis = new long[events];
    int count = 0;
    try (TopicReader reader = new TopicReader(cluster.kafkaBootstrap())) {
      reader.follow(List.of(topic));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (count < events && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          String value = new String(record.value(), US_ASCII);
          int at = value.indexOf("\"sent\":") + "\"sent\":".length();
          long sent = Long.parseLong(value.substring(at, value.indexOf('}', at)));
          millis[count++] = (System.nanoTime() - sent) / 1_000_000;
          deadline = System.nanoTime() + PATIENCE.toNanos();
        }
      }
    }
    return Arrays.copyOf(millis, count);
  }

  private static long percentile(long[] sorted, double share) {
    return sorted.length == 0 ? -1 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
