package io.millrace.cli.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.cli.CassandraAccess;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.RecordProducer;
import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many keys, and then one that takes 90 % of the events, on a TaskManager with a small heap: the
 * cache stays within its bound, the heap does not grow with the keys, and every row is right.
 *
 * <p>Five million keys with {@code -Dmillrace.fault.long=true}.
 */
@Tag("fault")
class RollupMemoryIT {

  private static final boolean LONG = Boolean.getBoolean("millrace.fault.long");
  private static final int KEYS = LONG ? 5_000_000 : 400_000;

  /** After so many keys the cache is full. */
  private static final int FIRST_KEYS = KEYS / 2;

  private static final int HOT = -1;
  private static final int PARTITIONS = 4;
  private static final int PARALLELISM = 2;
  private static final long CACHE_BYTES = 16L << 20;

  /** What one block of cells more than the bound may take. */
  private static final long CACHE_SLACK_BYTES = 1L << 16;

  /** Less than 100 bytes for each of the keys that came between two looks at the heap. */
  private static final long HEAP_GROWTH_BYTES = 16L << 20;

  private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 30 : 3);
  private static final long START = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final int PAGE = 5_000;

  @TempDir Path folder;

  /** Of the phases with the keys and the hot one, by key; the last is of the hot one. */
  private final int[] events = new int[KEYS + 1];

  private final long[] sums = new long[KEYS + 1];
  private long sent;
  private long mostCacheBytes;

  @Test
  void manyKeysAndAHotOne_takeABoundedHeap() throws Exception {
    Path root = Path.of(System.getProperty("millrace.home"));
    try (LocalStack stack =
            LocalStack.builder()
                .home(root)
                .temporary()
                .kafka()
                .cassandra()
                .flink()
                .slots(PARALLELISM)
                .flinkOption("taskmanager.memory.process.size", "1400 mb")
                .flinkOption("execution.checkpointing.interval", "2 s")
                .flinkOption("execution.checkpointing.min-pause", "1 s")
                .flinkOption("metrics.fetcher.update-interval", "500 ms")
                .progress(System.out::println)
                .start();
        CqlSession session = CassandraAccess.connect(stack)) {
      JobSubmission submission =
          new JobSubmission(
              new Home(root, folder.resolve("stack"), Ports.FREE),
              stack,
              System.getenv(),
              System.out::println);
      Path config = layOut(stack);
      String job =
          submission.submit(
              JobChoice.ROLLUP, JobSubmission.Settings.of(config).parallelism(PARALLELISM));

      sendKeys(stack, 0, FIRST_KEYS);
      long heapAtFirst = heapOnceRead(stack, job);
      sendKeys(stack, FIRST_KEYS, KEYS);
      long heapAtAll = heapOnceRead(stack, job);
      sendHot(stack);
      long heapAtHot = heapOnceRead(stack, job);

      int wrong = wrongRows(session);
      conclude(heapAtFirst, heapAtAll, heapAtHot, wrong);
    }
  }

  private void conclude(long heapAtFirst, long heapAtAll, long heapAtHot, int wrong) {
    String line =
        String.format(
            "keys=%d events=%d wrong=%d cache_mb=%.1f of %.1f heap_mb=%.1f after %d keys, %.1f after"
                + " all, %.1f after the hot one",
            KEYS,
            sent,
            wrong,
            megabytes(mostCacheBytes),
            megabytes(PARALLELISM * CACHE_BYTES),
            megabytes(heapAtFirst),
            FIRST_KEYS,
            megabytes(heapAtAll),
            megabytes(heapAtHot));
    boolean ok =
        wrong == 0
            // Less than half would not have tried the bound.
            && mostCacheBytes > PARALLELISM * CACHE_BYTES / 2
            && mostCacheBytes <= PARALLELISM * (CACHE_BYTES + CACHE_SLACK_BYTES)
            && heapAtAll <= heapAtFirst + HEAP_GROWTH_BYTES
            && heapAtHot <= heapAtFirst + HEAP_GROWTH_BYTES;
    System.out.println("fault rollup-memory " + (ok ? "ok: " : "FAILED: ") + line);
    assertThat(ok).as(line).isTrue();
  }

  private static double megabytes(long bytes) {
    return bytes / (double) (1 << 20);
  }

  private Path layOut(LocalStack stack) throws IOException {
    Path datasets = Files.createDirectory(folder.resolve("datasets"));
    Files.writeString(
        datasets.resolve("keys.yaml"),
        """
        dataset_name: keys
        types: {k: bigint}
        shards: 64
        query:
          event_collection: memory
          analysis_type: sum
          target_property: n
          interval: hourly
          group_by: k
        """);
    try (KafkaTopics topics = KafkaTopics.connect(client(stack))) {
      topics.ensure("events.memory", TopicPolicy.ofInbound(PARTITIONS, -1));
    }
    return Files.writeString(
        folder.resolve("memory.yaml"),
        """
        kafka: {bootstrap_servers: '%s'}
        cassandra: {contact_points: ['%s'], keyspace: memory}
        datasets: datasets
        rollup: {cache_mb: %d}
        """
            .formatted(stack.kafkaBootstrap(), stack.cassandraContactPoint(), CACHE_BYTES >> 20));
  }

  private static Properties client(LocalStack stack) {
    Properties client = new Properties();
    client.put("bootstrap.servers", stack.kafkaBootstrap());
    return client;
  }

  /** One event of each. */
  private void sendKeys(LocalStack stack, int from, int to) {
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      for (int key = from; key < to; key++) {
        send(producer, key, key % 1_000);
      }
      producer.flush();
    }
  }

  /** As many events as there are keys; those of others than the hot one are all over the keys. */
  private void sendHot(LocalStack stack) {
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      for (int i = 0; i < KEYS; i++) {
        send(producer, i % 10 == 0 ? (int) (i * 7_919L % KEYS) : HOT, i % 7);
      }
      producer.flush();
    }
  }

  private void send(RecordProducer producer, int key, int number) {
    int place = key == HOT ? KEYS : key;
    events[place]++;
    sums[place] += number;
    String event =
        "{\"keen\":{\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"behind_ms\":0},\"k\":"
            + key
            + ",\"n\":"
            + number
            + "}";
    producer.send(
        new ProducerRecord<>(
            "events.memory",
            (int) (sent++ % PARTITIONS),
            START,
            null,
            event.getBytes(UTF_8),
            List.of(FrontierHeader.of(START))));
  }

  /** What lives on the TaskManager's heap when all that was sent so far is read and written. */
  private long heapOnceRead(LocalStack stack, String job) throws Exception {
    FlinkCluster flink = FlinkCluster.of(stack);
    Properties client = client(stack);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              mostCacheBytes = Math.max(mostCacheBytes, flink.counter(job, "cache_bytes"));
              return ReadOffsets.read(client, "events.memory", PARTITIONS) >= sent;
            });
    assertThat(flink.failures(job)).as("failures of the job").isZero();
    long pid = stack.server(Service.TASKMANAGER).pid().orElseThrow();
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(histogram).isZero();
    // Collects first, and ends with: Total, objects, bytes.
    String[] total =
        histogram
            .lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(histogram))
            .split(" +", -1);
    return Long.parseLong(total[2]);
  }

  private int wrongRows(CqlSession session) {
    int wrong = 0;
    int rows = 0;
    for (Row row :
        session.execute(
            SimpleStatement.newInstance("SELECT k, sum, events FROM memory.keys_hourly")
                .setPageSize(PAGE))) {
      rows++;
      int key = (int) row.getLong("k");
      int place = key == HOT ? KEYS : key;
      if (row.getLong("events") != events[place]
          || row.getBigDecimal("sum").longValueExact() != sums[place]) {
        wrong++;
      }
    }
    return wrong + Math.abs(rows - events.length);
  }
}
