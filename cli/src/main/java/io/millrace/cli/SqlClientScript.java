package io.millrace.cli;

import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.sql.ReservedWord;
import io.millrace.jobs.sql.SqlClientInit;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ProgramResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a script in Flink's SQL client, with the project's tables and functions there already. */
public final class SqlClientScript {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private SqlClientScript() {}

  /** What the script's statements printed, without the client's chatter; a failing one throws. */
  public static List<String> run(Home home, LocalStack stack, Path config, Path script) {
    try {
      Path init = writeInit(home, stack, config);
      try {
        ProgramResult result =
            stack.sqlClient(
                List.of("-i", init.toString(), "-f", script.toAbsolutePath().toString()), Map.of());
        SqlOutput output = SqlOutput.of(result.output());
        Optional<String> failure = output.failure();
        if (failure.isPresent()) {
          throw new CommandFailure(
              "Flink refuses the SQL: " + failure.get() + ReservedWord.hint(failure.get()));
        }
        if (result.exitCode() != 0) {
          throw new CommandFailure(
              "Flink's SQL client ended with "
                  + result.exitCode()
                  + ":\n"
                  + result.output().strip());
        }
        return output.results();
      } finally {
        Files.deleteIfExists(init);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The client's start script; it may hold Kafka's password. */
  static Path writeInit(Home home, LocalStack stack, Path config) throws IOException {
    Path init = stack.folder().resolve("tmp").resolve("sql-init-" + ProcessHandle.current().pid());
    Files.createFile(init, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    return Files.writeString(
        init,
        SqlClientInit.render(
            MillraceConfig.read(config, Home.environment(stack)::get),
            home.root().resolve(Path.of("sql", "tables")),
            Map.of()));
  }
}
