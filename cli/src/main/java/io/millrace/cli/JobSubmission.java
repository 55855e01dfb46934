package io.millrace.cli;

import io.millrace.cli.FlinkCluster.JobSummary;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ProgramResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Brings jobs onto a stack's cluster and remembers which they were, so that they can go on. */
public final class JobSubmission {

  private static final Duration RUNS_WITHIN = Duration.ofMinutes(2);
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final String CONFIG_ERROR = "ConfigException: ";

  private final Home home;
  private final LocalStack stack;
  private final FlinkCluster flink;
  private final Map<String, String> environment;
  private final Consumer<String> notes;

  /**
   * @param environment what the {@code ${env:…}} references of configurations find
   * @param notes takes what whoever submits a job should know
   */
  public JobSubmission(
      Home home, LocalStack stack, Map<String, String> environment, Consumer<String> notes) {
    this.home = home;
    this.stack = stack;
    this.environment = environment;
    this.notes = notes;
    flink = FlinkCluster.of(stack);
  }

  /**
   * How to submit a job.
   *
   * @param restoreFrom a savepoint or checkpoint
   */
  public record Settings(
      Path config,
      Map<String, String> defines,
      OptionalInt parallelism,
      Optional<String> restoreFrom) {

    public static Settings of(Path config) {
      return new Settings(config, Map.of(), OptionalInt.empty(), Optional.empty());
    }

    public Settings restoreFrom(String path) {
      return new Settings(config, defines, parallelism, Optional.of(path));
    }

    public Settings parallelism(int number) {
      return new Settings(config, defines, OptionalInt.of(number), restoreFrom);
    }

    public Settings defines(Map<String, String> variables) {
      return new Settings(config, variables, parallelism, restoreFrom);
    }
  }

  /** Checks, submits, waits until the job runs, and returns its id. */
  public String submit(JobChoice job, Settings settings) {
    List<String> arguments =
        job.arguments(settings.config(), settings.defines(), settings.parallelism());
    refuseSecond(job);
    job.check(arguments, settings.config(), environment::get).forEach(notes);
    List<String> command =
        new ArrayList<>(List.of("run", "--detached", "--class", job.entryClass().getName()));
    settings.restoreFrom().ifPresent(path -> command.addAll(List.of("--fromSavepoint", path)));
    command.add(home.jobsJar().toString());
    command.addAll(arguments);
    String id = idOf(job, stack.flinkClient(command, environment));
    remember(job, id);
    flink.awaitRunning(id, RUNS_WITHIN);
    return id;
  }

  private void refuseSecond(JobChoice job) {
    Optional<JobSummary> running = flink.running(job.flinkName());
    running.ifPresent(
        other -> {
          throw new CommandFailure(
              job.flinkName()
                  + " runs already ("
                  + flink.jobUrl(other.id())
                  + "), and two would do everything twice; ./millrace cancel "
                  + job.flinkName()
                  + " ends it");
        });
  }

  private String idOf(JobChoice job, ProgramResult result) {
    Matcher id = JOB_ID.matcher(result.output());
    if (result.exitCode() == 0 && id.find()) {
      return id.group(1);
    }
    String reason = "Flink's client ended with " + result.exitCode();
    for (String line : result.output().lines().toList()) {
      int own = line.indexOf(CONFIG_ERROR);
      if (own >= 0) {
        throw new CommandFailure(line.substring(own + CONFIG_ERROR.length()));
      }
      if (line.startsWith("Caused by: ")) {
        reason = line.substring("Caused by: ".length());
      }
    }
    throw new CommandFailure(
        job.flinkName()
            + " was not accepted: "
            + reason
            + "; all of it is in "
            + keep(job, result.output()));
  }

  private Path keep(JobChoice job, String output) {
    Path file = stack.folder().resolve("logs").resolve("submit-" + job.flinkName() + ".log");
    try {
      return Files.writeString(file, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cluster forgets its jobs when it ends, but their checkpoints stay. */
  private void remember(JobChoice job, String id) {
    try {
      Files.createDirectories(idFile(job).getParent());
      Files.writeString(
          idFile(job), id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path idFile(JobChoice job) {
    return stack.folder().resolve("jobs").resolve(job.flinkName());
  }

  /** The newest checkpoint that was kept of any earlier run of the job. */
  public String newestCheckpoint(JobChoice job) {
    try {
      List<Path> found = new ArrayList<>();
      if (Files.exists(idFile(job))) {
        for (String id : Files.readAllLines(idFile(job))) {
          Path folder = stack.folder().resolve(Path.of("flink", "checkpoints", id));
          if (Files.isDirectory(folder)) {
            try (Stream<Path> checkpoints = Files.list(folder)) {
              checkpoints
                  .filter(checkpoint -> Files.isRegularFile(metadata(checkpoint)))
                  .forEach(found::add);
            }
          }
        }
      }
      return found.stream()
          .max(Comparator.comparing(JobSubmission::written))
          .map(checkpoint -> checkpoint.toUri().toString())
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "no checkpoint of "
                          + job.flinkName()
                          + " is kept here, so there is nothing to resume; submit it without"
                          + " --resume"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path metadata(Path checkpoint) {
    return checkpoint.resolve("_metadata");
  }

  private static FileTime written(Path checkpoint) {
    try {
      return Files.getLastModifiedTime(metadata(checkpoint));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
