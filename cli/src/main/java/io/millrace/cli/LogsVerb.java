package io.millrace.cli;

import io.millrace.config.Suggestion;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ServerProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "logs", header = "Prints the log of one server of the local stack.")
final class LogsVerb implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  @ParentCommand private Millrace millrace;

  @Parameters(
      paramLabel = "SERVICE",
      description = "kafka, cassandra, jobmanager, taskmanager, sql-gateway or zookeeper.")
  private String service;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "200",
      description = "How many of its last lines (${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() throws IOException {
    Path folder = millrace.home().stackFolder();
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure("no stack is here; start one with ./millrace up");
    }
    Path log = server(LocalStack.attach(folder)).log();
    if (!Files.exists(log)) {
      throw new CommandFailure(log + " does not exist: " + service + " was never started");
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(startOfLastLines(file, lines));
      copyToEnd(file);
      while (follow) {
        Pause.of(LOOK_EVERY);
        copyToEnd(file);
      }
    }
    return 0;
  }

  private ServerProcess server(LocalStack stack) {
    List<String> known =
        stack.servers().stream()
            .flatMap(s -> List.of(s.name(), s.service().label()).stream())
            .distinct()
            .toList();
    return stack.servers().stream()
        .filter(s -> s.name().equals(service) || s.service().label().equals(service))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no server is called '"
                        + service
                        + "'"
                        + Suggestion.hint(service, known)
                        + " this stack has "
                        + String.join(", ", known)));
  }

  private void copyToEnd(RandomAccessFile file) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int read = file.read(buffer); read > 0; read = file.read(buffer)) {
      millrace.terminal().out().write(buffer, 0, read);
    }
    millrace.terminal().out().flush();
  }

  static long startOfLastLines(RandomAccessFile file, int lines) throws IOException {
    int missing = lines;
    for (long at = file.length() - 1; at > 0; at--) {
      file.seek(at - 1);
      if (file.read() == '\n' && --missing <= 0) {
        return at;
      }
    }
    return 0;
  }
}
