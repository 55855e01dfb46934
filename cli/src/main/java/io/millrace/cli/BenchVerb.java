package io.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Starts a program of the room benchmarks, which stands above this one. */
@Command(
    name = "bench",
    header = "Runs one benchmark with its peers, on a stack of its own.",
    description = {
      "",
      "Let nothing else run beside it. Each engine gets a line, then each peer a ratio."
    })
final class BenchVerb implements Callable<Integer> {

  private static final String MAIN = "io.millrace.benchmarks.Bench";

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "NAME", description = "One of those in docs/benchmarks.md.")
  private String name;

  @Option(names = "--quick", description = "Fewer events; ends within 10 minutes.")
  private boolean quick;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path target = millrace.home().root().resolve(Path.of("benchmarks", "target"));
    String classPath =
        target.resolve("millrace-benchmarks.jar")
            + ":"
            + Files.readString(target.resolve("class-path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Dmillrace.home=" + millrace.home().root(),
                "-cp",
                classPath,
                MAIN,
                name));
    if (quick) {
      command.add("--quick");
    }
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
