package io.millrace.cli;

import io.millrace.cli.FlinkCluster.JobSummary;
import io.millrace.config.Suggestion;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.detect.DetectJob;
import io.millrace.jobs.ingest.IngestJob;
import io.millrace.jobs.rollup.RollupJob;
import io.millrace.jobs.sql.SqlScriptJob;
import io.millrace.jobs.sql.SqlScriptOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job that a verb was asked for: {@code ingest}, {@code rollup}, {@code detect}, a pipeline of
 * sql/pipelines by its name, or a script file.
 *
 * @param flinkName the name it runs under
 * @param script null unless it is SQL
 */
public record JobChoice(String flinkName, Class<?> entryClass, @Nullable Path script) {

  static final String DESCRIPTION =
      "ingest, rollup, detect, a pipeline of sql/pipelines such as archive, or a .sql file.";

  private static final String SQL_PREFIX = "millrace-sql-";

  public static final JobChoice INGEST = new JobChoice(IngestJob.NAME, IngestJob.class, null);
  public static final JobChoice ROLLUP = new JobChoice(RollupJob.NAME, RollupJob.class, null);

  public static final JobChoice DETECT = new JobChoice(DetectJob.NAME, DetectJob.class, null);

  public static JobChoice sql(Path script) {
    String name = script.getFileName().toString().replaceFirst("\\.sql$", "");
    return new JobChoice(SQL_PREFIX + name, SqlScriptJob.class, script);
  }

  /** A pipeline that comes with the repository. */
  public static JobChoice pipeline(Home home, String name) {
    return sql(home.root().resolve(Path.of("sql", "pipelines", name + ".sql")));
  }

  static JobChoice named(String word, Home home) {
    String name = word.startsWith(SQL_PREFIX) ? word.substring(SQL_PREFIX.length()) : word;
    if (name.equals("ingest") || name.equals(IngestJob.NAME)) {
      return INGEST;
    }
    if (name.equals("rollup") || name.equals(RollupJob.NAME)) {
      return ROLLUP;
    }
    if (name.equals("detect") || name.equals(DetectJob.NAME)) {
      return DETECT;
    }
    Path file = Path.of(name);
    if (name.endsWith(".sql")) {
      if (!Files.isRegularFile(file)) {
        throw new CommandFailure(name + " does not exist; name a script file");
      }
      return sql(file.toAbsolutePath());
    }
    List<String> pipelines = pipelines(home);
    if (pipelines.contains(name)) {
      return pipeline(home, name);
    }
    List<String> known = new ArrayList<>(List.of("ingest", "rollup", "detect"));
    known.addAll(pipelines);
    throw new CommandFailure(
        "no job is called '"
            + word
            + "'"
            + Suggestion.hint(word, known)
            + " write one of "
            + String.join(", ", known)
            + ", or a .sql file");
  }

  private static List<String> pipelines(Home home) {
    Path folder = home.root().resolve(Path.of("sql", "pipelines"));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .map(name -> name.substring(0, name.length() - ".sql".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandFailure(folder + " cannot be listed: " + e, e);
    }
  }

  /** What stands behind the jar on Flink's command line. */
  List<String> arguments(Path config, Map<String, String> defines, OptionalInt parallelism) {
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    if (script != null) {
      arguments.addAll(List.of("--file", script.toString()));
      defines.forEach((name, value) -> arguments.addAll(List.of("--define", name + "=" + value)));
    } else if (!defines.isEmpty()) {
      throw new CommandFailure("--define is for SQL scripts; " + flinkName + " takes none");
    }
    parallelism.ifPresent(n -> arguments.addAll(List.of("--parallelism", Integer.toString(n))));
    return arguments;
  }

  /**
   * Makes the job's own check in this process, so that a mistake is one line now. Throws {@link
   * io.millrace.config.ConfigException}.
   *
   * @return what whoever submits the job should know, a line each
   */
  List<String> check(
      List<String> arguments, Path config, UnaryOperator<@Nullable String> environment) {
    try {
      if (script != null) {
        SqlScriptJob.check(SqlScriptOptions.of(arguments.toArray(String[]::new)), environment);
      } else if (entryClass == IngestJob.class) {
        IngestJob.check(MillraceConfig.read(config, environment));
      } else if (entryClass == DetectJob.class) {
        return DetectJob.check(MillraceConfig.read(config, environment));
      } else {
        return RollupJob.check(MillraceConfig.read(config, environment));
      }
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while checking " + flinkName, e);
    }
  }

  /** The job as it runs; fails with what runs instead. */
  JobSummary running(FlinkCluster flink) {
    Optional<JobSummary> running = flink.running(flinkName);
    return running.orElseThrow(
        () -> {
          List<String> others =
              flink.jobs().stream().filter(job -> !job.ended()).map(JobSummary::name).toList();
          return new CommandFailure(
              flinkName
                  + " does not run; "
                  + (others.isEmpty() ? "no job does" : "what runs: " + String.join(", ", others)));
        });
  }
}
