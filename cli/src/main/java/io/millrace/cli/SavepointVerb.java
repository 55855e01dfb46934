package io.millrace.cli;

import io.millrace.stack.LocalStack;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "savepoint",
    header = "Takes a savepoint of a running job and prints where it is.",
    description = {"", "The job goes on."})
final class SavepointVerb implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "JOB", description = JobChoice.DESCRIPTION)
  private String job;

  @Override
  public Integer call() {
    LocalStack stack = millrace.home().runningStack();
    FlinkCluster flink = FlinkCluster.of(stack);
    JobChoice choice = JobChoice.named(job, millrace.home());
    String path = flink.savepoint(choice.running(flink).id(), PATIENCE);
    millrace.terminal().line(path);
    return 0;
  }
}
