package io.millrace.patterns.suites;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.millrace.patterns.eql.Dialect;
import io.millrace.patterns.eql.Eql;
import io.millrace.patterns.eql.SyntaxException;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Query;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * EQL's tests, of Endgame and of Elasticsearch: a TOML file of {@code [[queries]]} with the ids of
 * the events they should find, and the events in a JSON file beside it. Endgame's tests of single
 * expressions ({@code [….fold.tests]}) too.
 *
 * <p>Which file of events belongs to a TOML file, {@code suites.properties} in its directory says
 * ({@code a.toml=data/a.json}); else it is the one with the same words in its name, else {@code
 * test_data.json}. The pipes {@code head} and {@code tail} at the end of a query are taken off and
 * done here.
 */
final class EqlSuite {

  private static final Pattern PIPES = Pattern.compile("((?:\\|\\s*(?:head|tail)\\s+\\d+\\s*)+)$");
  private static final Pattern PIPE = Pattern.compile("(head|tail)\\s+(\\d+)");
  private static final List<String> FOLDERS = List.of("", "data", "..");
  private static final List<String> ENDINGS = List.of(".data", ".json", ".ndjson", ".jsonl");
  private static final Duration UNLIMITED = Duration.ofDays(365_000);

  private final SuiteEngine engine;

  EqlSuite(SuiteEngine engine) {
    this.engine = engine;
  }

  List<Outcome> run(Path toml) throws IOException {
    JsonNode file = new TomlMapper().readTree(toml.toFile());
    List<Outcome> outcomes = new ArrayList<>();
    file.properties().forEach(table -> folds(table.getKey(), table.getValue(), outcomes));
    JsonNode queries = file.path("queries");
    if (queries.isEmpty()) {
      return outcomes;
    }
    Path data = eventsOf(toml);
    List<SuiteEvent> events = data == null ? List.of() : events(data);
    Dialect dialect = dialect(events);
    int number = 0;
    for (JsonNode query : queries) {
      number++;
      String name = query.path("name").asText(query.path("queryNo").asText("query " + number));
      outcomes.add(
          data == null
              ? Outcome.unsupported(name, "no file of events is there for it")
              : query(name, query, events, dialect));
    }
    return outcomes;
  }

  private Outcome query(String name, JsonNode test, List<SuiteEvent> events, Dialect dialect) {
    String text = test.path("query").asText().strip();
    if (dialect == Dialect.ENDGAME && test.path("case_sensitive").asBoolean()) {
      return Outcome.unsupported(name, "asks for Endgame's EQL to tell cases apart");
    }
    Matcher pipes = PIPES.matcher(text);
    String suffix = pipes.find() ? pipes.group(1) : "";
    Query query;
    List<List<Long>> found;
    try {
      query = Eql.parse(text.substring(0, text.length() - suffix.length()), dialect);
      found = engine.ids(new Detection.Eql(limited(query)), events);
    } catch (SyntaxException | IllegalArgumentException e) {
      return Outcome.unsupported(name, String.valueOf(e.getMessage()));
    }
    Matcher pipe = PIPE.matcher(suffix);
    while (pipe.find()) {
      int most = Math.min(found.size(), Integer.parseInt(pipe.group(2)));
      found =
          pipe.group(1).equals("head")
              ? found.subList(0, most)
              : found.subList(found.size() - most, found.size());
    }
    List<List<Long>> sorted = sorted(found);
    List<List<List<Long>>> expected = expected(test.path("expected_event_ids"), length(query));
    return Outcome.of(
        name, expected.contains(sorted), "expected " + expected + ", found " + sorted);
  }

  private static Query limited(Query query) {
    return query instanceof Query.Sequence sequence && sequence.maxSpan() == null
        ? new Query.Sequence(sequence.stages(), UNLIMITED, sequence.until())
        : query;
  }

  private static int length(Query query) {
    return query instanceof Query.Sequence sequence
        ? sequence.stages().stream().mapToInt(Query.Stage::runs).sum()
        : 1;
  }

  /** What would be right, any one of them; a missing event is -1 there. */
  private static List<List<List<Long>>> expected(JsonNode ids, int length) {
    List<List<List<Long>>> all = new ArrayList<>();
    if (!ids.isEmpty() && ids.get(0).isArray()) {
      ids.forEach(each -> all.addAll(expected(each, length)));
      return all;
    }
    List<List<Long>> sequences = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += length) {
      List<Long> sequence = new ArrayList<>();
      for (int i = from; i < Math.min(ids.size(), from + length); i++) {
        if (ids.get(i).asLong() != -1) {
          sequence.add(ids.get(i).asLong());
        }
      }
      sequences.add(sequence);
    }
    return List.of(sorted(sequences));
  }

  private static List<List<Long>> sorted(List<List<Long>> sequences) {
    return sequences.stream().sorted(Comparator.comparing(List::toString)).toList();
  }

  private void folds(String name, JsonNode table, List<Outcome> outcomes) {
    boolean cases = table.path("case_sensitive").asBoolean();
    int number = 0;
    for (JsonNode test : table.path("fold").path("tests")) {
      number++;
      outcomes.add(fold(name + " " + number, test, cases));
    }
    if (table.has("loop")) {
      outcomes.add(Outcome.unsupported(name, "loops over values"));
    }
  }

  private static Outcome fold(String name, JsonNode test, boolean cases) {
    String text = test.path("expression").asText();
    if (cases) {
      return Outcome.unsupported(name, "asks for Endgame's EQL to tell cases apart");
    }
    Object value;
    try {
      value = SuiteEngine.evaluate(Eql.condition(text, Dialect.ENDGAME));
    } catch (SyntaxException asCondition) {
      try {
        value = SuiteEngine.evaluate(Eql.value(text, Dialect.ENDGAME));
      } catch (SyntaxException e) {
        return Outcome.unsupported(name, String.valueOf(e.getMessage()));
      }
    }
    JsonNode expected = test.path("expected");
    return Outcome.of(
        name, isEqual(expected, value), text + " is " + value + ", expected " + expected);
  }

  private static boolean isEqual(JsonNode expected, @Nullable Object value) {
    if (expected.isNumber()) {
      return value instanceof BigDecimal number
          && Math.abs(number.doubleValue() - expected.doubleValue()) < 1e-12;
    }
    return expected.isMissingNode()
        ? value == null
        : value != null && expected.asText().equals(value.toString());
  }

  private static Dialect dialect(List<SuiteEvent> events) {
    return events.stream().anyMatch(event -> event.body().has("@timestamp"))
        ? Dialect.ELASTIC
        : Dialect.ENDGAME;
  }

  private static @Nullable Path eventsOf(Path toml) throws IOException {
    Path folder = toml.toAbsolutePath().getParent();
    Path said = folder.resolve("suites.properties");
    if (Files.exists(said)) {
      Properties files = new Properties();
      try (InputStream in = Files.newInputStream(said)) {
        files.load(in);
      }
      String file = files.getProperty(toml.getFileName().toString());
      if (file != null) {
        return folder.resolve(file);
      }
    }
    String stem = toml.getFileName().toString().replaceAll("^test_|\\.toml$", "");
    for (String name : List.of(stem, stem.replace('_', '-'), "endgame-140", "test_data")) {
      for (String other : FOLDERS) {
        for (String ending : ENDINGS) {
          Path file = folder.resolve(other).resolve(name + ending).normalize();
          if (Files.exists(file)) {
            return file;
          }
        }
      }
    }
    return null;
  }

  /** An array, or one event after another; comments are skipped. */
  static List<SuiteEvent> events(Path file) throws IOException {
    JsonMapper json = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
    List<SuiteEvent> events = new ArrayList<>();
    try (MappingIterator<JsonNode> nodes =
        json.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (nodes.hasNext()) {
        JsonNode node = nodes.next();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
          events.add(event((ObjectNode) each, events.size()));
        }
      }
    }
    return events;
  }

  private static SuiteEvent event(ObjectNode body, int place) {
    JsonNode time = body.has("@timestamp") ? body.get("@timestamp") : body.path("timestamp");
    JsonNode id = body.has("serial_event_id") ? body.get("serial_event_id") : body.path("sequence");
    return new SuiteEvent(
        id.asLong(place),
        place,
        body.path("event_type").asText(""),
        time.isMissingNode() ? 0 : SuiteEvent.millis(time),
        body);
  }
}
