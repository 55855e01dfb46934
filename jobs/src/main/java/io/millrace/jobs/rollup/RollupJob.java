package io.millrace.jobs.rollup;

import static io.millrace.jobs.common.Operators.named;

import io.millrace.config.ConfigException;
import io.millrace.config.Suggestion;
import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.ProgressTable;
import io.millrace.datasets.TableColumn;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.flink.connector.cassandra.sink.CassandraSink;
import io.millrace.flink.connector.cassandra.sink.TableSpec;
import io.millrace.jobs.common.CassandraKeyspace;
import io.millrace.jobs.common.FrontierWatermarks;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundEvent;
import io.millrace.jobs.common.OutboundTopics;
import io.millrace.jobs.common.ReadOutboundEvent;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds events into the rows of all datasets' tables, every grain at once.
 *
 * <pre>
 * read-events ─ fold-locally ─ fold-cells ─ skip-past-retention ─ write-rollup-rows
 *                                  ├─ write-corrections
 *                                  └─ track-progress ─ write-progress
 * </pre>
 *
 * <p>There is no operator and no sink per dataset, so the list of uids is the same whatever the
 * definitions say.
 */
public final class RollupJob {

  public static final String NAME = "millrace-rollup";

  private static final Logger LOG = LoggerFactory.getLogger(RollupJob.class);

  private RollupJob() {}

  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.of(args);
    MillraceConfig config = MillraceConfig.read(arguments.config());
    StreamExecutionEnvironment env = JobEnvironment.create(arguments);
    JobEnvironment.requireCheckpoints(env);
    check(config).forEach(LOG::warn);
    createTables(config);
    build(env, config);
    env.execute(NAME);
  }

  /**
   * Reads the definitions and asks Kafka and Cassandra for everything that the job will need, so
   * that a mistake is one message now and not a restart loop later. Creates outbound topics that
   * are still missing where the configuration lets it.
   *
   * @return what whoever submits the job should know: what is lost with changed definitions
   */
  public static List<String> check(MillraceConfig config) throws InterruptedException {
    DatasetCatalog catalog = catalog(config);
    try (KafkaTopics topics = KafkaTopics.connect(config.kafka().clientProperties())) {
      Set<String> names = topics.names();
      for (DatasetDefinition definition : catalog.definitions()) {
        requireCollection(definition, names, config.outbound());
        topics.ensure(config.outbound().events(definition.collection()), config.topics());
      }
      if (catalog.hasCorrections()) {
        topics.ensure(config.outbound().corrections(), config.topics());
      }
    }
    try (SessionLease lease = CassandraKeyspace.connect(config)) {
      RollupSchema schema = new RollupSchema(lease.session(), CassandraKeyspace.settings(config));
      schema.missingStatements(catalog);
      return schema.changes(catalog);
    }
  }

  /** Brings keyspace and tables into being, and remembers the definitions. */
  public static void createTables(MillraceConfig config) throws InterruptedException {
    try (SessionLease lease = CassandraKeyspace.connect(config)) {
      RollupSchema schema = new RollupSchema(lease.session(), CassandraKeyspace.settings(config));
      schema.bringAbout(catalog(config));
      schema.remember(catalog(config));
    }
  }

  static void build(StreamExecutionEnvironment env, MillraceConfig config) {
    DatasetCatalog catalog = catalog(config);
    build(
        env,
        config,
        source(config, catalog).build(),
        cellSink(config, catalog),
        CorrectionSink.of(config, catalog),
        progressSink(config, catalog));
  }

  /** With a source that may end, or sinks that write elsewhere. */
  static void build(
      StreamExecutionEnvironment env,
      MillraceConfig config,
      KafkaSource<OutboundEvent> source,
      Sink<GroupCell> cells,
      Sink<GroupCell> corrections,
      Sink<GrainProgress> progress) {
    DataStream<OutboundEvent> events =
        env.fromSource(source, watermarks(config.rollup().idleAfter()), "read-events")
            .uid("read-events");
    Rows rows = wire(events, catalog(config), config.rollup());
    named("write-rollup-rows", rows.cells().sinkTo(cells));
    named("write-corrections", rows.corrections().sinkTo(corrections));
    named("write-progress", rows.progress().sinkTo(progress)).setParallelism(1);
  }

  /** What goes to Cassandra, and which of the rows to Kafka too. */
  record Rows(
      DataStream<GroupCell> cells,
      DataStream<GroupCell> corrections,
      DataStream<GrainProgress> progress) {}

  /** Everything between the source and the sinks; tests call it with streams of their own. */
  static Rows wire(
      DataStream<OutboundEvent> events, DatasetCatalog catalog, MillraceConfig.Rollup settings) {
    List<DatasetDefinition> definitions = catalog.definitions();
    DataStream<GroupCell> partials =
        named(
            "fold-locally",
            events.transform("fold-locally", GroupCell.TYPE, new FoldLocally(definitions)));
    SingleOutputStreamOperator<GroupCell> cells =
        named(
            "fold-cells",
            partials
                .keyBy(cell -> cell.group().bucket(), Types.INT)
                .transform(
                    "fold-cells",
                    GroupCell.TYPE,
                    new FoldCells(definitions, settings.emitEvery(), settings.cacheBytes())));
    DataStream<GrainProgress> progress =
        named(
            "track-progress",
            cells
                .getSideOutput(FoldCells.PROGRESS)
                .transform(
                    "track-progress",
                    TypeInformation.of(GrainProgress.class),
                    new TrackProgress(definitions))
                .setParallelism(1));
    return new Rows(
        named("skip-past-retention", cells.filter(new SkipPastRetention(catalog))),
        cells.getSideOutput(FoldCells.CORRECTIONS),
        progress);
  }

  /**
   * What ingest says of each partition, so that no event that it admitted is behind the watermark
   * by more than its {@code behind_ms}. A silent partition holds nothing back; when all are silent
   * time stands still and no state is freed, since rows are written by the wall clock.
   */
  static WatermarkStrategy<OutboundEvent> watermarks(Duration idleAfter) {
    return WatermarkStrategy.<OutboundEvent>forGenerator(context -> new FrontierWatermarks(0))
        .withIdleness(idleAfter);
  }

  static DatasetCatalog catalog(MillraceConfig config) {
    if (config.datasets() == null) {
      throw new ConfigException(
          config.file() + ": datasets: is missing; write the directory of the definitions");
    }
    return DatasetCatalog.load(config.datasets());
  }

  private static void requireCollection(
      DatasetDefinition definition, Set<String> topics, OutboundTopics outbound) {
    String collection = definition.collection();
    if (topics.contains(MillraceConfig.INBOUND_PREFIX + collection)
        || topics.contains(outbound.events(collection))) {
      return;
    }
    Set<String> known =
        topics.stream()
            .flatMap(
                topic ->
                    Stream.of(MillraceConfig.INBOUND_PREFIX, outbound.eventsPrefix())
                        .filter(topic::startsWith)
                        .map(prefix -> topic.substring(prefix.length())))
            .collect(Collectors.toSet());
    throw new ConfigException(
        "dataset '"
            + definition.name()
            + "': event_collection '"
            + collection
            + "' has neither topic "
            + MillraceConfig.INBOUND_PREFIX
            + collection
            + " nor "
            + outbound.events(collection)
            + Suggestion.hint(collection, known)
            + " correct the name, or create the inbound topic first");
  }

  static KafkaSourceBuilder<OutboundEvent> source(MillraceConfig config, DatasetCatalog catalog) {
    Properties properties = config.kafka().sourceProperties();
    properties.put(
        "partition.discovery.interval.ms",
        Long.toString(config.rollup().discoverEvery().toMillis()));
    return KafkaSource.<OutboundEvent>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setProperties(properties)
        .setTopics(catalog.collections().stream().map(config.outbound()::events).toList())
        .setGroupId(NAME)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(ReadOutboundEvent.eventsOnly(config.outbound()));
  }

  static CassandraSink<GrainProgress> progressSink(MillraceConfig config, DatasetCatalog catalog) {
    return CassandraSink.<GrainProgress>builder()
        .setConnection(CassandraKeyspace.connection(config))
        .setTables(
            List.of(
                new TableSpec(
                    CassandraKeyspace.settings(config).keyspace(),
                    ProgressTable.NAME,
                    ProgressTable.columns().stream().map(TableColumn::name).toList(),
                    ProgressTable.keyColumns())))
        .setRowMapper(new ProgressRowMapper(catalog))
        .build();
  }

  static CassandraSink<GroupCell> cellSink(MillraceConfig config, DatasetCatalog catalog) {
    String keyspace = CassandraKeyspace.settings(config).keyspace();
    return CassandraSink.<GroupCell>builder()
        .setConnection(CassandraKeyspace.connection(config))
        .setTables(catalog.tables().stream().map(table -> spec(keyspace, table)).toList())
        .setRowMapper(new CellRowMapper(catalog))
        .setRejectedRowHandler(new LogRejectedRows())
        .build();
  }

  private static TableSpec spec(String keyspace, DatasetTable table) {
    return new TableSpec(
        keyspace,
        table.name(),
        table.columns().stream().map(TableColumn::name).toList(),
        Stream.concat(table.partitionKey().stream(), table.clustering().stream())
            .map(TableColumn::name)
            .toList());
  }
}
