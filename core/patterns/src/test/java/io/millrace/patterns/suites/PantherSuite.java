package io.millrace.patterns.suites;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tests of Panther's correlation rules. What a rule has found is an event of a collection of the
 * step's name. A sequence becomes one, a group a temporal pattern; the time frames of several
 * transitions become one span as long as all of them.
 */
final class PantherSuite {

  private static final long MINUTE = 60_000;

  private final SuiteEngine engine;

  PantherSuite(SuiteEngine engine) {
    this.engine = engine;
  }

  List<Outcome> run(JsonNode rule) {
    List<Outcome> outcomes = new ArrayList<>();
    String id = rule.path("RuleID").asText();
    for (JsonNode test : rule.path("Tests")) {
      String name = id + " / " + test.path("Name").asText();
      try {
        JsonNode definition = rule.path("Detection").path(0);
        Map<String, List<String>> fields =
            definition.has("Group") ? fieldsOfGroup(definition) : fieldsOfSequence(definition);
        Detection detection =
            definition.has("Group") ? group(definition, fields) : sequence(definition, fields);
        boolean found = !engine.ids(detection, events(test, fields)).isEmpty();
        boolean expected = test.path("ExpectedResult").asBoolean();
        outcomes.add(
            Outcome.of(name, found == expected, found ? "found, but should not be" : "not found"));
      } catch (IllegalArgumentException e) {
        outcomes.add(Outcome.unsupported(name, String.valueOf(e.getMessage())));
      }
    }
    return outcomes;
  }

  private static Detection sequence(JsonNode definition, Map<String, List<String>> fields) {
    long minutes = 0;
    for (JsonNode transition : definition.path("Transitions")) {
      minutes +=
          transition
              .path("WithinTimeFrameMinutes")
              .asLong(definition.path("LookbackWindowMinutes").asLong());
    }
    long lookback = definition.path("LookbackWindowMinutes").asLong();
    minutes = minutes == 0 ? lookback : Math.min(minutes, lookback);
    return new Detection.Eql(
        new Query.Sequence(
            stages(definition.path("Sequence"), fields), Duration.ofMinutes(minutes), null));
  }

  private static Detection group(JsonNode definition, Map<String, List<String>> fields) {
    return new Detection.Temporal(
        stages(definition.path("Group"), fields),
        Duration.ofMinutes(definition.path("LookbackWindowMinutes").asLong()),
        false);
  }

  private static List<Query.Stage> stages(JsonNode steps, Map<String, List<String>> fields) {
    List<Query.Stage> stages = new ArrayList<>();
    int keys = fields.values().stream().mapToInt(List::size).max().orElse(0);
    for (JsonNode step : steps) {
      List<String> own = fields.getOrDefault(idOf(step), List.of());
      if (own.size() != keys) {
        throw new IllegalArgumentException("not every step is matched by the same");
      }
      stages.add(
          new Query.Stage(
              new EventSelector(idOf(step), new Expression.Constant(true)),
              own.stream().map(field -> new Key(new Expression.Field(field, true), false)).toList(),
              step.path("Absence").asBoolean() ? 1 : step.path("MinMatchCount").asInt(1),
              step.path("Absence").asBoolean()));
    }
    return stages;
  }

  private static String idOf(JsonNode step) {
    return step.path("ID").asText(step.path("RuleID").asText());
  }

  private static Map<String, List<String>> fieldsOfSequence(JsonNode definition) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (JsonNode transition : definition.path("Transitions")) {
      List<String> from = new ArrayList<>();
      List<String> to = new ArrayList<>();
      for (JsonNode match : transition.path("Match")) {
        from.add(match.path("From").asText(match.path("On").asText()));
        to.add(match.path("To").asText(match.path("On").asText()));
      }
      put(fields, transition.path("From").asText(), from);
      put(fields, transition.path("To").asText(), to);
    }
    return fields;
  }

  private static void put(Map<String, List<String>> fields, String step, List<String> own) {
    List<String> before = fields.put(step, own);
    if (before != null && !before.equals(own)) {
      throw new IllegalArgumentException(step + " is matched by other fields before than after");
    }
  }

  private static Map<String, List<String>> fieldsOfGroup(JsonNode definition) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (JsonNode criterion : definition.path("MatchCriteria")) {
      for (JsonNode match : criterion) {
        fields
            .computeIfAbsent(match.path("GroupID").asText(), any -> new ArrayList<>())
            .add(match.path("Match").asText());
      }
    }
    return fields;
  }

  /** One for each time of the first field; the other fields have their value of that time. */
  private static List<SuiteEvent> events(JsonNode test, Map<String, List<String>> fields) {
    List<SuiteEvent> events = new ArrayList<>();
    for (JsonNode output : test.path("RuleOutputs")) {
      String step = output.path("ID").asText();
      JsonNode matches = output.path("Matches");
      List<String> own = new ArrayList<>(fields.getOrDefault(step, List.of()));
      if (own.isEmpty()) {
        matches.fieldNames().forEachRemaining(own::add);
      }
      if (own.isEmpty()) {
        add(events, step, 0, JsonNodeFactory.instance.objectNode());
        continue;
      }
      matches
          .path(own.get(0))
          .properties()
          .forEach(
              value -> {
                for (JsonNode time : value.getValue()) {
                  ObjectNode body = JsonNodeFactory.instance.objectNode();
                  put(body, own.get(0), value.getKey());
                  for (String other : own.subList(1, own.size())) {
                    matches
                        .path(other)
                        .properties()
                        .forEach(
                            its -> {
                              if (contains(its.getValue(), time)) {
                                put(body, other, its.getKey());
                              }
                            });
                  }
                  add(events, step, millis(time), body);
                }
              });
    }
    return events;
  }

  private static void add(List<SuiteEvent> events, String step, long millis, ObjectNode body) {
    events.add(new SuiteEvent(events.size(), events.size(), step, millis, body));
  }

  private static boolean contains(JsonNode times, JsonNode time) {
    for (JsonNode each : times) {
      if (each.equals(time)) {
        return true;
      }
    }
    return false;
  }

  /** Minutes since some time, or a time. */
  private static long millis(JsonNode time) {
    return time.isNumber() ? Math.round(time.doubleValue() * MINUTE) : SuiteEvent.millis(time);
  }

  private static void put(ObjectNode body, String path, String value) {
    String[] names = path.split("\\.");
    ObjectNode inner = body;
    for (int i = 0; i < names.length - 1; i++) {
      inner = inner.withObjectProperty(names[i]);
    }
    inner.put(names[names.length - 1], value);
  }
}
