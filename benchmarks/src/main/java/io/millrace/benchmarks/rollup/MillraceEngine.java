package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.DigestFile;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.ResultRow;
import io.millrace.benchmarks.load.RollupArguments;
import io.millrace.benchmarks.load.RowDigest;
import io.millrace.flink.connector.cassandra.sink.RowUpsert;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.rollup.BoundedRollup;
import io.millrace.jobs.rollup.RollupJob;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Our rollup job, with the definitions in this engine's folder. */
final class MillraceEngine implements FlinkEngine {

  /** Begins the names of these engines. */
  static final String PREFIX = "millrace";

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
        Map<String, BoundedRollup.Columns> columns = BoundedRollup.columns(config);
        BoundedRollup.build(env, config, row -> ResultFile.add(spell(row, columns)));
      }
      case DIGEST_FILE -> {
        Map<String, BoundedRollup.Columns> columns = BoundedRollup.columns(config);
        BoundedRollup.build(env, config, row -> DigestFile.add(digest(row, columns)));
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
    Path file = arguments.folder().resolve("millrace.yaml");
    Files.writeString(
        file,
        """
        kafka:
          bootstrap_servers: %s
        datasets: %s
        cassandra:
          contact_points: ['%s']
          keyspace: %s
        """
            .formatted(
                arguments.bootstrap(), arguments.definitions(), contactPoint(), output.keyspace()));
    return MillraceConfig.read(file);
  }

  /** The configuration names one even if nothing is written. */
  private String contactPoint() {
    return arguments.writesToCassandra() ? arguments.cassandra() : "127.0.0.1:9042";
  }

  /** A row of the table {@code <query>_<grain>} with the groups kind and country. */
  private static ResultRow spell(RowUpsert row, Map<String, BoundedRollup.Columns> byTable) {
    BoundedRollup.Columns columns = Objects.requireNonNull(byTable.get(row.table()));
    List<String> groups = texts(row, columns.firstGroup(), columns.firstValue());
    return new ResultRow(
        row.table().substring(row.table().lastIndexOf('_') + 1),
        startMillis(row, columns),
        groups.get(0),
        groups.get(1),
        texts(row, columns.firstValue(), row.values().length - 1));
  }

  private static RowDigest digest(RowUpsert row, Map<String, BoundedRollup.Columns> byTable) {
    BoundedRollup.Columns columns = Objects.requireNonNull(byTable.get(row.table()));
    return RowDigest.of(
        row.table(),
        startMillis(row, columns),
        texts(row, columns.firstGroup(), columns.firstValue()),
        texts(row, columns.firstValue(), row.values().length));
  }

  private static long startMillis(RowUpsert row, BoundedRollup.Columns columns) {
    return ((Instant) Objects.requireNonNull(row.values()[columns.intervalStart()])).toEpochMilli();
  }

  private static List<String> texts(RowUpsert row, int from, int to) {
    return Arrays.stream(row.values(), from, to).map(MillraceEngine::text).toList();
  }

  /** Of what is estimated, the estimate alone. */
  private static String text(@Nullable Object value) {
    Object first = value instanceof List<?> fields ? fields.get(0) : value;
    return first instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : String.valueOf(first);
  }
}
