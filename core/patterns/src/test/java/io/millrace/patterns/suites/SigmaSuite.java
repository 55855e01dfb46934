package io.millrace.patterns.suites;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaRules;
import io.millrace.patterns.sigma.SigmaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sigma's regression data: an {@code info.yml} names a rule by its id, files of events, and how
 * often the rule should match at least. What is in {@code EventData}, {@code System} and {@code
 * UserData} of Windows' events is a field of the event itself, as rules expect it. Of an EVTX file
 * the JSON file beside it is read.
 */
final class SigmaSuite {

  private static final String COLLECTION = "sigma";

  /** Every source is in one collection. */
  private static final SigmaSettings SETTINGS =
      new SigmaSettings(
          List.of(new SigmaSettings.LogSource(null, null, null, COLLECTION)),
          Map.of(),
          SigmaSettings.DEFAULT_LATENESS);

  private final SuiteEngine engine;
  private final Map<String, Path> rules;

  /**
   * A suite with these rules.
   *
   * @param rules files by the ids in them
   */
  SigmaSuite(SuiteEngine engine, Map<String, Path> rules) {
    this.engine = engine;
    this.rules = Map.copyOf(rules);
  }

  List<Outcome> run(Path infoFile, JsonNode info) throws IOException {
    String id = info.path("rule_metadata").path(0).path("id").asText();
    List<Outcome> outcomes = new ArrayList<>();
    for (JsonNode test : info.path("regression_tests_info")) {
      String name = id + " / " + test.path("name").asText() + " / " + test.path("type").asText();
      Path rule = rules.get(id);
      Path data = data(infoFile, test);
      if (rule == null) {
        outcomes.add(Outcome.unsupported(name, "no rule with that id is there"));
      } else if (data == null) {
        outcomes.add(
            Outcome.unsupported(name, "no JSON file is there for " + test.path("path").asText()));
      } else {
        outcomes.add(run(name, rule, test.path("match_count"), events(data)));
      }
    }
    return outcomes;
  }

  private Outcome run(String name, Path file, JsonNode count, List<SuiteEvent> events)
      throws IOException {
    SigmaRules read = SigmaRules.parse(file, Files.readString(file), SETTINGS);
    if (!read.refusals().isEmpty()) {
      return Outcome.unsupported(
          name,
          read.refusals().stream()
              .map(refusal -> refusal.reason())
              .collect(Collectors.joining("; ")));
    }
    int found = 0;
    for (Pattern pattern : read.patterns()) {
      found += engine.ids(pattern, events).size();
    }
    int expected = count.asInt(1);
    return Outcome.of(
        name,
        expected == 0 ? found == 0 : found >= expected,
        "expected " + expected + " of " + events.size() + ", found " + found);
  }

  /** The path is from some folder above; or the file is beside the description. */
  private static @Nullable Path data(Path infoFile, JsonNode test) {
    String path = test.path("path").asText().replaceFirst("\\.evtx$", ".json");
    for (Path above = infoFile.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above.resolve(path))) {
        return above.resolve(path);
      }
    }
    Path beside = infoFile.resolveSibling(Path.of(path).getFileName());
    return Files.isRegularFile(beside) ? beside : null;
  }

  private static List<SuiteEvent> events(Path file) throws IOException {
    List<SuiteEvent> events = new ArrayList<>();
    try (MappingIterator<JsonNode> nodes =
        new JsonMapper().readerFor(JsonNode.class).readValues(file.toFile())) {
      while (nodes.hasNext()) {
        JsonNode node = nodes.next();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
          int place = events.size();
          events.add(new SuiteEvent(place, place, COLLECTION, place, flat(each)));
        }
      }
    }
    return events;
  }

  private static ObjectNode flat(JsonNode event) {
    ObjectNode flat = JsonNodeFactory.instance.objectNode();
    JsonNode windows = event.path("Event");
    if (!windows.isObject()) {
      flat.setAll((ObjectNode) event);
      return flat;
    }
    JsonNode system = windows.path("System");
    putAll(flat, system);
    JsonNode provider = system.path("Provider").path("#attributes").path("Name");
    if (!provider.isMissingNode()) {
      flat.set("Provider_Name", provider);
    }
    windows.path("UserData").forEach(data -> putAll(flat, data));
    putAll(flat, windows.path("EventData"));
    return flat;
  }

  private static void putAll(ObjectNode flat, JsonNode fields) {
    fields
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              // <EventID Qualifiers="…">: its text is beside the attributes.
              JsonNode text = value.path("#text");
              flat.set(field.getKey(), text.isMissingNode() ? value : text);
            });
  }
}
