package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Ingest of events that are little more than an id, in one run: what an event costs while few ids
 * are held, and what it costs when there are very many. Events without id, which no state knows,
 * come first, so that all code but that of the ids is compiled by then.
 */
final class DuplicatesBench {

  private static final String COLLECTION = "ids";
  private static final String INPUT = "in." + COLLECTION;
  private static final String OUTPUT = "events." + COLLECTION;
  private static final double MOST_TIMES = 2;
  private static final int LOOKS = 60;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private DuplicatesBench() {}

  static boolean run(Path root, boolean quick) throws Exception {
    long before = quick ? 4_000_000 : 8_000_000;
    long ids = quick ? 10_000_000 : 50_000_000;
    try (BenchCluster cluster = BenchCluster.start(root)) {
      cluster.log().create(INPUT);
      System.out.println("writing " + before + " events without id and " + ids + " with one");
      SplittableRandom random = new SplittableRandom(11);
      cluster
          .log()
          .fill(
              before + ids,
              number ->
                  new ProducerRecord<>(
                      INPUT, KafkaLog.partition(number), null, event(number, before, random)));
      JobSubmission.Settings settings = JobSubmission.Settings.of(cluster.config(COLLECTION));
      cluster.log().delete(Set.of(OUTPUT, "ledger"));
      return cluster.run(JobChoice.INGEST, settings, id -> measure(cluster, id, before, ids));
    }
  }

  private static byte[] event(long number, long before, SplittableRandom random) {
    String text =
        number < before
            ? "{\"number\":" + number + ",\"text\":\"an event without an id\"}"
            : "{\"keen\":{\"id\":\""
                + String.format("%016x-%016x", random.nextLong(), number)
                + "\"}}";
    return text.getBytes(US_ASCII);
  }

  private static boolean measure(BenchCluster cluster, String id, long before, long ids) {
    SteadyState.Span few = span(cluster, before + 500_000, before + 3_000_000);
    print("at-1-million-ids", few);
    SteadyState.Span many = span(cluster, before + ids - 3_000_000, before + ids - 500_000);
    print("at-" + ids / 1_000_000 + "-million-ids", many);
    // The JobManager asks for metrics now and then, and not before the first question.
    long held = 0;
    for (int i = 0; i < LOOKS && held < ids; i++) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      held = cluster.flink().counter(id, "duplicate_ids");
    }
    double times = many.cpuSecondsPerMillion() / few.cpuSecondsPerMillion();
    boolean ok = held == ids && times <= MOST_TIMES;
    System.out.printf(
        "state_bytes_per_million_ids=%d memory_bytes_per_million_ids=%d%n",
        cluster.flink().stateBytes(id) * 1_000_000 / ids,
        cluster.flink().counter(id, "duplicate_ids_memory_bytes") * 1_000_000 / ids);
    System.out.printf(
        "bench duplicates %s held=%d of %d, an event costs %.2f times as much CPU%n",
        ok ? "ok:" : "FAILED:", held, ids, times);
    return ok;
  }

  private static SteadyState.Span span(BenchCluster cluster, long from, long to) {
    return SteadyState.between(from, to, () -> cluster.log().written(OUTPUT), cluster::cpuNanos);
  }

  private static void print(String name, SteadyState.Span span) {
    System.out.printf(
        "engine=%s events_per_second=%.0f cpu_seconds_per_million=%.2f%n",
        name, span.eventsPerSecond(), span.cpuSecondsPerMillion());
  }
}
