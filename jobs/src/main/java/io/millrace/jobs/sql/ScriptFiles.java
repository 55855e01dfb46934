package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.MillraceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was read: the configuration, and the statements of table files and script with every
 * variable resolved. Nothing has been asked of Flink or Kafka yet.
 */
record ScriptFiles(
    MillraceConfig config, List<SqlStatement> tables, List<SqlStatement> statements) {

  /** Throws {@link ConfigException} that names file and line. */
  static ScriptFiles read(SqlScriptOptions options) {
    return read(options, System::getenv);
  }

  static ScriptFiles read(SqlScriptOptions options, UnaryOperator<@Nullable String> environment) {
    MillraceConfig config = MillraceConfig.read(options.config(), environment);
    SqlVariables variables = SqlVariables.of(config, options.script(), options.defines());
    List<SqlStatement> tables = tables(options.tables(), variables);
    List<SqlStatement> statements = statements(options.file(), variables);
    if (statements.isEmpty()) {
      throw new ConfigException(
          options.file() + ": holds no statement; write INSERT INTO … SELECT …;");
    }
    return new ScriptFiles(config, tables, statements);
  }

  /** The statements of all {@code *.sql} files of the directory, by file name. */
  static List<SqlStatement> tables(@Nullable Path directory, SqlVariables variables) {
    if (directory == null) {
      return List.of();
    }
    List<SqlStatement> statements = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".sql")).sorted().toList()) {
        statements.addAll(statements(file, variables));
      }
    } catch (IOException e) {
      throw new ConfigException(
          "--tables " + directory + " is not a directory to read; name one with table files", e);
    }
    return statements;
  }

  private static List<SqlStatement> statements(Path file, SqlVariables variables) {
    try {
      return SplitScript.split(file.toString(), Files.readString(file), variables);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file; name a script with --file", e);
    } catch (IOException e) {
      throw new ConfigException(file + ": can't be read as UTF-8 text: " + e, e);
    }
  }
}
