package io.millrace.cli;

import io.millrace.stack.LocalStack;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "savepoint",
    header = "Takes a savepoint of a running job and prints where it is.",
    description = {
      "",
      "The job goes on unless --stop is given. Only a job that was stopped can be restored from its",
      "savepoint: what it writes afterwards would be written twice."
    })
final class SavepointVerb implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "JOB", description = JobChoice.DESCRIPTION)
  private String job;

  @Option(
      names = "--stop",
      description = "End the job with the savepoint; submit --from-savepoint goes on from there.")
  private boolean stop;

  @Override
  public Integer call() {
    LocalStack stack = millrace.home().runningStack();
    FlinkCluster flink = FlinkCluster.of(stack);
    JobChoice choice = JobChoice.named(job, millrace.home());
    String id = choice.running(flink).id();
    String path = stop ? flink.stopWithSavepoint(id, PATIENCE) : flink.savepoint(id, PATIENCE);
    millrace.terminal().line(path);
    return 0;
  }
}
