package io.millrace.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts run whole, in a cluster inside this JVM; every error comes before a job starts. */
class SqlScriptJobTest {

  @TempDir private Path folder;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(folder.resolve("tables"));
    Files.createDirectories(folder.resolve("pipelines"));
    Files.writeString(
        folder.resolve("millrace.yaml"),
        """
        kafka: {bootstrap_servers: "127.0.0.1:1"}
        archive: {path: %s}
        """
            .formatted(folder.resolve("archive")));
    Files.writeString(
        folder.resolve("tables/orders.sql"),
        """
        -- Orders as JSON lines; the ';' here splits nothing.
        CREATE TEMPORARY TABLE orders (category STRING, body STRING) WITH (
          'connector' = 'filesystem',
          'path' = '${archive.path}/${folder:-orders}',
          'format' = 'json'
        );

        CREATE TEMPORARY VIEW prices AS
        SELECT category, EVENT_NUMBER(body, 'price') AS price FROM orders;
        """);
  }

  @Test
  void batchScript_insertsThenSelects_printsWhatItWrote() throws Exception {
    String printed =
        run(
            """
            SET 'execution.runtime-mode' = 'batch';
            SET 'pipeline.name' = 'it''s ${script}';
            EXECUTE STATEMENT SET BEGIN
            INSERT INTO orders (category, body)
            VALUES ('toys', '{"price": 19.99}'), ('toys', '{"price": 0.01}');
            INSERT INTO orders (category, body) VALUES ('books', '{"price": 5}'); -- the second
            END;
            SELECT category, SUM(price) AS revenue FROM prices GROUP BY category ORDER BY category;
            SELECT '${word}' AS a_text_that_is_longer_than_thirty_characters;
            """,
            "--define",
            "word=a value that is longer than thirty characters",
            "--parallelism",
            "1");

    assertThat(cells(printed))
        .containsExactly(
            "category | revenue",
            "books | 5.000000000000000000",
            "toys | 20.000000000000000000",
            "a_text_that_is_longer_than_thirty_characters",
            "a value that is longer than thirty characters");
  }

  @Test
  void batchScript_aDayOfATime_isThatOfUtc() throws Exception {
    String printed =
        run(
            """
            SET 'execution.runtime-mode' = 'batch';
            SELECT DATE_FORMAT(
              EVENT_TIME('{"keen": {"timestamp": "2026-02-28T23:59:59.999Z"}}'), 'yyyy-MM-dd') AS d;
            """);
    assertThat(cells(printed)).containsExactly("d", "2026-02-28");
  }

  @Test
  void reset_aSetting_givesItItsDefaultBack() throws Exception {
    String printed =
        run(
            """
            SET 'execution.runtime-mode' = 'batch';
            SET 'table.local-time-zone' = 'Asia/Tokyo';
            RESET 'table.local-time-zone';
            SELECT CAST(TO_TIMESTAMP_LTZ(0, 3) AS STRING) AS epoch;
            """);
    assertThat(cells(printed)).containsExactly("epoch", "1970-01-01 00:00:00.000");
  }

  @Test
  void script_misspelledFunction_errorNamesLineAndNearestFunction() {
    assertFails(
        """
        SET 'execution.runtime-mode' = 'batch';

        SELECT
          EVENT_TXT(body, 'a')
        FROM orders;
        """,
        "x.sql:4: ",
        "EVENT_TXT",
        "did you mean 'EVENT_TEXT'?");
  }

  @Test
  void script_functionWithWrongArguments_errorNamesLine() {
    assertFails(
        "SET 'execution.runtime-mode' = 'batch';\nSELECT EVENT_TEXT(body) FROM orders;",
        "x.sql:2: ",
        "EVENT_TEXT");
  }

  @Test
  void script_misspelledSource_errorNamesLineAndNearestTable() {
    assertFails(
        """
        SET 'execution.runtime-mode' = 'batch';
        SELECT body
        FROM ordres;
        """,
        "x.sql:3: ",
        "'ordres' not found",
        "did you mean 'orders'?");
  }

  @Test
  void script_misspelledSink_errorNamesLineAndNearestTable() {
    assertFails(
        "\nINSERT INTO ordres (category) VALUES ('a');",
        "x.sql:2: ",
        "ordres",
        "did you mean 'orders'?");
  }

  @Test
  void script_misspelledColumn_errorNamesLine() {
    assertFails(
        "SET 'execution.runtime-mode' = 'batch';\nSELECT\n  bdoy\nFROM orders;",
        "x.sql:3: ",
        "Column 'bdoy' not found");
  }

  @Test
  void script_syntax_errorNamesLine() {
    assertFails(
        "SET 'execution.runtime-mode' = 'batch';\n\nSELECT 1\nFORM orders;",
        "x.sql:4: ",
        "Encountered \"orders\" at line 4");
  }

  @Test
  void script_selectInStreamingMode_errorSaysWhatToSet() {
    assertFails("SELECT body FROM orders;", "x.sql:1: ", "'execution.runtime-mode' = 'batch'");
  }

  @Test
  void script_insertWithoutCheckpoints_errorSaysWhatToSet() {
    assertFails(
        "INSERT INTO orders (category) VALUES ('a');",
        "x.sql:1: ",
        "SET 'execution.checkpointing.interval'");
  }

  @Test
  void script_kafkaDoesNotAnswer_errorSaysSo() throws Exception {
    Files.writeString(
        folder.resolve("tables/clicks.sql"),
        """
        CREATE TEMPORARY TABLE clicks (body STRING) WITH (
          'connector' = 'kafka', ${kafka_options}, 'topic' = 'clicks', 'format' = 'raw');
        """);
    assertFails(
        """
        SET 'execution.checkpointing.interval' = '1 s';
        INSERT INTO clicks (body) VALUES ('a');
        """,
        "127.0.0.1:1");
  }

  @Test
  void script_settingAfterAQuery_isRefused() {
    assertFails(
        "SET 'execution.runtime-mode' = 'batch';\nSELECT 1;\nSET 'parallelism.default' = '1';",
        "x.sql:3: ",
        "before the first INSERT or SELECT");
  }

  @Test
  void script_unknownRuntimeMode_isRefused() {
    assertFails(
        "SET 'execution.runtime-mode' = 'batsh';",
        "x.sql:1: ",
        "'batsh'; write 'batch' or 'stream");
  }

  @Test
  void batchScript_viewOfAKafkaTable_endsAtWhatIsThereNow() throws Exception {
    Files.writeString(
        folder.resolve("tables/clicks.sql"),
        """
        CREATE TEMPORARY TABLE clicks (body STRING) WITH (
          'connector' = 'kafka', ${kafka_options}, 'topic' = 'clicks', 'format' = 'raw',
          'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = '${bounded:-unbounded}');
        CREATE TEMPORARY VIEW bodies AS SELECT body FROM clicks;
        """);
    assertFails(
        """
        SET 'execution.runtime-mode' = 'batch';
        SELECT body FROM bodies;
        """,
        "no Kafka broker answers");
  }

  @Test
  void script_settingWithoutQuotes_isRefused() {
    assertFails("SET parallelism.default = 1;", "x.sql:1: ", "write SET 'key' = 'value'");
  }

  @Test
  void script_statementSetWithoutEnd_isRefused() {
    assertFails(
        "\nEXECUTE STATEMENT SET BEGIN INSERT INTO orders (category) VALUES ('a');",
        "x.sql:2: ",
        "has no END");
  }

  @Test
  void script_endWithoutBegin_isRefused() {
    assertFails("SET 'a' = 'b';\nEND;", "x.sql:2: ", "END without");
  }

  @Test
  void script_statementThatIsNoPartOfAScript_isRefused() {
    assertFails("SHOW TABLES;", "x.sql:1: ", "this is none of them");
    assertFails(
        "CREATE TABLE copy WITH ('connector' = 'blackhole') AS SELECT body FROM orders;",
        "x.sql:1: ",
        "this is none of them");
  }

  @Test
  void tableFile_holdsAQuery_isRefused() throws Exception {
    Files.writeString(
        folder.resolve("tables/wrong.sql"), "\nINSERT INTO orders (category) VALUES ('a');");
    assertFails("SET 'a' = 'b';", "wrong.sql:2: ", "a table file only creates");
  }

  @Test
  void tableFile_undefinedVariable_errorNamesItsFile() throws Exception {
    Files.writeString(
        folder.resolve("tables/wrong.sql"), "\n\nCREATE TABLE a WITH ('b' = '${archiv.path}');");
    assertFails(
        "SET 'a' = 'b';", "wrong.sql:3: ", "${archiv.path}", "did you mean 'archive.path'?");
  }

  @Test
  void script_isMissingOrEmpty_errorSaysSo() throws Exception {
    assertThatThrownBy(() -> SqlScriptJob.check(options(folder.resolve("pipelines/y.sql"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("y.sql: there is no such file");
    assertFails("-- nothing yet\n", "x.sql: holds no statement");
  }

  private void assertFails(String script, String... parts) {
    assertThatThrownBy(() -> run(script))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(parts);
    assertThat(folder.resolve("archive")).doesNotExist();
  }

  private String run(String script, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("pipelines/x.sql"), script);
    StringWriter printed = new StringWriter();
    SqlScriptJob.run(options(file, more), new PrintWriter(printed));
    return printed.toString();
  }

  private SqlScriptOptions options(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config", folder.resolve("millrace.yaml").toString(), "--file", file.toString()));
    arguments.addAll(List.of(more));
    return SqlScriptOptions.of(arguments.toArray(String[]::new));
  }

  /** The rows of printed tables, whatever their widths. */
  private static List<String> cells(String printed) {
    return printed
        .lines()
        .filter(line -> line.startsWith("|"))
        .map(
            line ->
                String.join(
                    " | ",
                    Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                        .map(String::strip)
                        .toList()))
        .toList();
  }
}
