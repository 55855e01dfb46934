package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.RollupArguments;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** What every Flink engine is told, ours and its peers alike. */
public final class FlinkSettings {

  /**
   * Fetches that do not wait for each other, and are no humongous objects of G1's; for all engines
   * but the peers as they are by default.
   */
  public static final Map<String, String> LARGE_FETCHES =
      Map.of(
          "fetch.min.bytes", "65536",
          "fetch.max.bytes", Integer.toString(480 << 10),
          "max.poll.records", "2000");

  private FlinkSettings() {}

  static Configuration of(RollupArguments arguments) {
    return of(arguments.folder(), arguments.parallelism());
  }

  /**
   * With all that Flink writes in a folder.
   *
   * @param parallelism also the number of slots
   */
  public static Configuration of(Path folder, int parallelism) {
    return Configuration.fromMap(
        Map.ofEntries(
            Map.entry("state.backend.type", "rocksdb"),
            Map.entry("execution.checkpointing.incremental", "true"),
            Map.entry("execution.checkpointing.interval", "10 s"),
            Map.entry(
                "execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString()),
            // Else a job waits after its last row until a checkpoint is due.
            Map.entry("execution.checkpointing.checkpoints-after-tasks-finish", "false"),
            // A group that is new is looked for in every file without them.
            Map.entry("state.backend.rocksdb.use-bloom-filter", "true"),
            Map.entry("restart-strategy.type", "none"),
            Map.entry("pipeline.object-reuse", "true"),
            Map.entry("parallelism.default", Integer.toString(parallelism)),
            Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(parallelism)),
            Map.entry("taskmanager.memory.managed.size", "512 mb"),
            Map.entry("taskmanager.memory.network.min", "128 mb"),
            Map.entry("taskmanager.memory.network.max", "128 mb"),
            Map.entry("io.tmp.dirs", folder.toString()),
            Map.entry("metrics.reporters", "records"),
            Map.entry("metrics.reporter.records.factory.class", SourceRecords.class.getName())));
  }
}
