package io.millrace.jobs.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.udfs.MillraceFunctions;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.jspecify.annotations.Nullable;

/**
 * Runs a SQL script file as one job, on any cluster, which Flink ships nothing for.
 *
 * <pre>{@code
 * flink run -c io.millrace.jobs.sql.SqlScriptJob millrace-jobs-all.jar \
 *     --config millrace.yaml --tables sql/tables --file sql/pipelines/archive.sql
 * }</pre>
 *
 * <p>docs/sql.md says what a script may hold.
 */
public final class SqlScriptJob {

  private SqlScriptJob() {}

  public static void main(String[] args) {
    run(SqlScriptOptions.of(args), new PrintWriter(System.out, true, UTF_8));
  }

  /**
   * Reads everything that the job needs, without Flink and Kafka: the configuration, the files,
   * their statements and variables. Throws {@link ConfigException}.
   */
  public static void check(SqlScriptOptions options) {
    ScriptFiles.read(options);
  }

  /** The same with the configuration's variables resolved from another environment. */
  public static void check(SqlScriptOptions options, UnaryOperator<@Nullable String> environment) {
    ScriptFiles.read(options, environment);
  }

  static void run(SqlScriptOptions options, PrintWriter out) {
    ScriptFiles files = ScriptFiles.read(options);
    TableEnvironment tables = environment(files);
    PlannedScript script = PlannedScript.plan(tables, files, defaults(options));
    MillraceConfig config = files.config();
    script.prepareTopics(config.kafka(), config.topics());
    script.run(out);
  }

  private static TableEnvironment environment(ScriptFiles files) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, files.mode());
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().withConfiguration(settings).build());
    MillraceFunctions.registerIn(tables);
    return tables;
  }

  /** What holds unless the script says otherwise. */
  private static Map<String, String> defaults(SqlScriptOptions options) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put(PipelineOptions.NAME.key(), "millrace-sql-" + options.script());
    defaults.put(
        PipelineOptions.MAX_PARALLELISM.key(), Integer.toString(JobEnvironment.MAX_PARALLELISM));
    // Days and hours are those of UTC, wherever the client stands.
    defaults.put(TableConfigOptions.LOCAL_TIME_ZONE.key(), "UTC");
    options
        .parallelism()
        .ifPresent(
            parallelism ->
                defaults.put(CoreOptions.DEFAULT_PARALLELISM.key(), Integer.toString(parallelism)));
    return defaults;
  }
}
