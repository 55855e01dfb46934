package io.millrace.cli;

import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.sql.SqlClientInit;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

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
    Path init = stack.folder().resolve("tmp").resolve("sql-init-" + ProcessHandle.current().pid());
    try {
      // It may hold Kafka's password.
      Files.createFile(init, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(init, initScript(home, stack));
      if (source == null) {
        return stack.sqlClientInteractive(List.of("-i", init.toString()), Map.of());
      }
      run(source, stack, init);
      return 0;
    } finally {
      Files.deleteIfExists(init);
    }
  }

  private void run(Source given, LocalStack stack, Path init) throws IOException {
    Path statement = init.resolveSibling(init.getFileName() + "-statement.sql");
    Path script = given.file;
    if (script == null) {
      String text = String.valueOf(given.statement).strip();
      script = Files.writeString(statement, text.endsWith(";") ? text : text + ";");
    } else if (!Files.isRegularFile(script)) {
      throw new CommandFailure(script + " does not exist; name a script file");
    }
    try {
      List<String> arguments =
          List.of("-i", init.toString(), "-f", script.toAbsolutePath().toString());
      ProgramResult result = stack.sqlClient(arguments, Map.of());
      SqlOutput output = SqlOutput.of(result.output());
      output.results().forEach(millrace.terminal()::line);
      Optional<String> failure = output.failure();
      if (failure.isPresent()) {
        throw new CommandFailure("Flink refuses the SQL: " + failure.get());
      }
      if (result.exitCode() != 0) {
        throw new CommandFailure(
            "Flink's SQL client ended with " + result.exitCode() + ":\n" + result.output().strip());
      }
    } finally {
      Files.deleteIfExists(statement);
    }
  }

  private String initScript(Home home, LocalStack stack) {
    Path file = config == null ? home.root().resolve("examples/shop/millrace.yaml") : config;
    return SqlClientInit.render(
        MillraceConfig.read(file, Home.environment(stack)::get),
        home.root().resolve(Path.of("sql", "tables")),
        Map.of());
  }
}
