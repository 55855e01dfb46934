package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.jobs.common.FrontierHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long after an event arrived in its outbound topic its row is in Cassandra, under half of the
 * load that this machine bears together with who sends it.
 *
 * <p>Ten probes a second are sent among the load, each of a group of its own; their rows are looked
 * for every few milliseconds.
 */
final class RollupLatencyBench {

  private static final int PROBES_PER_SECOND = 10;
  private static final int WARM_UP_SECONDS = 20;
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String DATASETS = "rollup-latency";

  private final Path root;
  private final BenchCluster cluster;
  private final BenchCassandra cassandra;

  private RollupLatencyBench(Path root, BenchCluster cluster, BenchCassandra cassandra) {
    this.root = root;
    this.cluster = cluster;
    this.cassandra = cassandra;
  }

  static boolean run(Path root, boolean quick) throws Exception {
    long events = Long.getLong("bench.events", quick ? 3_000_000 : 8_000_000);
    int seconds = WARM_UP_SECONDS + Integer.getInteger("bench.seconds", quick ? 40 : 120);
    try (BenchCluster cluster = BenchCluster.start(root);
        BenchCassandra cassandra = BenchCassandra.start(root)) {
      RollupLatencyBench bench = new RollupLatencyBench(root, cluster, cassandra);
      long most = bench.mostPerSecond(events);
      System.out.println("the machine bears " + most + " events a second, sender included");
      boolean soon = bench.measure("emit-every-1s", "1 s", most / 2, seconds);
      boolean byDefault = bench.measure("emit-every-10s", "10 s", most / 2, seconds);
      return soon && byDefault;
    }
  }

  /** From the first event that is sent until the last ones' rows are there. */
  private long mostPerSecond(long events) throws Exception {
    Collection collection = new Collection("most", 0);
    long nanos =
        cluster.run(
            JobChoice.ROLLUP,
            settings(collection, "1 s"),
            id -> {
              long first = System.nanoTime();
              collection.send(events);
              // One behind the last events of each partition.
              for (int probe = 0; probe < KafkaLog.PARTITIONS; probe++) {
                collection.sendProbe(probe, events);
              }
              collection.awaitRows(KafkaLog.PARTITIONS);
              return System.nanoTime() - first;
            });
    collection.requireAllEvents(events + KafkaLog.PARTITIONS);
    collection.drop();
    return (long) (events / (nanos / 1e9));
  }

  private boolean measure(String engine, String emitEvery, long perSecond, int seconds)
      throws Exception {
    Collection collection = new Collection(engine, perSecond);
    long events = perSecond * seconds;
    int probes = PROBES_PER_SECOND * seconds;
    int warmUp = PROBES_PER_SECOND * WARM_UP_SECONDS;
    Outcome outcome =
        cluster.run(
            JobChoice.ROLLUP,
            settings(collection, emitEvery),
            id -> {
              long cpu = cluster.cpuNanos();
              long begun = System.nanoTime();
              CompletableFuture<Void> load =
                  CompletableFuture.runAsync(() -> collection.send(events));
              CompletableFuture<Void> probing =
                  CompletableFuture.runAsync(() -> collection.sendProbes(probes));
              collection.awaitRows(probes);
              load.join();
              probing.join();
              return new Outcome(
                  Latencies.of(collection.millis(warmUp, probes)),
                  events / ((System.nanoTime() - begun) / 1e9),
                  (cluster.cpuNanos() - cpu) / 1e3 / events);
            });
    boolean equal = collection.holds(events + probes);
    System.out.printf(
        "engine=%s events_per_second=%.0f row_after_ms %s cpu_seconds_per_million=%.2f equal=%s%n",
        engine, outcome.perSecond, outcome.latencies, outcome.cpuSecondsPerMillion, equal);
    collection.drop();
    return equal;
  }

  private record Outcome(Latencies latencies, double perSecond, double cpuSecondsPerMillion) {}

  private JobSubmission.Settings settings(Collection collection, String emitEvery)
      throws IOException, InterruptedException {
    cluster.log().createForOldRecords("events." + collection.name);
    return JobSubmission.Settings.of(
            cluster.rollupConfig(
                root,
                DATASETS,
                collection.name,
                cassandra.contactPoint(),
                collection.keyspace,
                emitEvery))
        .parallelism(2);
  }

  /** What one run sends and where it finds it again. */
  private final class Collection {
    private final String name;
    private final String keyspace;
    private final long perSecond;
    private final Workload workload;
    private final RecordProducer probes = new RecordProducer(cluster.kafkaBootstrap(), 0);
    private final ConcurrentMap<Integer, Long> arrived = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Long> seen = new ConcurrentHashMap<>();

    /**
     * @param perSecond events; 0 for as many as go
     */
    Collection(String name, long perSecond) {
      this.name = name;
      this.perSecond = perSecond;
      keyspace = name.replace('-', '_');
      workload = Workload.DENSE.atPace(perSecond == 0 ? 100_000 : perSecond);
    }

    private WorkloadEvent event(long number, long events) {
      return workload.event(number, events);
    }

    void send(long events) {
      try (RecordProducer producer = new RecordProducer(cluster.kafkaBootstrap(), perSecond)) {
        for (long i = 0; i < events; i++) {
          producer.send(event(i, events).record("events." + name));
        }
        producer.flush();
      }
    }

    void sendProbes(int count) {
      long begun = System.nanoTime();
      for (int i = 0; i < count; i++) {
        LockSupport.parkNanos(begun + i * 1_000_000_000L / PROBES_PER_SECOND - System.nanoTime());
        sendProbe(i, i * perSecond / PROBES_PER_SECOND);
      }
    }

    /** With the time of the event of a number; it has arrived when this returns. */
    void sendProbe(int probe, long number) {
      WorkloadEvent event = event(number, Long.MAX_VALUE);
      String json =
          new String(event.json(), US_ASCII)
              .replace("\"kind\":", "\"probe\":\"" + probe + "\",\"kind\":");
      probes.send(
          new ProducerRecord<>(
              "events." + name,
              KafkaLog.partition(probe),
              event.timestampMillis(),
              ("probe-" + probe).getBytes(US_ASCII),
              json.getBytes(US_ASCII),
              List.of(FrontierHeader.of(event.timestampMillis()))));
      probes.flush();
      arrived.put(probe, System.nanoTime());
    }

    /** Notes when each probe's row is seen first. */
    void awaitRows(int count) {
      CqlSession session = cassandra.session();
      String query = "SELECT probe FROM %s.probes_minutely".formatted(keyspace);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (seen.size() < count) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%d of %d probes have a row".formatted(seen.size(), count));
        }
        long before = seen.size();
        for (Row row : session.execute(query)) {
          seen.putIfAbsent(
              Integer.valueOf(Objects.requireNonNull(row.getString(0))), System.nanoTime());
        }
        if (seen.size() > before) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }

    long[] millis(int from, int to) {
      long[] millis = new long[to - from];
      for (int i = from; i < to; i++) {
        millis[i - from] =
            (Objects.requireNonNull(seen.get(i)) - Objects.requireNonNull(arrived.get(i)))
                / 1_000_000;
      }
      return millis;
    }

    /** Whether the rows of all days together count so many events. */
    boolean holds(long events) {
      Row sum =
          Objects.requireNonNull(
              cassandra
                  .session()
                  .execute("SELECT SUM(events) FROM %s.rollup_daily".formatted(keyspace))
                  .one());
      if (sum.getLong(0) != events) {
        System.out.printf("  the rows count %d events, not %d%n", sum.getLong(0), events);
      }
      return sum.getLong(0) == events;
    }

    void requireAllEvents(long events) {
      if (!holds(events)) {
        throw new IllegalStateException("events are missing");
      }
    }

    void drop() throws InterruptedException {
      probes.close();
      cassandra.session().execute("DROP KEYSPACE " + keyspace);
      cluster.log().delete(Set.of("events." + name));
    }
  }
}
