package io.millrace.benchmarks.patterns;

import io.millrace.benchmarks.rollup.FlinkSettings;
import org.apache.flink.configuration.Configuration;

/** What every engine is told, ours and FlinkCEP alike. */
final class PatternSettings {

  /** Ends the names of engines whose state is on the heap. */
  static final String HEAP = "-heap";

  private PatternSettings() {}

  static Configuration of(PatternArguments arguments) {
    Configuration settings = FlinkSettings.of(arguments.folder(), arguments.parallelism());
    settings.setString(
        "execution.checkpointing.interval", arguments.checkpoints().toMillis() + " ms");
    // The source of our patterns ends at once, and without this no checkpoint follows.
    settings.setString("execution.checkpointing.checkpoints-after-tasks-finish", "true");
    if (arguments.engine().endsWith(HEAP)) {
      settings.setString("state.backend.type", "hashmap");
    }
    if (arguments.measure() == PatternArguments.Measure.STATE) {
      // A full checkpoint is all entries and nothing else: no compression, nothing outdated.
      settings.setString("execution.checkpointing.incremental", "false");
      settings.setString("state.backend.rocksdb.metrics.estimate-num-keys", "true");
      settings.setString("metrics.reporters", "records,state");
      settings.setString("metrics.reporter.state.factory.class", StateSizes.class.getName());
    }
    return settings;
  }
}
