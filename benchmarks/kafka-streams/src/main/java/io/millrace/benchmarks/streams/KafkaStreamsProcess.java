package io.millrace.benchmarks.streams;

import io.millrace.benchmarks.load.QuietServers;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.ResultRow;
import io.millrace.benchmarks.load.RollupArguments;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Rolls the topic up twice, as the Flink engines do: the first time leaves rows to compare, the
 * second time is measured.
 *
 * <p>Like theirs, its output is what a store without transactions would get: every changed row when
 * a commit is due, the last one right.
 */
public final class KafkaStreamsProcess {

  private static final Map<String, Duration> GRAINS =
      Map.of(
          "minutely", Duration.ofMinutes(1),
          "hourly", Duration.ofHours(1),
          "daily", Duration.ofDays(1));

  /**
   * Tasks read ahead of each other by as much as they like, and time follows the first of them; so
   * no less than the whole load is sure to drop nothing.
   */
  private static final Duration GRACE = Duration.ofDays(2);

  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private static final String SEPARATOR = "\t";

  private static final LongAdder READ = new LongAdder();
  private static final LongAdder AGGREGATED = new LongAdder();
  private static final LongAdder EMITTED = new LongAdder();

  private final RollupArguments arguments;

  private KafkaStreamsProcess(RollupArguments arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] words) throws Exception {
    RollupArguments arguments = RollupArguments.parse(words);
    KafkaStreamsProcess engine = new KafkaStreamsProcess(arguments);
    ResultFile.keep(arguments.resultFile(), () -> engine.run("warming", KafkaStreamsProcess::keep));
    READ.reset();
    AGGREGATED.reset();
    QuietServers.await(arguments.serverPids());
    arguments
        .meter()
        .fromFirst(
            arguments.rows(),
            READ::sum,
            () -> {
              engine.run("measured", (grain, group, totals) -> EMITTED.increment());
              return true;
            });
    System.exit(0);
  }

  /** Takes the rows of a grain. */
  private interface Output {
    void accept(String grain, Windowed<String> group, Totals totals);
  }

  private static void keep(String grain, Windowed<String> group, Totals totals) {
    String[] names = group.key().split(SEPARATOR, -1);
    ResultFile.add(
        ResultRow.of(
            new ResultRow.Key(grain, group.window().start(), names[0], names[1]),
            totals.purchases(),
            totals.total(),
            totals.lowest(),
            totals.highest()));
  }

  /** Returns when every event is in every grain, and what the caches held is written. */
  private void run(String pass, Output output) {
    Properties settings = settings(pass);
    try (KafkaStreams streams = new KafkaStreams(topology(settings, output), settings)) {
      streams.start();
      awaitAggregated();
      if (!streams.close(CLOSED_WITHIN)) {
        throw new IllegalStateException("not closed within " + CLOSED_WITHIN);
      }
    }
  }

  private void awaitAggregated() {
    long all = arguments.rows() * GRAINS.size();
    long last = 0;
    long changed = System.nanoTime();
    for (long now = AGGREGATED.sum(); now < all; now = AGGREGATED.sum()) {
      if (now != last) {
        last = now;
        changed = System.nanoTime();
      } else if (System.nanoTime() - changed > PATIENCE.toNanos()) {
        throw new IllegalStateException(now + " updates came, and had to be " + all);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private Topology topology(Properties settings, Output output) {
    StreamsBuilder builder = new StreamsBuilder();
    KGroupedStream<String, Double> groups =
        builder.stream(
                arguments.topic(),
                Consumed.with(Serdes.ByteArray(), new PurchaseSerde())
                    .withTimestampExtractor((record, unused) -> bought(record.value())))
            .map(
                (id, purchase) ->
                    KeyValue.pair(
                        purchase.kind() + SEPARATOR + purchase.user().country(), purchase.price()))
            .groupByKey(
                Grouped.<String, Double>as("by-group")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(Serdes.Double()));
    GRAINS.forEach(
        (grain, length) ->
            groups
                .windowedBy(TimeWindows.ofSizeAndGrace(length, GRACE))
                .aggregate(
                    () -> Totals.NONE,
                    (group, price, totals) -> {
                      AGGREGATED.increment();
                      return totals.add(price);
                    },
                    Materialized.<String, Totals, WindowStore<Bytes, byte[]>>as(grain)
                        .withKeySerde(Serdes.String())
                        .withValueSerde(new TotalsSerde())
                        .withRetention(length.plus(GRACE)))
                .toStream()
                .foreach((group, totals) -> output.accept(grain, group, totals)));
    return builder.build(settings);
  }

  private static long bought(Object purchase) {
    READ.increment();
    return ((Purchase) purchase).boughtAtMillis();
  }

  private Properties settings(String pass) {
    Properties settings = new Properties();
    settings.put(
        StreamsConfig.APPLICATION_ID_CONFIG, arguments.folder().getFileName() + "-" + pass);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments.bootstrap());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments.folder().resolve(pass).toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, arguments.parallelism());
    settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 10_000);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 256L << 20);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 8_192);
    settings.put(consumer(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(consumer(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    settings.put(consumer(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 65_536);
    settings.put(consumer(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 4 << 20);
    settings.put(consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 8_192);
    settings.put(producer(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(producer(ProducerConfig.LINGER_MS_CONFIG), 20);
    settings.put(producer(ProducerConfig.BATCH_SIZE_CONFIG), 131_072);
    return settings;
  }

  private static String consumer(String key) {
    return StreamsConfig.consumerPrefix(key);
  }

  private static String producer(String key) {
    return StreamsConfig.producerPrefix(key);
  }
}
