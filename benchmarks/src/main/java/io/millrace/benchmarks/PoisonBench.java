package io.millrace.benchmarks;

import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Ingest on events of which one in nineteen is bad in one of the ways of {@link Poison}, against
 * ingest on good ones: how much slower it becomes, and whether every reject is there, byte for
 * byte.
 */
final class PoisonBench {

  private static final String CLEAN = "clean";
  private static final String POISONED = "poisoned";
  private static final String REJECTS = "rejects";

  private static final List<Poison> KINDS = List.of(Poison.values());

  /** Somewhat more than 5 %; odd, so that every partition gets its share. */
  private static final int POISON_EVERY = 19;

  /** A large one comes in one of so many rounds through all kinds. */
  private static final int LARGE_EVERY_ROUNDS = 500;

  private static final int HEADER_BYTES = 1_000_000;
  private static final double LEAST_RATIO = 0.7;
  private static final Duration REJECTED_WITHIN = Duration.ofSeconds(60);
  private static final int PROBLEMS_SHOWN = 10;

  private final BenchCluster cluster;
  private final long records;
  private final IdSum clean = new IdSum();
  private final IdSum poisoned = new IdSum();

  /** The bad records by their numbers. */
  private final Map<Long, Poison> poison = new HashMap<>();

  private final List<String> problems = new ArrayList<>();
  private Map<String, Long> rejectsByCode = Map.of();

  private PoisonBench(BenchCluster cluster, long records) {
    this.cluster = cluster;
    this.records = records;
  }

  static boolean run(Path root, boolean quick) throws Exception {
    return compare(root, quick ? 2_000_000 : 4_000_000, 3);
  }

  private static boolean compare(Path root, long records, int runs) throws Exception {
    try (BenchCluster cluster = BenchCluster.start(root)) {
      PoisonBench bench = new PoisonBench(cluster, records);
      bench.fillClean();
      bench.fillPoisoned();
      Engine good = new Engine("millrace-clean", new ArrayList<>());
      Engine bad = new Engine("millrace-poisoned", new ArrayList<>());
      for (int run = 0; run <= runs; run++) {
        Engine.Run first = bench.measure(CLEAN, bench.clean);
        Engine.Run second = bench.measure(POISONED, bench.poisoned);
        System.out.printf("run=%d clean %s poisoned %s%n", run, first, second);
        if (run > 0) {
          good.runs().add(first);
          bad.runs().add(second);
        }
      }
      System.out.println(good.line());
      System.out.println(bad.line());
      System.out.println(bad.ratio(good));
      if (bad.times(good) < LEAST_RATIO) {
        bench.problems.add("less than " + LEAST_RATIO + " of the speed on good events");
      }
      return bench.conclude(good.equal() && bad.equal());
    }
  }

  /** The results alone, on poisoned events alone. */
  static boolean verdictsAreRight(Path root, long records) throws Exception {
    try (BenchCluster cluster = BenchCluster.start(root)) {
      PoisonBench bench = new PoisonBench(cluster, records);
      bench.fillPoisoned();
      return bench.conclude(bench.measure(POISONED, bench.poisoned).equal());
    }
  }

  private boolean conclude(boolean equal) {
    problems.stream().limit(PROBLEMS_SHOWN).forEach(problem -> System.out.println("  " + problem));
    boolean ok = equal && problems.isEmpty();
    System.out.printf(
        "fault poison %s records=%d poison=%d of %d kinds, rejected=%s, problems=%d%n",
        ok ? "ok:" : "FAILED:",
        records,
        poison.size(),
        KINDS.size(),
        rejectsByCode,
        problems.size() + (equal ? 0 : 1));
    return ok;
  }

  private void fillClean() throws InterruptedException {
    System.out.println("writing " + records + " good records");
    cluster.log().create("in." + CLEAN);
    BenchEvents events = BenchEvents.endingAnHourAgo(records);
    cluster.log().fill(records, number -> event(CLEAN, number, events, clean));
  }

  private void fillPoisoned() throws InterruptedException {
    System.out.println(
        "writing " + records + " records, of which one in " + POISON_EVERY + " is bad");
    cluster.log().create("in." + POISONED);
    BenchEvents events = BenchEvents.endingAnHourAgo(records);
    cluster
        .log()
        .fill(
            records,
            number ->
                number % POISON_EVERY == POISON_EVERY - 1
                    ? bad(number)
                    : event(POISONED, number, events, poisoned));
  }

  private static ProducerRecord<byte[], byte[]> event(
      String collection, long number, BenchEvents source, IdSum ids) {
    byte[] event = source.next();
    ids.addEvent(event);
    return new ProducerRecord<>("in." + collection, KafkaLog.partition(number), null, event);
  }

  private ProducerRecord<byte[], byte[]> bad(long number) {
    long count = poison.size();
    Poison kind = KINDS.get((int) (count % KINDS.size()));
    if (kind.isLarge() && count / KINDS.size() % LARGE_EVERY_ROUNDS != 0) {
      kind = Poison.TRUNCATED;
    }
    poison.put(number, kind);
    byte[] value = kind.value(number);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("in." + POISONED, KafkaLog.partition(number), kind.key(number), value);
    if (kind == Poison.LARGE_HEADER && value != null) {
      record.headers().add("large", new byte[HEADER_BYTES]);
      poisoned.addEvent(value);
    }
    return record;
  }

  private Engine.Run measure(String collection, IdSum truth)
      throws InterruptedException, IOException {
    String output = "events." + collection;
    cluster.log().delete(Set.of(output, "ledger", REJECTS));
    JobSubmission.Settings settings = JobSubmission.Settings.of(cluster.config(collection));
    return cluster.run(
        JobChoice.INGEST,
        settings,
        id -> {
          Engine.Run valid = cluster.measure(output, truth);
          boolean right = !collection.equals(POISONED) || rejectsAreRight();
          int failures = cluster.flink().failures(id);
          if (failures > 0) {
            problems.add("the job failed " + failures + " times");
          }
          // Bad records are read too.
          double all = (double) records / truth.count();
          return new Engine.Run(
              valid.eventsPerSecond() * all,
              valid.cpuSecondsPerMillion() / all,
              valid.equal() && right);
        });
  }

  private boolean rejectsAreRight() {
    RejectCheck check = new RejectCheck();
    long expected = 0;
    for (Map.Entry<Long, Poison> each : poison.entrySet()) {
      long number = each.getKey();
      Poison kind = each.getValue();
      String code = kind.code();
      if (code != null) {
        // Records of a partition were written in their order, so the numbers tell the offsets.
        check.expect(
            KafkaLog.partition(number),
            number / KafkaLog.PARTITIONS,
            code,
            kind.key(number),
            kind.value(number));
        expected++;
      }
    }
    try (TopicReader reader = new TopicReader(cluster.kafkaBootstrap())) {
      reader.follow(List.of(REJECTS));
      long deadline = System.nanoTime() + REJECTED_WITHIN.toNanos();
      while ((check.found() < expected || !reader.reached(reader.ends()))
          && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> reject : reader.poll()) {
          check.found(reject);
        }
      }
    }
    problems.addAll(check.problems());
    rejectsByCode = check.byCode();
    return check.problems().isEmpty();
  }
}
