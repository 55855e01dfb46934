package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.RollupArguments;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the bytes and does nothing with them: what no job on Flink can be faster than. */
final class ReadingEngine implements FlinkEngine {

  static final String NAME = "reading-alone";

  private final RollupArguments arguments;

  ReadingEngine(RollupArguments arguments) {
    this.arguments = arguments;
  }

  @Override
  public void run(Output output) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            arguments.parallelism(), FlinkSettings.of(arguments));
    env.fromSource(source(), WatermarkStrategy.noWatermarks(), "read")
        .sinkTo(new DiscardingSink<>());
    env.execute(arguments.engine());
  }

  private KafkaSource<byte[]> source() {
    Properties properties = new Properties();
    properties.putAll(FlinkSettings.LARGE_FETCHES);
    properties.put("isolation.level", "read_committed");
    return KafkaSource.<byte[]>builder()
        .setBootstrapServers(arguments.bootstrap())
        .setProperties(properties)
        .setTopics(arguments.topic())
        .setGroupId("bench")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(new Values())
        .build();
  }

  private static final class Values implements KafkaRecordDeserializationSchema<byte[]> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<byte[]> out) {
      out.collect(record.value());
    }

    @Override
    public TypeInformation<byte[]> getProducedType() {
      return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    }
  }
}
