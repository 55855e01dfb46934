package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetCatalog;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.TopicPolicy;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Writes corrections to their topic, each at least once; where no dataset asks for them it stands
 * in the graph all the same, and has neither producer nor topic.
 *
 * <p>Not Kafka's sink itself, which comes with a committer: a savepoint would hold that one's
 * state, and the next job would have to have it too, though nothing is ever committed.
 */
final class CorrectionSink implements Sink<GroupCell> {

  private static final long serialVersionUID = 1;

  private final Sink<GroupCell> sink;

  private CorrectionSink(Sink<GroupCell> sink) {
    this.sink = sink;
  }

  static CorrectionSink of(MillraceConfig config, DatasetCatalog catalog) {
    return new CorrectionSink(
        catalog.hasCorrections() ? kafkaSink(config, catalog) : new DiscardingSink<>());
  }

  private static KafkaSink<GroupCell> kafkaSink(MillraceConfig config, DatasetCatalog catalog) {
    Properties properties = config.kafka().clientProperties();
    properties.put("max.request.size", Integer.toString(TopicPolicy.LARGEST_RECORD_BYTES));
    properties.putIfAbsent("compression.type", "lz4");
    properties.putIfAbsent("linger.ms", "20");
    return KafkaSink.<GroupCell>builder()
        .setBootstrapServers(config.kafka().bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            new WriteCorrection(
                config.outbound().corrections(), catalog, TopicPolicy.LARGEST_RECORD_BYTES))
        .build();
  }

  @Override
  public SinkWriter<GroupCell> createWriter(WriterInitContext context) throws IOException {
    return sink.createWriter(context);
  }
}
