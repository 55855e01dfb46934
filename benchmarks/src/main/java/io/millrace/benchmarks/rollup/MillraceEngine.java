package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.DatasetFiles;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.ResultRow;
import io.millrace.benchmarks.load.RollupArguments;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.rollup.BoundedRollup;
import io.millrace.jobs.rollup.RollupJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Our rollup job, with the definitions of {@code benchmarks/src/main/datasets/<query>} for the
 * collection.
 */
final class MillraceEngine implements FlinkEngine {

  /** So that making the rows can't be left out. */
  private static final LongAdder MADE_VALUES = new LongAdder();

  private final RollupArguments arguments;

  MillraceEngine(RollupArguments arguments) {
    this.arguments = arguments;
  }

  @Override
  public void run(Output output) throws Exception {
    MillraceConfig config = config(output);
    StreamExecutionEnvironment env = environment();
    switch (output) {
      case RESULT_FILE -> {
        Map<String, List<String>> columns = BoundedRollup.columns(config);
        BoundedRollup.build(env, config, row -> ResultFile.add(spell(row, columns)));
      }
      case NOTHING -> BoundedRollup.build(env, config, row -> MADE_VALUES.add(row.values().length));
      case WARMING_TABLES, TABLES -> {
        RollupJob.createTables(config);
        BoundedRollup.build(env, config);
      }
    }
    env.execute(arguments.engine());
  }

  /** What {@link JobEnvironment} sets, in an environment of this process. */
  private StreamExecutionEnvironment environment() {
    Configuration settings = FlinkSettings.of(arguments);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.MAX_PARALLELISM, JobEnvironment.MAX_PARALLELISM);
    return StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism(), settings);
  }

  private MillraceConfig config(Output output) throws IOException {
    DatasetFiles.write(
        arguments.root(),
        arguments.query(),
        arguments.collection(),
        arguments.folder().resolve("datasets"));
    Path file = arguments.folder().resolve("millrace.yaml");
    Files.writeString(
        file,
        """
        kafka:
          bootstrap_servers: %s
        datasets: datasets
        cassandra:
          contact_points: ['%s']
          keyspace: %s
        """
            .formatted(arguments.bootstrap(), contactPoint(), output.keyspace()));
    return MillraceConfig.read(file);
  }

  /** The configuration names one even if nothing is written. */
  private String contactPoint() {
    return arguments.writesToCassandra() ? arguments.cassandra() : "127.0.0.1:9042";
  }

  /** A row of the table {@code rollup_<grain>}. */
  private static ResultRow spell(RowUpsert row, Map<String, List<String>> columnsByTable) {
    List<String> columns = Objects.requireNonNull(columnsByTable.get(row.table()));
    String grain = row.table().substring(row.table().lastIndexOf('_') + 1);
    Instant start = (Instant) value(row, columns, "interval_start");
    int firstValue = columns.indexOf("user_country") + 1;
    return new ResultRow(
        grain,
        start.toEpochMilli(),
        (String) value(row, columns, "kind"),
        (String) value(row, columns, "user_country"),
        columns.subList(firstValue, columns.size() - 1).stream()
            .map(column -> value(row, columns, column).toString())
            .toList());
  }

  private static Object value(RowUpsert row, List<String> columns, String column) {
    return Objects.requireNonNull(row.values()[columns.indexOf(column)]);
  }
}
