package io.millrace.cli;

import io.millrace.stack.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "submit",
    header = "Checks a job and its configuration, and runs it on the local stack.",
    description = {
      "",
      "On any other cluster, flink run with jobs/target/millrace-jobs-all.jar does the same."
    })
final class SubmitVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "JOB", description = JobChoice.DESCRIPTION)
  private String job;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "millrace.yaml",
      description = "The deployment's configuration (${DEFAULT-VALUE}).")
  private Path config;

  @Option(
      names = "--define",
      paramLabel = "NAME=VALUE",
      description = "A variable of a SQL script; may be given several times.")
  private Map<String, String> defines = new LinkedHashMap<>();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "In how many parts it works at once (2, as flink-conf/config.yaml says).")
  private @Nullable Integer parallelism;

  @ArgGroup private @Nullable Restore restore;

  /** Where the job goes on from; at the beginning unless one is given. */
  static final class Restore {

    @Option(
        names = "--from-savepoint",
        paramLabel = "PATH",
        description = "Go on from this savepoint or checkpoint.")
    private @Nullable String savepoint;

    @Option(
        names = "--resume",
        description = "Go on from the newest checkpoint that is kept of this job.")
    private boolean resume;
  }

  @Override
  public Integer call() {
    JobChoice choice = JobChoice.named(job, millrace.home());
    if (!Files.isRegularFile(config)) {
      throw new CommandFailure(
          config + " does not exist; write --config FILE, such as examples/shop/millrace.yaml");
    }
    LocalStack stack = millrace.home().runningStack();
    JobSubmission submission =
        new JobSubmission(
            millrace.home(), stack, Home.environment(stack), millrace.terminal()::line);
    String id =
        submission.submit(
            choice,
            new JobSubmission.Settings(
                config.toAbsolutePath().normalize(),
                defines,
                parallelism == null ? OptionalInt.empty() : OptionalInt.of(parallelism),
                restoreFrom(submission, choice)));
    millrace.terminal().line(choice.flinkName() + " runs as " + id);
    millrace.terminal().line("Web UI: " + FlinkCluster.of(stack).jobUrl(id));
    return 0;
  }

  private Optional<String> restoreFrom(JobSubmission submission, JobChoice choice) {
    if (restore == null) {
      return Optional.empty();
    }
    if (restore.resume) {
      return Optional.of(submission.newestCheckpoint(choice));
    }
    return Optional.ofNullable(restore.savepoint);
  }
}
