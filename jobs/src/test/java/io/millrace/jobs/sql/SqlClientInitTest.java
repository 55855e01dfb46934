package io.millrace.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlClientInitTest {

  @TempDir private Path folder;

  @Test
  void render_tablesAndFunctions_areStatementsWithoutVariables() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("millrace.yaml"), "kafka: {bootstrap_servers: \"k1:9092\"}");
    Path tables = Files.createDirectory(folder.resolve("tables"));
    Files.writeString(tables.resolve("b.sql"), "-- B\nCREATE TABLE b WITH (${kafka_options});");
    Files.writeString(
        tables.resolve("a.sql"), "CREATE TABLE a (x ${type}, '${bounded}');\nCREATE VIEW v;");
    Files.writeString(tables.resolve("notes.txt"), "not read: ${nothing}");

    assertThat(SqlClientInit.render(config, tables, Map.of("type", "INT")))
        .isEqualTo(
            """
            SET 'execution.runtime-mode' = 'batch';

            SET 'sql-client.execution.result-mode' = 'tableau';

            SET 'table.local-time-zone' = 'UTC';

            CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS EVENT_TIME AS 'io.millrace.udfs.EventTime';

            CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS EVENT_TEXT AS 'io.millrace.udfs.EventText';

            CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS EVENT_NUMBER AS 'io.millrace.udfs.EventNumber';

            CREATE TABLE a (x INT, 'latest-offset');

            CREATE VIEW v;

            CREATE TABLE b WITH ('properties.bootstrap.servers' = 'k1:9092');

            """);
  }
}
