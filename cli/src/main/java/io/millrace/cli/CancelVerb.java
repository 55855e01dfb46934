package io.millrace.cli;

import io.millrace.cli.FlinkCluster.JobSummary;
import io.millrace.stack.LocalStack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "cancel",
    header = "Ends a running job.",
    description = {
      "",
      "Its last checkpoint stays: ./millrace submit JOB --resume goes on from there."
    })
final class CancelVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "JOB", description = JobChoice.DESCRIPTION)
  private String job;

  @Override
  public Integer call() {
    LocalStack stack = millrace.home().runningStack();
    FlinkCluster flink = FlinkCluster.of(stack);
    JobSummary running = JobChoice.named(job, millrace.home()).running(flink);
    flink.cancel(running.id());
    millrace.terminal().line(running.name() + " (" + running.id() + ") is cancelled");
    return 0;
  }
}
