package io.millrace.jobs.sql;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.streaming.connectors.kafka.config.BoundedMode;
import org.apache.flink.streaming.connectors.kafka.config.StartupMode;
import org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicSource;
import org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicTableFactory;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * {@code 'connector' = 'millrace-events'}: the connector {@code kafka} with all its options, whose
 * records without value make time go on and are no rows.
 *
 * <p>A watermark can only be made of a row, so heartbeats have to become rows first; with plain
 * {@code kafka} they would stay in the table and count as events.
 */
public final class EventsTableFactory extends KafkaDynamicTableFactory {

  public static final String IDENTIFIER = "millrace-events";

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  protected KafkaDynamicSource createKafkaTableSource(
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
      Map<TopicPartition, Long> specificEndOffsets,
      long endTimestampMillis,
      String tableIdentifier,
      @Nullable Integer parallelism) {
    return new EventsTableSource(
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
        specificEndOffsets,
        endTimestampMillis,
        tableIdentifier,
        parallelism);
  }
}
