package io.millrace.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SplitScriptTest {

  private static final SqlVariables VARIABLES =
      SqlVariables.of(
          Map.of(
              "name", "shop", "quoted", "it's", "ticked", "a`b", "dotted.name", "7", "empty", ""));

  static Stream<Arguments> scripts() {
    return Stream.of(
        script("nothing", ""),
        script("blank and comment only", " \n -- a;b\n /* c; */ ;; \n"),
        script("one without semicolon", "SELECT 1", "1 SELECT 1"),
        script("two on a line", "SELECT 1; SELECT 2;", "1 SELECT 1", "1 SELECT 2"),
        script("starts below its comments", "-- head\n\nSELECT 1;", "3 SELECT 1"),
        script("spans lines", "SELECT\n  1;\n\nSELECT 2;", "1 SELECT\n  1", "4 SELECT 2"),
        script("semicolon in a text", "SELECT ';', 'a'';b';", "1 SELECT ';', 'a'';b'"),
        script("semicolon in an identifier", "SELECT `a;``b`;", "1 SELECT `a;``b`"),
        script("semicolon in a line comment", "SELECT 1 -- ;\n;", "1 SELECT 1"),
        script("semicolon in a block comment", "SELECT /* ; */ 1;", "1 SELECT         1"),
        script("quote in a comment", "SELECT 1 -- it's\n, 2;", "1 SELECT 1        \n, 2"),
        script("comment mark in a text", "SELECT '--', '/*';", "1 SELECT '--', '/*'"),
        script("comment mark in an identifier", "SELECT `--`, `/*`;", "1 SELECT `--`, `/*`"),
        script("hint", "SELECT /*+ H('a;') */ 1;", "1 SELECT /*+ H('a;') */ 1"),
        script("block comment of two lines", "/* a\n b */ SELECT 1;", "2 SELECT 1"),
        script("minus is no comment", "SELECT 2 - -1;", "1 SELECT 2 - -1"),
        script("windows line ends", "SELECT 1;\r\nSELECT 2;\r\n", "1 SELECT 1", "2 SELECT 2"),
        script("variable", "USE ${name};", "1 USE shop"),
        script("variable with dots and blanks", "SELECT ${ dotted.name };", "1 SELECT 7"),
        script("variable in a text", "SELECT '${quoted}';", "1 SELECT 'it''s'"),
        script("variable in an identifier", "SELECT `${ticked}`;", "1 SELECT `a``b`"),
        script("variable outside quotes", "SELECT ${quoted};", "1 SELECT it's"),
        script("variable in a comment", "SELECT 1 -- ${nothing}\n;", "1 SELECT 1"),
        script("variable in a hint", "SELECT /*+ ${name} */ 1;", "1 SELECT /*+ shop */ 1"),
        script("variable first of all", "\n${name};", "2 shop"),
        script("empty variable", "SELECT 1${empty};", "1 SELECT 1"),
        script("default unused", "SELECT ${name:-x};", "1 SELECT shop"),
        script("default", "SELECT ${x:-INTERVAL '1' DAY};", "1 SELECT INTERVAL '1' DAY"),
        script("empty default", "SELECT 1${x:-};", "1 SELECT 1"),
        script(
            "default of two lines",
            "SELECT ${x:-1,\n2}\n;SELECT 3;",
            "1 SELECT 1,\n2",
            "3 SELECT 3"),
        script("no variable", "SELECT '$${name}', '$', $;", "1 SELECT '${name}', '$', $"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void script_isSplit_intoStatementsWithLines(String what, String script, List<String> expected) {
    assertThat(
            SplitScript.split("x.sql", script, VARIABLES).stream()
                .map(statement -> statement.line() + " " + statement.text()))
        .containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\nSELECT 'a;\"  | x.sql:2: the ' that opens here is never closed; write the second one",
        "\"\n\nSELECT `a\" | x.sql:3: the ` that opens here is never closed; write the second one",
        "\"\n/* a\"        | x.sql:2: the comment that opens here is never closed; write */",
        "SELECT ${name;    | x.sql:1: the ${ that opens here is never closed; write }",
        "\"SELECT 1;\nSELECT '${nmae}'\" | x.sql:2: the variable ${nmae} is not defined; did you"
            + " mean 'name'? add --define nmae=VALUE, or a default: ${nmae:-VALUE}",
        "SELECT ${na me} | x.sql:1: found ${na me}; write ${name} or ${name:-default}, or $${ for"
            + " the text ${",
      })
  void script_isBroken_errorNamesTheLine(String script, String expected) {
    assertThatThrownBy(() -> SplitScript.split("x.sql", script, VARIABLES))
        .isInstanceOf(ConfigException.class)
        .hasMessage(expected);
  }

  @Test
  void statement_atItsLine_isWhereTheFileHasIt() {
    SqlStatement second = SplitScript.split("x.sql", "A;\n\n  B", VARIABLES).get(1);
    assertThat(second.atItsLine()).isEqualTo("\n\nB");
  }

  private static Arguments script(String what, String script, String... statements) {
    return Arguments.of(what, script, List.of(statements));
  }
}
