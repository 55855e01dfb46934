package io.millrace.patterns.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.millrace.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors and docs/patterns/files.md tell of definitions is what the reader takes. */
class PatternSchemaTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));
  private static final Path SCHEMA = HOME.resolve("docs/schemas/pattern.schema.json");
  private static final Path PAGE = HOME.resolve("docs/patterns/files.md");
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Test
  void schema_isOneOfDraft202012() throws Exception {
    assertThat(
            FACTORY
                .getSchema(SchemaLocation.of(SchemaId.V202012))
                .validate(JSON.readTree(SCHEMA.toFile())))
        .isEmpty();
  }

  @Test
  void everyKey_isExplained() throws Exception {
    List<String> silent = new ArrayList<>();
    JsonNode schema = JSON.readTree(SCHEMA.toFile());
    silentKeys("", schema.at("/properties"), silent);
    schema
        .at("/$defs")
        .fields()
        .forEachRemaining(
            one -> silentKeys(one.getKey() + ".", one.getValue().path("properties"), silent));

    assertThat(silent).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/properties|## Keys|{id: p, zzz: 1, heartbeat: {within: 1 s}}",
        "/properties/suppress/properties||{id: p, heartbeat: {within: 1 s},"
            + " suppress: {for: 1 s, zzz: 1}}",
        "/properties/alert/properties||{id: p, heartbeat: {within: 1 s}, alert: {zzz: 1}}",
        "/$defs/threshold/properties|## Threshold|"
            + "{id: p, threshold: {window: 1 s, gte: 1, zzz: 1}}",
        "/$defs/newTerms/properties|## New terms|"
            + "{id: p, new_terms: {terms: a, history: 1 d, zzz: 1}}",
        "/$defs/spike/properties|## Spike|{id: p, spike: {interval: 1 h, zzz: 1}}",
        "/$defs/geoVelocity/properties|## Geo-velocity|{id: p, geo_velocity: {latitude: a,"
            + " longitude: b, faster_than_km_per_hour: 900, window: 1 d, zzz: 1}}",
        "/$defs/heartbeat/properties|## Heartbeat|{id: p, heartbeat: {within: 1 s, zzz: 1}}",
        "/$defs/test/properties|## Tests|{id: p, heartbeat: {within: 1 s}, tests: [{name: t,"
            + " events: [{collection: c, timestamp: '2026-01-31T12:00:00Z'}], alerts: [],"
            + " zzz: 1}]}",
        "/$defs/event/properties||{id: p, heartbeat: {within: 1 s}, tests: [{name: t, alerts: [],"
            + " events: [{collection: c, timestamp: '2026-01-31T12:00:00Z', zzz: 1}]}]}",
        "/$defs/alert/properties||{id: p, heartbeat: {within: 1 s}, tests: [{name: t,"
            + " events: [{collection: c, timestamp: '2026-01-31T12:00:00Z'}],"
            + " alerts: [{zzz: 1}]}]}"
      })
  void keysThatAreRead_areThoseOfSchemaAndPage(String place, String heading, String withUnknownKey)
      throws Exception {
    String message =
        catchThrowableOfType(ConfigException.class, () -> PatternFiles.definition(withUnknownKey))
            .getMessage();
    Set<String> keys =
        new TreeSet<>(
            List.of(message.substring(message.indexOf("the keys here are ") + 18).split(", ")));

    assertThat(JSON.readTree(SCHEMA.toFile()).at(place).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(keys);
    if (heading != null) {
      Set<String> told = keysOf(heading);
      if (!heading.equals("## Threshold") && keys.contains("where")) {
        told.addAll(List.of("collection", "where", "group_by"));
      }
      assertThat(told).isEqualTo(keys);
    }
  }

  private static Set<String> keysOf(String heading) throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf(heading + "\n") + heading.length());
    Matcher row =
        Pattern.compile("(?m)^\\| (`.*?`) \\|")
            .matcher(section.substring(0, section.indexOf("\n## ")));
    Set<String> told = new TreeSet<>();
    while (row.find()) {
      told.addAll(List.of(row.group(1).replace("`", "").split(", ")));
    }
    return told;
  }

  @Test
  void definitionsOfThePage_areRightToBoth() throws Exception {
    Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(PAGE));
    int definitions = 0;
    while (block.find()) {
      assertThat(mistakes(block.group(1))).isEmpty();
      PatternFiles.definition(block.group(1));
      definitions++;
    }

    assertThat(definitions).isEqualTo(DefinitionReader.KINDS.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query: any where true",
        "query: any where true\nversion: null\ntitle: null\ntags: x\nenabled: null\naliases: {}",
        "dialect: endgame\nquery: any where a == 'x*'",
        "lateness: 7 d\nheartbeat: {within: PT1H}\nsuppress: {for: 31 d}\nalert: {fields: {}}",
        "threshold: {window: 1 ms, lt: -5}",
        "threshold: {window: 31d, eq: 0.5, aggregate: average, of: a, group_by: []}",
        "threshold: {window: 1 s, neq: 1, gt: null, aggregate: null, of: null, where: null}",
        "threshold: {window: 1 s, gte: 1, aggregate: percentile, of: a, percent: 100}",
        "new_terms: {terms: [a, b, c, d, e, f, g, h], history: 366 d, learn: 0 s}",
        "spike: {interval: 1 s, season: null, warm_up: 2, history: 2, direction: down}",
        "spike: {interval: 8 h, season: day, aggregate: average, of: a, confidence: 0.001}",
        "heartbeat: {within: 1 s}\ntests: []",
        "heartbeat: {within: 1 s}\ntests: [{name: a, alerts: [{key: 7, events: 0}], events:"
            + " [{collection: c, timestamp: '2026-01-31T12:00:00Z', event: {}}]}]"
      })
  void rightDefinition_isRightToBoth(String rest) throws Exception {
    assertThat(mistakes("id: p\n" + rest)).isEmpty();
    PatternFiles.definition("id: p\n" + rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: p",
        "query: any where true",
        "{id: -p, query: any where true}",
        "{id: 'a b', query: any where true}",
        "{id: p, query: ''}",
        "{id: p, query: 5}",
        "{id: p, query: any where true, version: 0}",
        "{id: p, query: any where true, version: 1.5}",
        "{id: p, query: any where true, severity: urgent}",
        "{id: p, query: any where true, tags: ['']}",
        "{id: p, query: any where true, enabled: 1}",
        "{id: p, query: any where true, dialect: kql}",
        "{id: p, query: any where true, aliases: {1: a}}",
        "{id: p, query: any where true, aliases: {a: b..c}}",
        "{id: p, query: any where true, lateness: 5}",
        "{id: p, query: any where true, suppress: {by: a}}",
        "{id: p, query: any where true, suppress: {for: 0 s}}",
        "{id: p, query: any where true, alert: {fields: {a: 5}}}",
        "{id: p, query: any where true, spike: {interval: 1 h}}",
        "{id: p, threshold: {gte: 1}}",
        "{id: p, threshold: {window: 1 s}}",
        "{id: p, threshold: {window: 0 s, gte: 1}}",
        "{id: p, threshold: {window: 1 s, gte: '1'}}",
        "{id: p, threshold: {window: 1 s, gte: 1, of: a}}",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: sum}}",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: maximum, of: a}}",
        "{id: p, threshold: {window: 1 s, gte: 1, percent: 5}}",
        "{id: p, threshold: {window: 1 s, gte: 1, least_events: 5}}",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: sum, of: a, least_events: 0}}",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: sum, of: a, least_events: 1001}}",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: percentile, of: a}}",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: percentile, of: a, percent: 0}}",
        "{id: p, threshold: {window: 1 s, gte: 1, collection: ' '}}",
        "{id: p, threshold: {window: 1 s, gte: 1, group_by: [a, b, c, d, e, f, g, h, i]}}",
        "{id: p, new_terms: {terms: [], history: 1 d}}",
        "{id: p, new_terms: {terms: a}}",
        "{id: p, spike: {interval: 1 h, aggregate: distinct, of: a}}",
        "{id: p, spike: {interval: 1 h, history: 1}}",
        "{id: p, spike: {interval: 1 h, confidence: 1}}",
        "{id: p, spike: {interval: 1 h, direction: left}}",
        "{id: p, spike: {interval: 1 h, least: much}}",
        "{id: p, geo_velocity: {latitude: a, longitude: b, window: 1 d}}",
        "{id: p, geo_velocity: {latitude: a, longitude: b, faster_than_km_per_hour: 0,"
            + " window: 1 d}}",
        "{id: p, heartbeat: {}}",
        "{id: p, heartbeat: {within: 1 s}, tests: [{name: t, events: [], alerts: []}]}",
        "{id: p, heartbeat: {within: 1 s}, tests: [{name: t, alerts: [],"
            + " events: [{collection: c, timestamp: noon}]}]}",
        "{id: p, heartbeat: {within: 1 s}, tests: [{name: t,"
            + " events: [{collection: c, timestamp: '2026-01-31T12:00:00Z'}]}]}",
        "{id: p, heartbeat: {within: 1 s}, tests: [{name: t, alerts: [{events: [-1]}],"
            + " events: [{collection: c, timestamp: '2026-01-31T12:00:00Z'}]}]}"
      })
  void wrongDefinition_isWrongToBoth(String yaml) throws Exception {
    assertThat(mistakes(yaml)).isNotEmpty();
    assertThatThrownBy(() -> PatternFiles.definition(yaml)).isInstanceOf(ConfigException.class);
  }

  /** What takes two places of the file together, a length of time's length, or EQL. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: p, query: any where}",
        "{id: p, query: any where true, lateness: 8 d}",
        "{id: p, query: any where true, suppress: {for: 32 d}}",
        "{id: p, heartbeat: {within: 1 s, where: a ==}}",
        "{id: p, heartbeat: {within: 1 s, where: 'a regex \"(\"'}}",
        "{id: p, heartbeat: {within: 1 s, group_by: 'a b'}}",
        "{id: p, new_terms: {terms: a, history: 367 d}}",
        "{id: p, new_terms: {terms: a, history: 1 d, learn: 25 h}}",
        "{id: p, spike: {interval: 9 h, season: week}}",
        "{id: p, spike: {interval: 1 h, history: 5, warm_up: 6}}",
        "{id: p, heartbeat: {within: 1 s}, tests: [{name: t, alerts: [{events: 1}],"
            + " events: [{collection: c, timestamp: '2026-01-31T12:00:00Z'}]}]}"
      })
  void thisMistake_isSeenByTheReaderOnly(String yaml) throws Exception {
    assertThat(mistakes(yaml)).isEmpty();
    assertThatThrownBy(() -> PatternFiles.definition(yaml)).isInstanceOf(ConfigException.class);
  }

  private static Set<ValidationMessage> mistakes(String yaml) throws IOException {
    return FACTORY.getSchema(JSON.readTree(SCHEMA.toFile())).validate(YAML.readTree(yaml));
  }

  private static void silentKeys(String path, JsonNode properties, List<String> silent) {
    properties
        .fields()
        .forEachRemaining(
            key -> {
              if (!key.getValue().has("title") || !key.getValue().has("description")) {
                silent.add(path + key.getKey());
              }
              silentKeys(path + key.getKey() + ".", key.getValue().path("properties"), silent);
            });
  }
}
