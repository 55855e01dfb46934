package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With what Flink 2.3.0's client writes. */
class SqlOutputTest {

  private static final String GREETING =
      """
      Successfully initialized from sql script: /tmp/sql-init-1
      \u001b[34;1m[INFO] Executing SQL from file.\u001b[0m

      Command history file path: /tmp/sql-history
      """;

  private static final String FAREWELL =
      """

      Shutting down the session...
      done.
      """;

  @Test
  void rows_areLeftWithoutGreetingsPromptsAndLogLines() {
    SqlOutput output =
        SqlOutput.of(
            GREETING
                + """
                Flink SQL> 2026-11-22T02:22:54,970 WARN  KafkaSourceBuilder - overridden
                2026-11-22T02:22:55,342 WARN  KafkaSourceBuilder - Property is overridden
                +------------+------+
                | collection |    n |
                +------------+------+
                |     logins |  691 |
                +------------+------+
                1 row in set (13.07 seconds)

                Flink SQL>\s
                """
                + FAREWELL);

    assertThat(output.failure()).isEmpty();
    assertThat(output.results())
        .containsExactly(
            "+------------+------+",
            "| collection |    n |",
            "+------------+------+",
            "|     logins |  691 |",
            "+------------+------+",
            "1 row in set (13.07 seconds)");
  }

  @Test
  void failedStatement_isToldByItsReason() {
    SqlOutput output =
        SqlOutput.of(
            GREETING
                + """
                Flink SQL> \u001b[31;1m[ERROR] Could not execute SQL statement. Reason:
                org.apache.calcite.sql.validate.SqlValidatorException: Column 'nope' not found\u001b[0m
                """
                + FAREWELL);

    assertThat(output.failure()).contains("Column 'nope' not found");
    assertThat(output.results()).isEmpty();
  }

  @Test
  void rowThatHoldsTheWord_isNoFailure() {
    SqlOutput output = SqlOutput.of(GREETING + "| [ERROR] in a row |\n" + FAREWELL);

    assertThat(output.failure()).isEmpty();
    assertThat(output.results()).containsExactly("| [ERROR] in a row |");
  }
}
