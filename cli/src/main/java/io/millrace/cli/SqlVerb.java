package io.millrace.cli;

import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.sql.SqlClientInit;
import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    List<String> arguments = new ArrayList<>(List.of("-i", init.toString()));
    Path script = script(init);
    if (script != null) {
      arguments.addAll(List.of("-f", script.toString()));
    }
    try {
      // It may hold Kafka's password.
      Files.createFile(init, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(init, initScript(home, stack));
      return stack.sqlClientInteractive(arguments, Map.of());
    } finally {
      Files.deleteIfExists(init);
      if (source != null && source.statement != null && script != null) {
        Files.deleteIfExists(script);
      }
    }
  }

  private String initScript(Home home, LocalStack stack) {
    Path file = config == null ? home.root().resolve("examples/shop/millrace.yaml") : config;
    return SqlClientInit.render(
        MillraceConfig.read(file, Home.environment(stack)::get),
        home.root().resolve(Path.of("sql", "tables")),
        Map.of());
  }

  /** The file to run, or null to ask a person. */
  private @Nullable Path script(Path init) throws IOException {
    if (source == null) {
      return null;
    }
    if (source.file != null) {
      if (!Files.isRegularFile(source.file)) {
        throw new CommandFailure(source.file + " does not exist; name a script file");
      }
      return source.file.toAbsolutePath();
    }
    String statement = String.valueOf(source.statement).strip();
    Path file = init.resolveSibling(init.getFileName() + "-statement.sql");
    return Files.writeString(file, statement.endsWith(";") ? statement : statement + ";");
  }
}
