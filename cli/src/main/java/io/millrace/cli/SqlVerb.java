package io.millrace.cli;

import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "sql",
    header = "Opens Flink's SQL client with the tables and functions in place.",
    description = {
      "",
      "The tables are those of sql/tables, the functions those of docs/functions.md."
    })
final class SqlVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @ArgGroup private @Nullable Source source;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The deployment whose tables are meant (examples/shop/millrace.yaml).")
  private @Nullable Path config;

  /** What to run instead of asking a person. */
  static final class Source {

    @Option(names = "-f", paramLabel = "FILE", description = "Run this script.")
    private @Nullable Path file;

    @Option(names = "-e", paramLabel = "STATEMENT", description = "Run this one statement.")
    private @Nullable String statement;
  }

  @Override
  public Integer call() throws IOException {
    Home home = millrace.home();
    LocalStack stack = home.runningStack();
    Path deployment = config == null ? home.root().resolve("examples/shop/millrace.yaml") : config;
    if (source != null) {
      run(source, home, stack, deployment);
      return 0;
    }
    Path init = SqlClientScript.writeInit(home, stack, deployment);
    try {
      return stack.sqlClientInteractive(List.of("-i", init.toString()), Map.of());
    } finally {
      Files.deleteIfExists(init);
    }
  }

  private void run(Source given, Home home, LocalStack stack, Path deployment) throws IOException {
    Path statement =
        stack
            .folder()
            .resolve("tmp")
            .resolve("sql-statement-" + ProcessHandle.current().pid() + ".sql");
    Path script = given.file;
    if (script == null) {
      String text = String.valueOf(given.statement).strip();
      script = Files.writeString(statement, text.endsWith(";") ? text : text + ";");
    } else if (!Files.isRegularFile(script)) {
      throw new CommandFailure(script + " does not exist; name a script file");
    }
    try {
      SqlClientScript.run(home, stack, deployment, script).forEach(millrace.terminal()::line);
    } finally {
      Files.deleteIfExists(statement);
    }
  }
}
