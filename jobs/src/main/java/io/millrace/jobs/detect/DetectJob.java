package io.millrace.jobs.detect;

import static io.millrace.jobs.common.Operators.named;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.config.ConfigException;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.sink.CassandraSink;
import io.millrace.jobs.common.CassandraKeyspace;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundEvent;
import io.millrace.jobs.common.OutboundTopics;
import io.millrace.jobs.common.ReadOutboundEvent;
import io.millrace.jobs.common.TransactionLimit;
import io.millrace.jobs.detect.webhook.CallWebhooks;
import io.millrace.patterns.definition.PatternCatalog;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.sigma.SigmaRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds patterns in the events of all collections; docs/patterns/detect.md.
 *
 * <pre>
 * read-events ─ observe-time ──────── match-events ═ by key ═ correlate-matches ─ write-alerts
 *                    └ times ┐             ║ to all                 ║ to all
 * read-patterns ─────── stamp-versions ════╩════════════════════════╝
 * read-alerts ─┬─ write-alert-rows
 *              └─ select-alerts ─ route-alerts ─ call-webhooks
 * </pre>
 *
 * <p>Patterns come, change and go while it runs; there is no operator per pattern. The rows and
 * webhooks are fed from what was committed, so nothing that a failed attempt thought is ever seen.
 */
public final class DetectJob {

  public static final String NAME = "millrace-detect";

  private static final Logger LOG = LoggerFactory.getLogger(DetectJob.class);
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(30);

  private DetectJob() {}

  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.of(args);
    MillraceConfig config = MillraceConfig.read(arguments.config());
    StreamExecutionEnvironment env = JobEnvironment.create(arguments);
    JobEnvironment.requireCheckpoints(env);
    check(config).forEach(LOG::warn);
    prepare(config);
    build(env, config);
    env.execute(NAME);
  }

  /**
   * Reads the patterns and asks Kafka and Cassandra for everything that the job will need, so that
   * a mistake is one message now. Creates topics that are missing where the configuration lets it.
   *
   * @return what whoever submits the job should know
   */
  public static List<String> check(MillraceConfig config) throws InterruptedException {
    OutboundTopics names = config.outbound();
    try (KafkaTopics topics = KafkaTopics.connect(config.kafka().clientProperties())) {
      for (String topic : List.of(names.patterns(), names.patternVersions(), names.alerts())) {
        topics.ensure(topic, config.topics());
      }
      TransactionLimit.require(
          topics, config, "detect.transaction_timeout", config.detect().transactionTimeout());
    }
    if (config.cassandra() != null) {
      try (SessionLease lease = CassandraKeyspace.connect(config)) {
        var unused = lease.session();
      }
    }
    return files(config).remarks();
  }

  /** Writes what is new in the files of patterns to their topic, and creates the tables. */
  public static void prepare(MillraceConfig config) throws InterruptedException {
    new CompactedTopic(config.kafka().clientProperties(), config.outbound().patterns())
        .write(files(config).unwritten());
    if (config.cassandra() != null) {
      try (SessionLease lease = CassandraKeyspace.connect(config)) {
        createTables(lease.session(), config.cassandra());
      }
    }
  }

  private static PatternFiles files(MillraceConfig config) {
    MillraceConfig.Sigma sigma = config.sigma();
    List<PatternDefinition> own =
        config.patterns() == null
            ? List.of()
            : PatternCatalog.load(config.patterns()).definitions();
    SigmaRules rules =
        sigma.rules() == null ? SigmaRules.NONE : SigmaRules.load(sigma.rules(), sigma.settings());
    boolean none = own.isEmpty() && rules.definitions().isEmpty();
    return PatternFiles.compare(own, rules, none ? Map.of() : definitions(config));
  }

  private static Map<String, String> definitions(MillraceConfig config) {
    return KafkaVersionLog.definitions(config.kafka().clientProperties(), config.outbound());
  }

  private static void createTables(CqlSession session, MillraceConfig.Cassandra settings) {
    for (String statement :
        List.of(
            CassandraKeyspace.createStatement(settings),
            AlertRow.createStatement(settings.keyspace(), AlertRow.BY_DAY),
            AlertRow.createStatement(settings.keyspace(), AlertRow.BY_KEY))) {
      try {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(SCHEMA_PATIENCE));
      } catch (DriverException e) {
        throw new ConfigException(
            "cassandra: "
                + e.getMessage()
                + "; let the user create tables in keyspace "
                + settings.keyspace()
                + ", or run as another: "
                + statement,
            e);
      }
    }
    session.checkSchemaAgreement();
  }

  static void build(StreamExecutionEnvironment env, MillraceConfig config) {
    DataStream<AlertRecord> alerts =
        find(env, config, eventSource(config).build(), patternSource(config).build());
    named("write-alerts", alerts.sinkTo(alertSink(config)));
    DataStream<AlertRow> rows =
        env.fromSource(alertSource(config), WatermarkStrategy.noWatermarks(), "read-alerts")
            .uid("read-alerts");
    if (config.cassandra() != null) {
      named("write-alert-rows", rows.sinkTo(rowSink(config)));
    }
    CallWebhooks.of(named("select-alerts", rows.flatMap(new SelectAlerts())), config.webhooks());
  }

  /** From the sources to what goes to Kafka. */
  static DataStream<AlertRecord> find(
      StreamExecutionEnvironment env,
      MillraceConfig config,
      KafkaSource<OutboundEvent> eventSource,
      KafkaSource<PatternRecord> patternSource) {
    // Alerts are told exactly once, and what was found before a failure is found anew.
    env.getCheckpointConfig().setCheckpointingConsistencyMode(CheckpointingMode.EXACTLY_ONCE);
    MillraceConfig.Detect settings = config.detect();
    DataStream<OutboundEvent> events =
        env.fromSource(
                eventSource,
                DetectWatermarks.strategy(settings.lateness(), settings.idleAfter()),
                "read-events")
            .uid("read-events");
    DataStream<PatternRecord> patterns =
        env.fromSource(patternSource, WatermarkStrategy.noWatermarks(), "read-patterns")
            .uid("read-patterns")
            .setParallelism(1);
    VersionLog log =
        new KafkaVersionLog(
            config.kafka().clientProperties(),
            config.outbound(),
            settings.transactionalIdPrefix() + "-versions");
    return wire(events, patterns, settings, log);
  }

  /** Everything between the sources and the sinks; tests call it with streams of their own. */
  static DataStream<AlertRecord> wire(
      DataStream<OutboundEvent> events,
      DataStream<PatternRecord> patterns,
      MillraceConfig.Detect settings,
      VersionLog log) {
    DetectLimits limits = DetectLimits.of(settings.limits());
    SingleOutputStreamOperator<DetectEvent> timed =
        named(
            "observe-time", events.transform("observe-time", DetectEvent.TYPE, new ObserveTime()));
    SingleOutputStreamOperator<PatternVersion> versions =
        named(
            "stamp-versions",
            timed
                .getSideOutput(ObserveTime.GREATEST_TIME)
                .connect(patterns)
                .transform(
                    "stamp-versions",
                    PatternVersion.TYPE,
                    new StampVersions(settings.lateness(), log))
                .setParallelism(1));
    SingleOutputStreamOperator<Match> matches =
        named(
            "match-events",
            timed
                .connect(versions.broadcast())
                .transform("match-events", MatchSerializer.TYPE, new MatchEvents(limits)));
    SingleOutputStreamOperator<AlertRecord> correlated =
        named(
            "correlate-matches",
            matches
                .keyBy(Match::key, KeyBytesSerializer.TYPE)
                .connect(versions.broadcast())
                .transform(
                    "correlate-matches",
                    AlertRecord.TYPE,
                    new CorrelateMatches(limits, settings.cacheBytes())));
    return correlated.union(matches.getSideOutput(MatchEvents.ALERTS));
  }

  private static <T> KafkaSourceBuilder<T> source(MillraceConfig config, String group) {
    return KafkaSource.<T>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setProperties(config.kafka().sourceProperties())
        .setGroupId(group)
        .setStartingOffsets(OffsetsInitializer.earliest());
  }

  static KafkaSourceBuilder<OutboundEvent> eventSource(MillraceConfig config) {
    return DetectJob.<OutboundEvent>source(config, NAME)
        .setProperty(
            "partition.discovery.interval.ms",
            Long.toString(config.detect().discoverEvery().toMillis()))
        .setTopicPattern(Pattern.compile(Pattern.quote(config.outbound().eventsPrefix()) + ".+"))
        .setDeserializer(ReadOutboundEvent.withHeartbeats(config.outbound()));
  }

  static KafkaSourceBuilder<PatternRecord> patternSource(MillraceConfig config) {
    return DetectJob.<PatternRecord>source(config, NAME + "-patterns")
        .setTopics(config.outbound().patterns())
        .setDeserializer(new ReadPatternRecord());
  }

  private static KafkaSource<AlertRow> alertSource(MillraceConfig config) {
    return DetectJob.<AlertRow>source(config, NAME + "-alerts")
        .setTopics(config.outbound().alerts())
        .setDeserializer(new ReadAlert())
        .build();
  }

  private static Sink<AlertRecord> alertSink(MillraceConfig config) {
    Properties properties = config.kafka().clientProperties();
    properties.put(
        "transaction.timeout.ms", Long.toString(config.detect().transactionTimeout().toMillis()));
    properties.putIfAbsent("compression.type", "lz4");
    return KafkaSink.<AlertRecord>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(config.detect().transactionalIdPrefix())
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setRecordSerializer(
            new WriteAlerts(config.kafka().clientProperties(), config.outbound().alerts()))
        .build();
  }

  private static Sink<AlertRow> rowSink(MillraceConfig config) {
    return CassandraSink.<AlertRow>builder()
        .setConnection(CassandraKeyspace.connection(config))
        .setTables(AlertRow.tables(CassandraKeyspace.settings(config).keyspace()))
        .setRowMapper(AlertRow.mapper())
        .build();
  }
}
