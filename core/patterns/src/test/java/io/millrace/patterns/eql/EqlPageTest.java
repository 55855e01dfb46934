package io.millrace.patterns.eql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Expression;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** That docs/patterns/eql.md is true: its queries, its functions, and what each example gives. */
class EqlPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/patterns/eql.md");

  /** {@code | subject | meaning | `example` | `result` |}. */
  private record Row(String subject, Dialect dialect, String example, String result) {}

  @Test
  void examples_giveTheResultsBesideThem() throws IOException {
    List<Row> rows = rows();
    assertThat(rows).hasSizeGreaterThan(60);
    for (Row row : rows) {
      assertThat(shown(evaluate(row))).as(row.example()).isEqualTo(row.result());
    }
  }

  @Test
  void functions_haveRows_andTheirFormsWithoutCaseToo() throws IOException {
    List<String> subjects = rows().stream().map(Row::subject).toList();

    assertThat(subjects).containsAll(Eql.functions(Dialect.ENDGAME));
    assertThat(subjects.stream().filter(subject -> subject.matches("[a-zA-Z]+~?\\(.*")))
        .allSatisfy(
            subject ->
                assertThat(Eql.functions(Dialect.ENDGAME)).contains(subject.replace("~", "")));
    assertThat(subjects.stream().filter(subject -> subject.matches("[a-zA-Z]+~.*\\).*")))
        .hasSize(5);
  }

  @Test
  void queries_areParsed_exceptTheOneThatIsSaidToBeRefused() throws IOException {
    List<String> queries = blocks("eql");

    assertThat(queries).hasSize(4);
    Eql.parse(queries.get(0), Dialect.ELASTIC);
    assertThatThrownBy(() -> Eql.parse(queries.get(1), Dialect.ELASTIC))
        .hasMessage(
            "line 4, column 3: found a step with 1 key of its own, expected 0 as in the first");
    Eql.parse(queries.get(2), Dialect.ELASTIC);
    Eql.parse(queries.get(3), Dialect.ELASTIC);
  }

  private static @Nullable Object evaluate(Row row) throws IOException {
    Expression expression = expression(row);
    FieldTable table = new FieldTable();
    CompiledExpression compiled = ExpressionCompiler.compile(expression, table);
    JsonFields event = new JsonFields(table);
    assertThat(event.read(blocks("json").get(0).getBytes(UTF_8))).isTrue();
    return compiled.evaluate(event);
  }

  private static Expression expression(Row row) {
    try {
      return Eql.condition(row.example(), row.dialect());
    } catch (SyntaxException noCondition) {
      return Eql.value(row.example(), row.dialect());
    }
  }

  private static String shown(@Nullable Object value) {
    if (value instanceof List<?> parts) {
      return parts.stream().map(EqlPageTest::shown).collect(joining(", ", "[", "]"));
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    Dialect dialect = Dialect.ELASTIC;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## Endgame")) {
        dialect = Dialect.ENDGAME;
      }
      String[] cells = line.split(" \\| ");
      if (line.startsWith("| `") && cells.length == 4) {
        rows.add(
            new Row(
                code(cells[0].substring(2)),
                dialect,
                code(cells[2]),
                code(cells[3].replaceAll(" \\|$", ""))));
      }
    }
    return rows;
  }

  private static String code(String cell) {
    return cell.strip().replaceAll("^`|`$", "");
  }

  private static List<String> blocks(String language) throws IOException {
    return Arrays.stream(Files.readString(PAGE).split("```" + language + "\n"))
        .skip(1)
        .map(block -> block.substring(0, block.indexOf("\n```")))
        .toList();
  }
}
