package io.millrace.cli;

import io.millrace.stack.LocalStack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "up",
    header = "Starts the local stack: Kafka, Cassandra, Flink and its SQL gateway.",
    abbreviateSynopsis = true,
    description = {
      "",
      "All of it listens on 127.0.0.1 only. What runs already stays as it is, and what was stored",
      "before is there again."
    })
final class UpVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @Mixin private StackOptions options = new StackOptions();

  @Override
  public Integer call() {
    LocalStack stack = options.start(millrace.home(), millrace.terminal()::line);
    StatusVerb.print(stack, millrace.terminal());
    return 0;
  }
}
