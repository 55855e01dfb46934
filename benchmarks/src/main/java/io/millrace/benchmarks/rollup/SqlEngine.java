package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.RollupArguments;
import io.millrace.benchmarks.load.SqlFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Flink SQL: the script {@code benchmarks/src/main/sql/<query>_<form>.sql} over the tables of
 * {@code <query>_tables.sql}.
 */
final class SqlEngine implements FlinkEngine {

  /** Begins the names of these engines; after it comes the script's form. */
  static final String PREFIX = "sql-";

  private static final String TUNED = "-tuned";

  /** What Flink's pages on tuning say. */
  private static final Map<String, String> TUNING =
      Map.of(
          "table.exec.mini-batch.enabled", "true",
          "table.exec.mini-batch.allow-latency", "2 s",
          "table.exec.mini-batch.size", "50000",
          "table.optimizer.agg-phase-strategy", "TWO_PHASE",
          "table.exec.window-agg.buffer-size-limit", "1000000",
          "table.exec.source.idle-timeout", "10 s",
          "state.backend.rocksdb.use-bloom-filter", "true",
          "state.backend.rocksdb.predefined-options", "FLASH_SSD_OPTIMIZED");

  private final RollupArguments arguments;
  private final String script;
  private final boolean tuned;

  SqlEngine(RollupArguments arguments) {
    this.arguments = arguments;
    String form = arguments.form().substring(PREFIX.length());
    tuned = form.endsWith(TUNED);
    script = (tuned ? form.substring(0, form.length() - TUNED.length()) : form).replace('-', '_');
  }

  @Override
  public void run(Output output) throws Exception {
    TableEnvironment tables = TableEnvironment.create(settings());
    StatementSet inserts = tables.createStatementSet();
    List<String> statements = new ArrayList<>(statements("tables", output));
    statements.addAll(statements(script, output));
    for (String statement : statements) {
      if (statement.startsWith("INSERT")) {
        inserts.addInsertSql(statement);
      } else {
        tables.executeSql(statement);
      }
    }
    inserts.execute().await();
  }

  private EnvironmentSettings settings() {
    Configuration settings = FlinkSettings.of(arguments);
    settings.setString("table.local-time-zone", "UTC");
    // A window closes once, so no row comes after another one of its key.
    settings.setString("table.exec.sink.require-on-conflict", "false");
    settings.setString("table.exec.sink.upsert-materialize", "NONE");
    if (tuned) {
      TUNING.forEach(settings::setString);
    }
    return EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(settings).build();
  }

  private List<String> statements(String part, Output output) throws IOException {
    return SqlFile.statements(
        arguments.root(),
        query() + "_" + part + ".sql",
        Map.of(
            "topic", arguments.topic(),
            "bootstrap", arguments.bootstrap(),
            "fetches", tuned ? fetches() : "",
            "minutely", sink(output, "minutely"),
            "hourly", sink(output, "hourly"),
            "daily", sink(output, "daily")));
  }

  /** Its name as an identifier. */
  private String query() {
    return arguments.query().replace('-', '_');
  }

  private static String fetches() {
    return FlinkSettings.LARGE_FETCHES.entrySet().stream()
        .map(option -> ", 'properties.%s' = '%s'".formatted(option.getKey(), option.getValue()))
        .sorted()
        .collect(Collectors.joining());
  }

  private String sink(Output output, String grain) {
    return switch (output) {
      case RESULT_FILE -> "'connector' = 'bench-result', 'grain' = '" + grain + "'";
      case DIGEST_FILE -> throw new IllegalArgumentException("SQL has no form that digests rows");
      case NOTHING -> "'connector' = 'blackhole'";
      case WARMING_TABLES, TABLES ->
          "'connector' = 'cassandra', 'contact-points' = '%s', 'keyspace' = '%s', 'table' = '%s_%s'"
              .formatted(arguments.cassandra(), output.keyspace(), query(), grain);
    };
  }
}
