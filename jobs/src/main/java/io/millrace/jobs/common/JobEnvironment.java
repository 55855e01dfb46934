package io.millrace.jobs.common;

import io.millrace.config.ConfigException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The execution environment of our DataStream jobs, with what their savepoints rely on. */
public final class JobEnvironment {

  /**
   * Part of the savepoint format: never change. 720 divides evenly by every parallelism up to 6 and
   * most others that people choose.
   */
  public static final int MAX_PARALLELISM = 720;

  private JobEnvironment() {}

  /**
   * Creates an environment that refuses operators without uid and types that would fall back to
   * Kryo. Set here and not in {@code config.yaml}, where the first would break every SQL job.
   */
  public static StreamExecutionEnvironment create(JobArguments arguments) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    arguments.parallelism().ifPresent(env::setParallelism);
    return env;
  }

  /**
   * Fails where checkpoints are off, as they are in a cluster that nobody configured: the job would
   * run, and nothing that it writes would ever be committed.
   */
  public static void requireCheckpoints(StreamExecutionEnvironment env) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new ConfigException(
          "checkpoints are off, and without them nothing is ever committed; set"
              + " execution.checkpointing.interval: 10 s in Flink's config.yaml, or submit with"
              + " -Dexecution.checkpointing.interval=10s");
    }
  }
}
