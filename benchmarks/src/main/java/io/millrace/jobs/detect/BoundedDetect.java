package io.millrace.jobs.detect;

import io.millrace.jobs.common.MillraceConfig;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.NullMarked;

/**
 * The detect job's own graph up to its alerts, over what its topics hold when it starts, so that a
 * benchmark's run ends.
 */
@NullMarked
public final class BoundedDetect {

  /** The operator whose records are no events. */
  public static final String PATTERN_SOURCE = "read-patterns";

  private BoundedDetect() {}

  /** Takes alerts where the job's own sink would write them. */
  public interface AlertConsumer extends Serializable {

    /** What Kafka would get. */
    void accept(byte[] json);

    /** A part of the sink has all that it will get. */
    void end();
  }

  /** With a sink that gives the alerts away. */
  public static void build(
      StreamExecutionEnvironment env, MillraceConfig config, AlertConsumer consumer) {
    DetectJob.find(
            env,
            config,
            DetectJob.eventSource(config).setBounded(OffsetsInitializer.latest()).build(),
            DetectJob.patternSource(config).setBounded(OffsetsInitializer.latest()).build())
        .sinkTo(new AlertSink(consumer))
        .name("take-alerts")
        .uid("take-alerts");
  }

  private record AlertSink(AlertConsumer consumer) implements Sink<AlertRecord> {

    @Override
    public SinkWriter<AlertRecord> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {

        @Override
        public void write(AlertRecord alert, Context unused) {
          consumer.accept(alert.value());
        }

        @Override
        public void flush(boolean endOfInput) {
          if (endOfInput) {
            consumer.end();
          }
        }

        @Override
        public void close() {}
      };
    }
  }
}
