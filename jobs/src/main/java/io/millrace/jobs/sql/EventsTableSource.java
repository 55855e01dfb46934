package io.millrace.jobs.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kafka.config.BoundedMode;
import org.apache.flink.streaming.connectors.kafka.config.StartupMode;
import org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicSource;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Kafka's own source with a filter behind its watermarks: {@link EventsTableFactory}. */
final class EventsTableSource extends KafkaDynamicSource {

  private static final String HIDE = "hide-heartbeats";

  EventsTableSource(
      DataType physicalDataType,
      @Nullable DecodingFormat<DeserializationSchema<RowData>> keyDecodingFormat,
      DecodingFormat<DeserializationSchema<RowData>> valueDecodingFormat,
      int[] keyProjection,
      int[] valueProjection,
      @Nullable String keyPrefix,
      @Nullable List<String> topics,
      @Nullable Pattern topicPattern,
      Properties properties,
      StartupMode startupMode,
      Map<TopicPartition, Long> specificStartupOffsets,
      long startupTimestampMillis,
      BoundedMode boundedMode,
      Map<TopicPartition, Long> specificBoundedOffsets,
      long boundedTimestampMillis,
      String tableIdentifier,
      @Nullable Integer parallelism) {
    super(
        physicalDataType,
        keyDecodingFormat,
        valueDecodingFormat,
        keyProjection,
        valueProjection,
        keyPrefix,
        topics,
        topicPattern,
        properties,
        startupMode,
        specificStartupOffsets,
        startupTimestampMillis,
        boundedMode,
        specificBoundedOffsets,
        boundedTimestampMillis,
        false,
        tableIdentifier,
        parallelism);
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return new HidingProvider(
        (DataStreamScanProvider) super.getScanRuntimeProvider(context),
        new HasValue(valueProjection));
  }

  @Override
  public DynamicTableSource copy() {
    EventsTableSource copy =
        new EventsTableSource(
            physicalDataType,
            keyDecodingFormat,
            valueDecodingFormat,
            keyProjection,
            valueProjection,
            keyPrefix,
            topics,
            topicPattern,
            properties,
            startupMode,
            specificStartupOffsets,
            startupTimestampMillis,
            boundedMode,
            specificBoundedOffsets,
            boundedTimestampMillis,
            tableIdentifier,
            parallelism);
    copy.producedDataType = producedDataType;
    copy.metadataKeys = metadataKeys;
    copy.watermarkStrategy = watermarkStrategy;
    return copy;
  }

  private record HidingProvider(DataStreamScanProvider kafka, HasValue filter)
      implements DataStreamScanProvider {

    @Override
    public DataStream<RowData> produceDataStream(
        ProviderContext context, StreamExecutionEnvironment env) {
      SingleOutputStreamOperator<RowData> rows =
          kafka.produceDataStream(context, env).filter(filter).name(HIDE);
      context.generateUid(HIDE).ifPresent(rows::uid);
      getParallelism().ifPresent(rows::setParallelism);
      return rows;
    }

    @Override
    public boolean isBounded() {
      return kafka.isBounded();
    }

    @Override
    public Optional<Integer> getParallelism() {
      return kafka.getParallelism();
    }
  }

  /** A record without value has null in all columns that are made of the value. */
  static final class HasValue implements FilterFunction<RowData> {

    private static final long serialVersionUID = 1;

    private final int[] valueColumns;

    HasValue(int[] valueColumns) {
      this.valueColumns = valueColumns;
    }

    @Override
    public boolean filter(RowData row) {
      for (int column : valueColumns) {
        if (!row.isNullAt(column)) {
          return true;
        }
      }
      return false;
    }
  }
}
