package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetTable;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundEvent;
import java.io.Serializable;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.NullMarked;

/**
 * The rollup job's own graph over what its topics hold when it starts, so that a benchmark's run
 * ends.
 */
@NullMarked
public final class BoundedRollup {

  private BoundedRollup() {}

  /** Takes rows where the job's own sink would write them. */
  public interface RowConsumer extends Serializable {
    void accept(RowUpsert row);
  }

  /** With the job's own sink. */
  public static void build(StreamExecutionEnvironment env, MillraceConfig config) {
    DatasetCatalog catalog = RollupJob.catalog(config);
    RollupJob.build(
        env,
        config,
        source(config, catalog),
        RollupJob.cellSink(config, catalog),
        CorrectionSink.of(config, catalog),
        RollupJob.progressSink(config, catalog));
  }

  /**
   * With a sink that makes the rows as the job's own does and gives them away.
   *
   * @param consumer takes them, with the values in the order of {@link #columns(MillraceConfig)}
   */
  public static void build(
      StreamExecutionEnvironment env, MillraceConfig config, RowConsumer consumer) {
    DatasetCatalog catalog = RollupJob.catalog(config);
    RollupJob.build(
        env,
        config,
        source(config, catalog),
        new RowSink(catalog, consumer),
        new DiscardingSink<>(),
        new DiscardingSink<>());
  }

  /**
   * Where the parts of a table's row are: before {@code intervalStart} its partition key, at the
   * end the number of events.
   */
  public record Columns(int intervalStart, int firstGroup, int firstValue)
      implements Serializable {}

  /** Those of each table. */
  public static Map<String, Columns> columns(MillraceConfig config) {
    return RollupJob.catalog(config).tables().stream()
        .collect(Collectors.toMap(DatasetTable::name, BoundedRollup::columns));
  }

  private static Columns columns(DatasetTable table) {
    int start = table.partitionKey().size();
    return new Columns(start, start + 1, start + table.clustering().size());
  }

  private static KafkaSource<OutboundEvent> source(MillraceConfig config, DatasetCatalog catalog) {
    return RollupJob.source(config, catalog).setBounded(OffsetsInitializer.latest()).build();
  }

  private record RowSink(DatasetCatalog catalog, RowConsumer consumer) implements Sink<GroupCell> {

    @Override
    public SinkWriter<GroupCell> createWriter(WriterInitContext context) {
      CellRowMapper mapper = new CellRowMapper(catalog);
      return new SinkWriter<>() {

        @Override
        public void write(GroupCell cell, Context unused) {
          consumer.accept(mapper.map(cell));
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
