package io.millrace.udfs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.types.Row;
import org.apache.flink.util.CollectionUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the list, the classes and docs/functions.md say the same, and that the docs are true. */
class MillraceFunctionsTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));

  /** A row of the docs: {@code | `NAME(arguments)` | type | meaning | `example` | `result` |}. */
  private record Documented(String signature, String type, String example, String result) {

    String name() {
      return signature.substring(0, signature.indexOf('('));
    }
  }

  private static TableEnvironment tables;

  @BeforeAll
  static void register() {
    tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    tables.getConfig().set("table.local-time-zone", "UTC");
    MillraceFunctions.registerIn(tables);
  }

  @Test
  void list_everyPublicFunctionOfThePackage_isInIt() throws Exception {
    assertThat(Arrays.stream(MillraceFunctions.values()).map(MillraceFunctions::implementation))
        .containsExactlyInAnyOrderElementsOf(functionClasses());
  }

  @Test
  void docs_everyFunctionOfTheList_hasARow() throws Exception {
    assertThat(documented().stream().map(Documented::name).distinct())
        .containsExactlyElementsOf(
            Arrays.stream(MillraceFunctions.values()).map(Enum::name).toList());
  }

  @Test
  void docs_everyExample_givesTheResultAndTypeBesideIt() throws Exception {
    List<Documented> rows = documented();
    String query = rows.stream().map(Documented::example).collect(joining(", ", "SELECT ", ""));

    List<Row> answer = CollectionUtil.iteratorToList(tables.executeSql(query).collect());

    assertThat(answer).hasSize(1);
    for (int i = 0; i < rows.size(); i++) {
      Documented row = rows.get(i);
      assertThat(Objects.toString(answer.get(0).getField(i), "NULL"))
          .as(row.example())
          .isEqualTo(row.result());
      assertThat(tables.sqlQuery(query).getResolvedSchema().getColumnDataTypes().get(i).toString())
          .as(row.example())
          .isEqualTo(row.type());
    }
  }

  @Test
  void everyFunction_null_isNull() {
    String query =
        """
        SELECT EVENT_TIME(body), EVENT_TEXT(body, path), EVENT_NUMBER(body, path)
        FROM (VALUES
          (CAST(NULL AS STRING), 'a'),
          ('{"a": 1}',           CAST(NULL AS STRING)),
          ('{"a": null}',        'a')) AS bodies (body, path)
        """;
    assertThat(CollectionUtil.iteratorToList(tables.executeSql(query).collect()))
        .containsExactlyInAnyOrder(
            Row.of(null, null, null), Row.of(null, null, null), Row.of(null, null, null));
  }

  @Test
  void createStatements_aClientThatHasNoList_knowsTheFunctions() {
    TableEnvironment client = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    MillraceFunctions.createStatements().forEach(client::executeSql);
    assertThat(client.listUserDefinedFunctions())
        .containsExactlyInAnyOrder("event_time", "event_text", "event_number");
  }

  private static List<Documented> documented() throws IOException {
    List<Documented> rows = new ArrayList<>();
    for (String line : Files.readAllLines(HOME.resolve("docs/functions.md"))) {
      if (line.startsWith("| `EVENT_")) {
        String[] cells = line.split("\\|");
        rows.add(new Documented(code(cells[1]), code(cells[2]), code(cells[4]), code(cells[5])));
      }
    }
    return rows;
  }

  private static String code(String cell) {
    return cell.strip().replaceAll("^`|`$", "");
  }

  private static List<Class<? extends UserDefinedFunction>> functionClasses() throws Exception {
    Path sources = HOME.resolve("udfs/src/main/java/io/millrace/udfs");
    List<Class<? extends UserDefinedFunction>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(path -> !path.endsWith("package-info.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        Class<?> type = Class.forName("io.millrace.udfs." + name);
        if (UserDefinedFunction.class.isAssignableFrom(type)) {
          classes.add(type.asSubclass(UserDefinedFunction.class));
        }
      }
    }
    return classes;
  }
}
