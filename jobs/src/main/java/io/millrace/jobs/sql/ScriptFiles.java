package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.MillraceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ExecutionOptions;
import org.jspecify.annotations.Nullable;

/**
 * What was read: the configuration, and the statements of table files and script with every
 * variable resolved. Nothing has been asked of Flink or Kafka yet.
 */
record ScriptFiles(
    MillraceConfig config,
    RuntimeExecutionMode mode,
    List<SqlStatement> tables,
    List<SqlStatement> statements) {

  /** Throws {@link ConfigException} that names file and line. */
  static ScriptFiles read(SqlScriptOptions options) {
    return read(options, System::getenv);
  }

  static ScriptFiles read(SqlScriptOptions options, UnaryOperator<@Nullable String> environment) {
    MillraceConfig config = MillraceConfig.read(options.config(), environment);
    SqlVariables variables = SqlVariables.of(config, options.script(), options.defines());
    List<SqlStatement> statements = statements(options.file(), variables);
    if (statements.isEmpty()) {
      throw new ConfigException(
          options.file() + ": holds no statement; write INSERT INTO … SELECT …;");
    }
    RuntimeExecutionMode mode = mode(statements);
    boolean batch = mode == RuntimeExecutionMode.BATCH;
    List<SqlStatement> tables = tables(options.tables(), batch ? variables.bounded() : variables);
    return new ScriptFiles(config, mode, tables, statements);
  }

  /** Must be known before anything runs, unlike other settings. */
  private static RuntimeExecutionMode mode(List<SqlStatement> statements) {
    RuntimeExecutionMode mode = RuntimeExecutionMode.STREAMING;
    for (SqlStatement statement : statements) {
      Setting setting = Setting.of(statement);
      if (setting != null && ExecutionOptions.RUNTIME_MODE.key().equals(setting.key())) {
        mode =
            switch (String.valueOf(setting.value()).toLowerCase(Locale.ROOT)) {
              case "batch" -> RuntimeExecutionMode.BATCH;
              case "streaming" -> RuntimeExecutionMode.STREAMING;
              default ->
                  throw statement.error(
                      "unknown mode '" + setting.value() + "'; write 'batch' or 'streaming'");
            };
      }
    }
    return mode;
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
