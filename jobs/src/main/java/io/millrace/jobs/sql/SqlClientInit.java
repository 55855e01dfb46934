package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.udfs.MillraceFunctions;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * What Flink's own SQL client runs first ({@code sql-client -i FILE}) so that it knows the
 * functions and tables that scripts know.
 *
 * <p>A query in it answers with what is there now and ends: batch mode, Kafka tables read up to
 * their present end. {@code SET 'execution.runtime-mode' = 'streaming'} and the variable {@code
 * bounded=unbounded} make it follow instead.
 */
public final class SqlClientInit {

  private SqlClientInit() {}

  /** Reads the configuration first; see {@link #render(MillraceConfig, Path, Map)}. */
  public static String render(Path config, Path tables, Map<String, String> defines) {
    return render(MillraceConfig.read(config), tables, defines);
  }

  /**
   * The text of the file. It may hold Kafka's password, so write it where only its user can read.
   *
   * @param defines variables of table files, by name
   * @throws ConfigException if a table file is wrong
   */
  public static String render(MillraceConfig config, Path tables, Map<String, String> defines) {
    // Two clients at once must not share transactions: each would fence the other's out.
    String session = "client-" + UUID.randomUUID();
    SqlVariables variables = SqlVariables.of(config, session, defines).bounded();
    StringBuilder script = new StringBuilder();
    statement(script, "SET 'execution.runtime-mode' = 'batch'");
    statement(script, "SET 'sql-client.execution.result-mode' = 'tableau'");
    statement(script, "SET 'table.local-time-zone' = 'UTC'");
    MillraceFunctions.createStatements().forEach(create -> statement(script, create));
    ScriptFiles.tables(tables, variables).forEach(create -> statement(script, create.text()));
    return script.toString();
  }

  private static void statement(StringBuilder script, String statement) {
    script.append(statement).append(";\n\n");
  }
}
