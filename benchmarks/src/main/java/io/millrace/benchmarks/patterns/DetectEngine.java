package io.millrace.benchmarks.patterns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.detect.BoundedDetect;
import io.millrace.jobs.detect.DetectJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Our detect job, with the patterns in this engine's folder. */
final class DetectEngine implements PatternEngine {

  static final String NAME = "millrace";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PatternArguments arguments;
  private final MillraceConfig config;

  /** Writes the patterns to their topic, as who submits the job does. */
  DetectEngine(PatternArguments arguments) throws IOException, InterruptedException {
    this.arguments = arguments;
    config = config(arguments);
    DetectJob.check(config).forEach(System.out::println);
    DetectJob.prepare(config);
  }

  private static MillraceConfig config(PatternArguments arguments) throws IOException {
    Path file = arguments.folder().resolve("millrace.yaml");
    Files.writeString(
        file,
        """
        kafka:
          bootstrap_servers: %s
        topics:
          prefix: %s
        patterns: %s
        """
            .formatted(arguments.bootstrap(), arguments.prefix(), arguments.definitions()));
    return MillraceConfig.read(file);
  }

  @Override
  public void run() throws Exception {
    // What JobEnvironment sets, in an environment of this process.
    Configuration settings = PatternSettings.of(arguments);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.MAX_PARALLELISM, JobEnvironment.MAX_PARALLELISM);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism(), settings);
    BoundedDetect.build(env, config, new TakeAlerts());
    env.execute(arguments.engine());
  }

  private static final class TakeAlerts implements BoundedDetect.AlertConsumer {

    private static final long serialVersionUID = 1;

    @Override
    public void accept(byte[] json) {
      AlertFile.count();
      if (AlertFile.isOpen()) {
        AlertFile.add(read(json));
      }
    }

    @Override
    public void end() {
      AlertFile.end();
    }
  }

  private static FoundAlert read(byte[] json) {
    try {
      JsonNode data = JSON.readTree(json).get("data");
      return new FoundAlert(
          data.get("pattern").textValue(),
          data.get("key").textValue(),
          Instant.parse(data.get("first_time").textValue()).toEpochMilli(),
          Instant.parse(data.get("last_time").textValue()).toEpochMilli());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
