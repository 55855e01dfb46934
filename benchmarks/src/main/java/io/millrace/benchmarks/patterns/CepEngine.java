package io.millrace.benchmarks.patterns;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.benchmarks.rollup.FlinkSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * FlinkCEP: an operator per pattern behind one source, as its page shows it. The source's
 * partitions are in order, which it is told; ours is not.
 */
final class CepEngine implements PatternEngine {

  /** In the names of engines whose patterns each get only what is one of their stages. */
  private static final String FILTERED = "filtered";

  private final PatternArguments arguments;

  CepEngine(PatternArguments arguments) {
    this.arguments = arguments;
  }

  @Override
  public void run() throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism(), settings());
    DataStream<Step> steps =
        env.fromSource(
            source(),
            WatermarkStrategy.<Step>forMonotonousTimestamps()
                .withTimestampAssigner((step, unused) -> step.atMillis),
            "read-steps");
    DataStream<FoundAlert> alerts = null;
    for (CepPatterns.Sequence sequence : CepPatterns.named(arguments.rules())) {
      DataStream<FoundAlert> found = find(steps, sequence);
      alerts = alerts == null ? found : alerts.union(found);
    }
    if (alerts != null) {
      alerts.sinkTo(new FoundAlertSink());
    }
    env.execute(arguments.engine());
  }

  /** With the settings that its page names for RocksDB. */
  private Configuration settings() {
    Configuration settings = PatternSettings.of(arguments);
    settings.setString("pipeline.cep.sharedbuffer.cache.event-slots", "16384");
    settings.setString("pipeline.cep.sharedbuffer.cache.entry-slots", "16384");
    settings.setString("state.backend.rocksdb.use-bloom-filter", "true");
    settings.setString("state.backend.rocksdb.predefined-options", "FLASH_SSD_OPTIMIZED");
    return settings;
  }

  private DataStream<FoundAlert> find(DataStream<Step> steps, CepPatterns.Sequence sequence) {
    DataStream<Step> wanted =
        arguments.engine().contains(FILTERED) ? steps.filter(sequence::wants) : steps;
    return CEP.pattern(wanted.keyBy(step -> step.user), sequence.pattern())
        .process(new TellEnds(sequence.id()), TypeInformation.of(FoundAlert.class));
  }

  private KafkaSource<Step> source() {
    Properties properties = new Properties();
    properties.putAll(FlinkSettings.LARGE_FETCHES);
    properties.put("isolation.level", "read_committed");
    return KafkaSource.<Step>builder()
        .setBootstrapServers(arguments.bootstrap())
        .setProperties(properties)
        .setTopics(arguments.prefix() + "events.steps")
        .setGroupId("bench")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(new ReadStep()))
        .build();
  }

  /** A step as it stands in the topic. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record StepJson(Keen keen, String action, User user) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Keen(String timestamp) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(String id) {}
  }

  private static final class ReadStep extends AbstractDeserializationSchema<Step> {

    private static final long serialVersionUID = 1;

    private static final ObjectReader READER = new ObjectMapper().readerFor(StepJson.class);

    ReadStep() {
      super(Step.class);
    }

    @Override
    public Step deserialize(byte[] message) throws IOException {
      StepJson json = READER.readValue(message);
      Step step = new Step();
      step.atMillis = Instant.parse(json.keen().timestamp()).toEpochMilli();
      step.user = json.user().id();
      step.action = json.action();
      return step;
    }
  }

  private static final class TellEnds extends PatternProcessFunction<Step, FoundAlert> {

    private static final long serialVersionUID = 1;

    private final String pattern;

    TellEnds(String pattern) {
      this.pattern = pattern;
    }

    @Override
    public void processMatch(
        Map<String, List<Step>> match, Context context, Collector<FoundAlert> out) {
      Step first = only(match, CepPatterns.STAGES.get(0));
      Step last = only(match, CepPatterns.STAGES.get(match.size() - 1));
      out.collect(new FoundAlert(pattern, first.user, first.atMillis, last.atMillis));
    }

    private static Step only(Map<String, List<Step>> match, String stage) {
      return match.getOrDefault(stage, List.of()).get(0);
    }
  }
}
