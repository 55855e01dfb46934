package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
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
    double cheapest = Double.MAX_VALUE;
    for (long million : new long[] {1, 3, 6}) {
      SteadyState.Span few = span(cluster, before, million);
      print("at-" + million + "-million-ids", few);
      cheapest = Math.min(cheapest, few.cpuSecondsPerMillion());
    }
    SteadyState.Span many = span(cluster, before, ids / 1_000_000 - 3);
    print("at-" + ids / 1_000_000 + "-million-ids", many);
    // The JobManager asks for metrics now and then, and not before the first question.
    long held = await(ids, () -> cluster.flink().counter(id, "duplicate_ids"));
    long valid = await(before + ids, () -> cluster.flink().counter(id, "valid"));
    int checkpoints = cluster.flink().completedCheckpoints(id);
    await(checkpoints + 2, () -> cluster.flink().completedCheckpoints(id));
    double times = many.cpuSecondsPerMillion() / cheapest;
    boolean ok = held == ids && valid == before + ids && times <= MOST_TIMES;
    System.out.printf(
        "state_bytes_per_million_ids=%d memory_bytes_per_million_ids=%d%n",
        cluster.flink().stateBytes(id) * 1_000_000 / ids,
        cluster.flink().counter(id, "duplicate_ids_memory_bytes") * 1_000_000 / ids);
    System.out.printf(
        "bench duplicates %s valid=%d of %d, held=%d, an event costs %.2f times as much CPU%n",
        ok ? "ok:" : "FAILED:", valid, before + ids, held, times);
    return ok;
  }

  /** Looks until there are as many, or for a minute; returns how many there were last. */
  private static long await(long wanted, LongSupplier present) {
    long found = 0;
    for (int look = 0; look < LOOKS && found < wanted; look++) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      found = present.getAsLong();
    }
    return found;
  }

  /** Over two million events, from when so many millions of ids are held. */
  private static SteadyState.Span span(BenchCluster cluster, long before, long million) {
    long from = before + million * 1_000_000;
    return SteadyState.between(
        from, from + 2_000_000, () -> cluster.log().written(OUTPUT), cluster::cpuNanos);
  }

  private static void print(String name, SteadyState.Span span) {
    System.out.printf(
        "engine=%s events_per_second=%.0f cpu_seconds_per_million=%.2f%n",
        name, span.eventsPerSecond(), span.cpuSecondsPerMillion());
  }
}
