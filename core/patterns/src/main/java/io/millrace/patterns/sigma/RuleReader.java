package io.millrace.patterns.sigma;

import io.millrace.patterns.model.EventSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the selection of events of a detection rule, and the condition of a filter. */
final class RuleReader {

  private static final String DETECTION = "detection";

  private RuleReader() {}

  /**
   * Reads one rule.
   *
   * @param filters what has to be true besides
   */
  static EventSelector read(SigmaDocument document, List<Logic> filters, SigmaSettings settings) {
    Map<String, @Nullable Object> detection = document.mapping(DETECTION);
    if (detection.containsKey("timeframe")) {
      throw Refused.unsupported(
          "detection.timeframe", "belongs to the aggregations of Sigma 1; write a correlation");
    }
    List<Logic> all = new ArrayList<>();
    all.add(condition(DETECTION, detection, Set.of(), settings));
    all.addAll(filters);
    return new EventSelector(settings.collection(source(document)), Logic.all(all).expression());
  }

  /**
   * What the condition of such a mapping says.
   *
   * @param others keys that are no identifiers, besides the condition's own
   */
  static Logic condition(
      String at,
      Map<String, @Nullable Object> mapping,
      Set<String> others,
      SigmaSettings settings) {
    Map<String, Logic> detections = new LinkedHashMap<>();
    mapping.forEach(
        (identifier, value) -> {
          if (!identifier.equals("condition") && !others.contains(identifier)) {
            detections.put(identifier, detection(at + "." + identifier, value, settings));
          }
        });
    if (detections.isEmpty()) {
      throw Refused.wrong(at, "has nothing to look for; write 'selection: {field: value}'");
    }
    List<String> conditions = SigmaDocument.texts(mapping, at + ".", "condition");
    if (conditions.isEmpty()) {
      throw Refused.wrong(at + ".condition", "is missing; write 'condition: selection'");
    }
    return Logic.any(
        conditions.stream()
            .map(
                one ->
                    ConditionParser.parse(
                        at + ".condition", "identifier of the " + at, one, detections))
            .toList());
  }

  /** Items of a mapping have to be true all, of those of a list one has to. */
  private static Logic detection(String at, @Nullable Object value, SigmaSettings settings) {
    if (value instanceof Map<?, ?>) {
      return items(at, SigmaDocument.asMapping(value), settings);
    }
    List<?> parts =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    List<Object> keywords = new ArrayList<>();
    List<Logic> any = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof Map<?, ?>) {
        any.add(items(at, SigmaDocument.asMapping(part), settings));
      } else if (part == null || part instanceof List<?>) {
        throw Refused.wrong(at, "holds %s; write texts or mappings", SigmaDocument.described(part));
      } else {
        keywords.add(part);
      }
    }
    if (!keywords.isEmpty()) {
      any.add(FieldItem.read(at, "", keywords, settings));
    }
    if (any.isEmpty()) {
      throw Refused.wrong(at, "is empty; write fields and values, or texts");
    }
    return Logic.any(any);
  }

  private static Logic items(
      String at, Map<String, @Nullable Object> items, SigmaSettings settings) {
    List<Logic> all = new ArrayList<>();
    items.forEach((key, value) -> all.add(FieldItem.read(at + "." + key, key, value, settings)));
    if (all.isEmpty()) {
      throw Refused.wrong(at, "is empty; write fields and values");
    }
    return Logic.all(all);
  }

  /** What the rule says of its source. */
  static SigmaSettings.LogSourceOfRule source(SigmaDocument document) {
    Map<String, @Nullable Object> source = SigmaDocument.mapping(document.tree(), "", "logsource");
    if (source == null) {
      throw Refused.wrong("logsource", "is missing; write product, category or service");
    }
    return new SigmaSettings.LogSourceOfRule(
        SigmaDocument.text(source, "logsource.", "product"),
        SigmaDocument.text(source, "logsource.", "category"),
        SigmaDocument.text(source, "logsource.", "service"));
  }
}
