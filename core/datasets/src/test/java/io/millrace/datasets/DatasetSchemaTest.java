package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors are told of definitions is what the reader takes. */
class DatasetSchemaTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));
  private static final Path SCHEMA = HOME.resolve("docs/schemas/dataset.schema.json");
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Mistakes that take two places of the file together, or more than a schema can say of one. */
  private static final Set<String> ONLY_THE_READER_SEES =
      Set.of(
          "column_reserved.yaml",
          "column_in_index_and_group.yaml",
          "column_taken.yaml",
          "column_taken_but_for_case.yaml",
          "column_taken_by_analysis.yaml",
          "column_taken_by_label.yaml",
          "interval_twice_by_two_words.yaml",
          "label_reserved.yaml",
          "name_long.yaml",
          "or_too_deep.yaml",
          "regex_back_reference.yaml",
          "regex_backslash_last.yaml",
          "regex_count_too_great.yaml",
          "regex_double_repetition.yaml",
          "regex_escape_unknown.yaml",
          "regex_look_ahead.yaml",
          "regex_look_behind.yaml",
          "regex_missing_bracket.yaml",
          "regex_missing_paren.yaml",
          "regex_nothing_to_repeat.yaml",
          "regex_range.yaml",
          "regex_stray_paren.yaml",
          "regex_too_large.yaml",
          "retention_long.yaml",
          "timezone_abbreviated.yaml",
          "timezone_unknown.yaml",
          "types_of_no_column.yaml");

  @Test
  void schema_isOneOfDraft202012() throws Exception {
    JsonSchema ofSchemas = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012));

    assertThat(ofSchemas.validate(JSON.readTree(SCHEMA.toFile()))).isEmpty();
  }

  @Test
  void everyKey_isExplained() throws Exception {
    List<String> silent = new ArrayList<>();
    silentKeys("", JSON.readTree(SCHEMA.toFile()), silent);

    assertThat(silent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/properties|{dataset_name: n, zzz: 1,"
            + " query: {event_collection: c, analysis_type: count, interval: daily}}",
        "/properties/query/properties|{dataset_name: n,"
            + " query: {event_collection: c, analysis_type: count, interval: daily, zzz: 1}}",
        "/$defs/analysis/properties|{dataset_name: n,"
            + " query: {event_collection: c, analysis_type: multi_analysis, interval: daily,"
            + " analyses: {a: {analysis_type: percentile, target_property: b, percentile: 5,"
            + " zzz: 1}}}}",
        "/$defs/filter/properties|{dataset_name: n,"
            + " query: {event_collection: c, analysis_type: count, interval: daily,"
            + " filters: [{property_name: a, operator: eq, property_value: 1, zzz: 1}]}}",
        "/$defs/circle/properties|{dataset_name: n,"
            + " query: {event_collection: c, analysis_type: count, interval: daily,"
            + " filters: [{property_name: a, operator: within, property_value:"
            + " {coordinates: [1, 2], max_distance_km: 1, zzz: 1}}]}}"
      })
  void keysThatAreRead_areThoseOfTheSchema(String place, String withUnknownKey) throws Exception {
    String message =
        catchThrowableOfType(ConfigException.class, () -> DatasetFiles.definition(withUnknownKey))
            .getMessage();
    String keys = message.substring(message.indexOf("the keys here are ") + 18);

    assertThat(JSON.readTree(SCHEMA.toFile()).at(place).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(keys.split(", "));
  }

  /** They are written twice, since a schema that admits no other keys has to name its own. */
  @Test
  void keysOfAnAnalysis_areTheSameAloneAndAmongSeveral() throws Exception {
    JsonNode schema = JSON.readTree(SCHEMA.toFile());
    ObjectNode several = schema.withObject("/$defs/analysis/properties");
    several.remove("analysis_type");

    assertThat(several.fields())
        .toIterable()
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(schema.at("/properties/query/properties").get(key.getKey()))
                    .as(key.getKey())
                    .isEqualTo(key.getValue()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_isRightToBothAndNamesTheSchema(Path file) throws Exception {
    String text = Files.readString(file);

    assertThat(mistakes(text)).isEmpty();
    DatasetDefinition.of(ConfigFile.read(file));
    String line = text.lines().findFirst().orElseThrow();
    assertThat(line).startsWith("# yaml-language-server: $schema=");
    assertThat(file.resolveSibling(line.substring(line.indexOf('=') + 1)).normalize())
        .isEqualTo(SCHEMA);
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve("examples"))) {
      return files
          .filter(file -> file.getParent().endsWith("datasets") && Files.isRegularFile(file))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void definitionsOfTheDocs_areRightToBoth() throws Exception {
    String docs = Files.readString(HOME.resolve("docs/datasets.md"));
    Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(docs);
    int definitions = 0;
    while (block.find()) {
      if (block.group(1).startsWith("dataset_name")) {
        assertThat(mistakes(block.group(1))).isEmpty();
        DatasetFiles.definition(block.group(1));
        definitions++;
      }
    }

    assertThat(definitions).isPositive();
  }

  @Test
  void keysOfTheSchema_areThoseOfTheDocs() throws Exception {
    String docs = Files.readString(HOME.resolve("docs/datasets.md"));
    Matcher row =
        Pattern.compile("(?m)^\\| (`.*?`) \\|")
            .matcher(docs.substring(docs.indexOf("## Keys"), docs.indexOf("## Intervals")));
    Set<String> told = new TreeSet<>();
    while (row.find()) {
      told.addAll(List.of(row.group(1).replace("`", "").split(", ")));
    }
    JsonNode root = JSON.readTree(SCHEMA.toFile()).get("properties");
    Set<String> keys = new TreeSet<>();
    root.fieldNames().forEachRemaining(keys::add);
    root.get("query").get("properties").fieldNames().forEachRemaining(keys::add);

    assertThat(told).isEqualTo(keys);
  }

  @ParameterizedTest
  @MethodSource("rightFiles")
  void rightFile_isRightToBoth(Path file) throws Exception {
    assertThat(mistakes(Files.readString(file))).isEmpty();
    DatasetDefinition.of(ConfigFile.read(file));
  }

  static Stream<Path> rightFiles() throws Exception {
    return files("right");
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void wrongFile_isWrongToBoth(Path file) throws Exception {
    assertThatThrownBy(() -> DatasetDefinition.of(ConfigFile.read(file)))
        .isInstanceOf(ConfigException.class);
    boolean seen = !ONLY_THE_READER_SEES.contains(file.getFileName().toString());
    assertThat(!mistakes(Files.readString(file)).isEmpty()).isEqualTo(seen);
  }

  static Stream<Path> wrongFiles() throws Exception {
    return files("wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "analysis_type: count",
        "analysis_type: count\n  target_property: null\n  percentile: null",
        "analysis_type: sum\n  target_property: a.b",
        "analysis_type: count\n  timezone: UTC",
        "analysis_type: count\n  group_by: a",
        "analysis_type: count\n  group_by: [a, b.c]",
        "analysis_type: count\n  group_by: null",
        "analysis_type: count\n  intervals: []",
        "analysis_type: count\n  filters: []",
        "analysis_type: multi_analysis\n  analyses: {a: {analysis_type: count}}",
        "analysis_type: multi_analysis\n"
            + "  analyses: {a: {analysis_type: top_k, target_property: b, k: 1}}",
        "analysis_type: count_unique\n  target_property: a",
        "analysis_type: count_unique\n  target_property: a\n  sketch: true",
        "analysis_type: median\n  target_property: a\n  sketch: false",
        "analysis_type: percentile\n  target_property: a\n  percentile: 0.01",
        "analysis_type: percentile\n  target_property: a\n  percentile: 0.07",
        "analysis_type: percentile\n  target_property: a\n  percentile: 99.9",
        "analysis_type: percentile\n  target_property: a\n  percentile: 99.990",
        "analysis_type: percentile\n  target_property: a\n  percentile: 1e2\n  sketch: true",
        "analysis_type: standard_deviation\n  target_property: a",
        "analysis_type: select_unique\n  target_property: a",
        "analysis_type: select_unique\n  target_property: a\n  limit: 1000",
        "analysis_type: top_k\n  target_property: a\n  k: 100",
        "analysis_type: top_k\n  target_property: a\n  k: null\n  limit: null\n  sketch: null",
        "analysis_type: count\n  timezone: Europe/Warsaw",
        "analysis_type: count\n  timezone: +02:00",
        "analysis_type: count\n  timezone: -05:30",
        "analysis_type: count\n  timezone: 7200",
        "analysis_type: count\n  timezone: -64800",
        "analysis_type: count\n  timezone: null\nweek_start: null",
        "analysis_type: count\n  project_id: 7\n  timeframe: {a: b}"
      })
  void rightQuery_isRightToBoth(String query) throws Exception {
    assertThat(mistakes(definition(query))).isEmpty();
    DatasetFiles.definition(definition(query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minutely",
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "yearly",
        "every_1_minutes",
        "every_1440_minutes",
        "every_24_hours",
        "every_366_days",
        "every_52_weeks",
        "every_120_months",
        "every_100_years"
      })
  void rightInterval_isRightToBoth(String word) throws Exception {
    String one = definition("analysis_type: count").replace("daily", word);
    String list = one.replace("interval: " + word, "intervals: [" + word + "]");

    for (String yaml : List.of(one, one.replace("interval: ", "intervals: "), list)) {
      assertThat(mistakes(yaml)).isEmpty();
      DatasetFiles.definition(yaml);
    }
  }

  @ParameterizedTest
  @EnumSource(IntervalUnit.class)
  void intervalOfEachNumber_isTheSameToBoth(IntervalUnit unit) throws Exception {
    JsonNode schema = JSON.readTree(SCHEMA.toFile()).at("/$defs/interval");
    JsonSchema interval = FACTORY.getSchema(schema);
    for (int every = 0; every <= unit.most() + 1_000; every++) {
      String word = "every_" + every + "_" + unit.plural();

      assertThat(interval.validate(TextNode.valueOf(word)).isEmpty())
          .as(word)
          .isEqualTo(IntervalWord.parse(word) != null);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interval: weekly|true",
        "interval: every_2_weeks|true",
        "intervals: weekly|true",
        "intervals: [daily, every_52_weeks, monthly]|true",
        "interval: daily|false",
        "intervals: yearly|false",
        "intervals: [daily, monthly]|false"
      })
  void weekStart_isRightToBothWithWeeksOnly(String intervals, boolean right) throws Exception {
    String without = definition("analysis_type: count").replace("interval: daily", intervals);
    assertThat(mistakes(without)).isEmpty();

    for (DayOfWeek day : DayOfWeek.values()) {
      String with = without + "week_start: " + day.name().toLowerCase(Locale.ROOT) + "\n";
      assertThat(mistakes(with).isEmpty()).isEqualTo(right);
      assertThat(isRightToTheReader(with)).isEqualTo(right);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "analysis_type: sum",
        "analysis_type: count\n  target_property: a",
        "analysis_type: count\n  percentile: 50",
        "analysis_type: percentile\n  target_property: a",
        "analysis_type: percentile\n  target_property: a\n  percentile: 0",
        "analysis_type: percentile\n  target_property: a\n  percentile: 100.1",
        "analysis_type: percentile\n  target_property: a\n  percentile: '50'",
        "analysis_type: median\n  target_property: a\n  percentile: 50",
        "analysis_type: sum\n  target_property: a\n  sketch: true",
        "analysis_type: count_unique\n  target_property: a\n  sketch: 1",
        "analysis_type: select_unique\n  target_property: a\n  limit: 0",
        "analysis_type: select_unique\n  target_property: a\n  limit: 1001",
        "analysis_type: count_unique\n  target_property: a\n  limit: 10",
        "analysis_type: top_k\n  target_property: a\n  k: 101",
        "analysis_type: top_k\n  target_property: a\n  k: 1.5",
        "analysis_type: select_unique\n  target_property: a\n  k: 10",
        "analysis_type: multi_analysis",
        "analysis_type: multi_analysis\n  analyses: {}",
        "analysis_type: multi_analysis\n  analyses: {a: {analysis_type: sum}}",
        "analysis_type: multi_analysis\n  analyses: {a: {analysis_type: count, zzz: 1}}",
        "analysis_type: multi_analysis\n  analyses: {a: {analysis_type: multi_analysis}}",
        "analysis_type: multi_analysis\n  analyses: {a: count}",
        "analysis_type: multi_analysis\n  limit: 5\n  analyses: {a: {analysis_type: count}}",
        "analysis_type: percentile\n  target_property: a\n  percentile: 99.999",
        "analysis_type: count\n  timezone: ''",
        "analysis_type: count\n  timezone: 0.5",
        "analysis_type: count\n  timezone: -64801",
        "analysis_type: count\n  timezone: [UTC]",
        "analysis_type: count\n  timezone: true",
        "analysis_type: count\n  week_start: monday",
        "analysis_type: count\nweek_start: Monday",
        "analysis_type: count\nweek_start: monday",
        "analysis_type: count\n  intervals: [hourly]",
        "analysis_type: count\n  group_by: [1]",
        "analysis_type: count\n  group_by: a.",
        "analysis_type: count\n  group_by: [a, $b]",
        "analysis_type: count\n  zzz: 1"
      })
  void wrongQuery_isWrongToBoth(String query) throws Exception {
    String yaml = definition(query);

    assertThat(mistakes(yaml)).isNotEmpty();
    assertThatThrownBy(() -> DatasetFiles.definition(yaml)).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minute",
        "Hourly",
        "every_minute",
        "every_0_days",
        "every_05_days",
        "every_N_days",
        "every_1441_minutes",
        "every_25_hours",
        "every_367_days",
        "every_53_weeks",
        "every_121_months",
        "every_101_years",
        "every_10000_minutes",
        "' daily'",
        "[hourly]",
        "1",
        "every_5_seconds",
        "every_-1_days",
        "every_5_day",
        "every_1.5_hours",
        "''"
      })
  void wrongInterval_isWrongToBoth(String word) throws Exception {
    String yaml = definition("analysis_type: count").replace("daily", word);

    assertThat(mistakes(yaml)).isNotEmpty();
    assertThatThrownBy(() -> DatasetFiles.definition(yaml)).isInstanceOf(ConfigException.class);
  }

  private static String definition(String query) {
    return """
    dataset_name: n
    query:
      event_collection: c
      interval: daily
      %s
    """
        .formatted(query);
  }

  private static boolean isRightToTheReader(String yaml) {
    try {
      DatasetFiles.definition(yaml);
      return true;
    } catch (ConfigException wrong) {
      return false;
    }
  }

  private static Set<ValidationMessage> mistakes(String yaml) throws IOException {
    return FACTORY.getSchema(JSON.readTree(SCHEMA.toFile())).validate(YAML.readTree(yaml));
  }

  /** Those under {@code properties} that an editor would show without a word. */
  private static void silentKeys(String path, JsonNode schema, List<String> silent) {
    boolean shown = !path.matches(".*/(if|then|else|allOf|oneOf|anyOf|not)\\b.*");
    schema
        .fields()
        .forEachRemaining(
            field -> {
              String at = path + "/" + field.getKey();
              if (field.getKey().equals("properties") && shown) {
                field
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        key -> {
                          if (!key.getValue().has("title") || !key.getValue().has("description")) {
                            silent.add(at + "/" + key.getKey());
                          }
                        });
              }
              if (field.getValue().isObject()) {
                silentKeys(at, field.getValue(), silent);
              }
            });
  }

  private static Stream<Path> files(String folder) throws IOException, URISyntaxException {
    Path place = Path.of(DatasetSchemaTest.class.getResource(folder).toURI());
    try (Stream<Path> files = Files.list(place)) {
      return files.sorted().toList().stream();
    }
  }
}
