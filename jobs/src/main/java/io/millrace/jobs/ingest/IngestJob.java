package io.millrace.jobs.ingest;

import static io.millrace.jobs.common.Operators.named;

import io.millrace.events.EventRules;
import io.millrace.events.InboundRecord;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundTopics;
import io.millrace.jobs.common.TopicPolicy;
import io.millrace.jobs.common.TransactionLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Gives every event of the inbound topics its verdict.
 *
 * <pre>
 * read-inbound-records ─ check-events ═ by id ═ settle-verdicts ─ write-outbound-topics
 *                                └── marks, to all ──┘
 * </pre>
 *
 * <p>What the log alone decides (rejected, late) is decided where a partition is read in order;
 * what it takes the ids of all partitions for (duplicate) behind the shuffle. One sink writes all
 * topics, so that the events of a checkpoint, the rejects, the late and the ledger's lines of them
 * are committed in one transaction per subtask.
 */
public final class IngestJob {

  public static final String NAME = "millrace-ingest";

  private static final Duration SOURCE_IDLE_AFTER = Duration.ofMinutes(1);

  /**
   * Digests can't be compressed; to try takes as long as all the rest that RocksDB does. By name,
   * since what only checks a configuration has no RocksDB.
   */
  private static final String COMPRESSION = "state.backend.rocksdb.compression.per.level";

  private IngestJob() {}

  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.of(args);
    MillraceConfig config = MillraceConfig.read(arguments.config());
    StreamExecutionEnvironment env = JobEnvironment.create(arguments);
    JobEnvironment.requireCheckpoints(env);
    check(config);
    build(env, config);
    env.execute(NAME);
  }

  /**
   * Asks Kafka for everything that the job will need, so that a mistake is one message now and not
   * a restart loop later. Creates the topic of the rejects where the configuration lets it.
   */
  public static void check(MillraceConfig config) {
    try (KafkaTopics topics = KafkaTopics.connect(config.kafka().clientProperties())) {
      for (String topic : outboundTopics(config.outbound())) {
        topics.ensure(topic, config.topics());
      }
      for (String collection : config.ingest().collections()) {
        topics.require(
            MillraceConfig.INBOUND_PREFIX + collection,
            "create it, or correct ingest.collections in " + config.file());
      }
      TransactionLimit.require(
          topics, config, "ingest.transaction_timeout", config.ingest().transactionTimeout());
    }
  }

  private static List<String> outboundTopics(OutboundTopics names) {
    return List.of(names.rejects(), names.late(), names.ledger());
  }

  static void build(StreamExecutionEnvironment env, MillraceConfig config) {
    // The ledger's marks stand behind the events that they tell of, which only aligned barriers
    // keep.
    env.getCheckpointConfig().setCheckpointingConsistencyMode(CheckpointingMode.EXACTLY_ONCE);
    env.getCheckpointConfig().enableUnalignedCheckpoints(false);
    if (!env.getConfiguration().toMap().containsKey(COMPRESSION)) {
      env.configure(Configuration.fromMap(Map.of(COMPRESSION, "NO_COMPRESSION")));
    }
    DataStream<InboundRecord> records =
        env.fromSource(
                source(config),
                // Kafka's record timestamps: only the expiry of duplicates runs on this clock.
                WatermarkStrategy.<InboundRecord>forMonotonousTimestamps()
                    .withIdleness(SOURCE_IDLE_AFTER),
                "read-inbound-records")
            .uid("read-inbound-records");
    Sink<OutboundRecord> sink =
        config.ingest().exactlyOnce()
            ? new AccountableSink(
                kafkaSink(config),
                config.kafka().clientProperties(),
                config.outbound(),
                config.ingest().transactionalIdPrefix())
            : kafkaSink(config);
    named("write-outbound-topics", wire(records, config, guard(config)).sinkTo(sink));
  }

  /** Everything between the source and the sink; tests call it with streams of their own. */
  static DataStream<OutboundRecord> wire(
      DataStream<InboundRecord> records, MillraceConfig config, LogGuard guard) {
    MillraceConfig.Ingest settings = config.ingest();
    SingleOutputStreamOperator<Judged> judged =
        named(
            "check-events",
            records.transform(
                "check-events",
                JudgedSerializer.TYPE,
                new CheckEvents(rules(config), settings.lateness(), guard)));
    return named(
        "settle-verdicts",
        judged
            .keyBy(Judged::shard, Types.INT)
            .connect(judged.getSideOutput(CheckEvents.MARKS).broadcast())
            .transform(
                "settle-verdicts",
                OutboundRecordSerializer.TYPE,
                new SettleVerdicts(
                    config.outbound(),
                    settings.dedupFor(),
                    settings.exactlyOnce(),
                    Silence.of(settings))));
  }

  private static LogGuard guard(MillraceConfig config) {
    return new KafkaLogGuard(
        config.kafka().clientProperties(),
        config.outbound(),
        inboundTopics(config.ingest().collections()),
        config.ingest().exactlyOnce(),
        config.ingest().failOnMissing());
  }

  static EventRules rules(MillraceConfig config) {
    return EventRules.defaults()
        .withTopics(MillraceConfig.INBOUND_PREFIX, MillraceConfig.BULK_TOPIC)
        .withBulkCollections(Set.copyOf(config.ingest().bulkCollections()))
        .withFutureLimit(config.ingest().futureLimit());
  }

  private static KafkaSource<InboundRecord> source(MillraceConfig config) {
    return KafkaSource.<InboundRecord>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setProperties(consumerProperties(config))
        .setTopicPattern(inboundTopics(config.ingest().collections()))
        .setGroupId(NAME)
        .setStartingOffsets(new FromTheBeginning(config.ingest().failOnMissing()))
        .setDeserializer(new ReadInboundRecord())
        .build();
  }

  /** The reserved bulk topic and one per collection: those named, or all that there will be. */
  static Pattern inboundTopics(List<String> collections) {
    String prefix = Pattern.quote(MillraceConfig.INBOUND_PREFIX);
    String bulk = Pattern.quote(MillraceConfig.BULK_TOPIC);
    if (collections.isEmpty()) {
      return Pattern.compile(prefix + "[^_].*|" + bulk);
    }
    return Pattern.compile(
        collections.stream()
            .map(collection -> Pattern.quote(MillraceConfig.INBOUND_PREFIX + collection))
            .collect(Collectors.joining("|", "", "|" + bulk)));
  }

  private static Properties consumerProperties(MillraceConfig config) {
    Properties properties = config.kafka().sourceProperties();
    properties.put(
        "partition.discovery.interval.ms",
        Long.toString(config.ingest().discoverEvery().toMillis()));
    return properties;
  }

  private static KafkaSink<OutboundRecord> kafkaSink(MillraceConfig config) {
    TopicPolicy policy = config.topics();
    Properties properties = config.kafka().clientProperties();
    properties.put(
        "transaction.timeout.ms", Long.toString(config.ingest().transactionTimeout().toMillis()));
    properties.put("max.request.size", Integer.toString(TopicPolicy.LARGEST_RECORD_BYTES));
    properties.putIfAbsent("compression.type", "lz4");
    properties.putIfAbsent("linger.ms", "20");
    properties.putIfAbsent("batch.size", Integer.toString(128 * 1024));
    return KafkaSink.<OutboundRecord>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(
            config.ingest().exactlyOnce()
                ? DeliveryGuarantee.EXACTLY_ONCE
                : DeliveryGuarantee.AT_LEAST_ONCE)
        .setTransactionalIdPrefix(config.ingest().transactionalIdPrefix())
        // Reuses ids and asks the broker which are open, where the default probes ever more ids
        // with each restart.
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setRecordSerializer(new RouteByTopic(config.kafka().clientProperties(), policy))
        .build();
  }
}
