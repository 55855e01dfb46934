package io.millrace.patterns.sigma;

import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Bound;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes what a correlation looks for. */
final class CorrelationReader {

  /** Those that are read; documentation has one row for each. */
  static final List<String> TYPES =
      List.of(
          "event_count",
          "value_count",
          "value_sum",
          "value_avg",
          "value_percentile",
          "value_median",
          "temporal",
          "temporal_ordered");

  static final Duration LONGEST_TIMESPAN = Duration.ofDays(31);

  private static final String AT = "correlation.";
  private static final String CONDITION = AT + "condition";
  private static final int MOST_RULES = 32;
  private static final int MOST_KEYS = 8;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final Pattern TIMESPAN = Pattern.compile("([1-9][0-9]{0,9})([smhd])");

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "gt", Comparison.GREATER,
          "gte", Comparison.GREATER_OR_EQUAL,
          "lt", Comparison.LESS,
          "lte", Comparison.LESS_OR_EQUAL,
          "eq", Comparison.EQUAL,
          "neq", Comparison.NOT_EQUAL);

  /** As many steps as the engine can tell apart in one pattern. */
  private static final int MOST_STEPS = 64;

  /** What a correlation refers to. */
  sealed interface Referred {

    /** Its id and its name, by which it may be referred to. */
    Set<String> names();
  }

  /** A rule. */
  record ReferredRule(Set<String> names, EventSelector events) implements Referred {}

  /** A correlation. */
  record ReferredCorrelation(Set<String> names, Correlation correlation) implements Referred {}

  /**
   * What a correlation looks for.
   *
   * @param groupBy the fields of what it finds, one for each key of the detection
   * @param depth of correlations within one another, itself counted
   * @param steps how many rules take part in it, as the engine counts them
   */
  record Correlation(Detection detection, List<String> groupBy, int depth, int steps) {
    Correlation {
      groupBy = List.copyOf(groupBy);
    }
  }

  private final Map<String, @Nullable Object> correlation;
  private final List<String> references;
  private final List<Referred> rules;
  private final Map<String, @Nullable Object> aliases;

  private CorrelationReader(
      Map<String, @Nullable Object> correlation, Function<String, Referred> rules) {
    this.correlation = correlation;
    this.references = references(correlation);
    this.rules = references.stream().map(rules).toList();
    Map<String, @Nullable Object> written = SigmaDocument.mapping(correlation, AT, "aliases");
    this.aliases = written == null ? Map.of() : written;
  }

  /** What the correlation refers to, as it is written there. */
  static List<String> references(Map<String, @Nullable Object> correlation) {
    return SigmaDocument.texts(correlation, AT, "rules");
  }

  /**
   * Reads one correlation.
   *
   * @param rules what a reference refers to
   */
  static Correlation read(SigmaDocument document, Function<String, Referred> rules) {
    return new CorrelationReader(document.mapping("correlation"), rules).read();
  }

  private Correlation read() {
    String type = SigmaDocument.text(correlation, AT, "type");
    if (type == null) {
      throw Refused.wrong(AT + "type", "is missing; write one of %s", String.join(", ", TYPES));
    }
    if (!TYPES.contains(type)) {
      throw Refused.unsupported(
          AT + "type", "'%s' is not read; write one of %s", type, String.join(", ", TYPES));
    }
    if (rules.isEmpty()) {
      throw Refused.wrong(AT + "rules", "is missing; write names or ids of rules");
    }
    if (rules.size() > MOST_RULES) {
      throw Refused.wrong(AT + "rules", "are more than %d", MOST_RULES);
    }
    int depth = 1;
    for (Referred rule : rules) {
      if (rule instanceof ReferredCorrelation referred) {
        depth = Math.max(depth, referred.correlation().depth() + 1);
      }
    }
    if (depth > Detection.Chain.MOST_DEEP) {
      throw Refused.unsupported(
          AT + "rules",
          "are correlations of correlations, %d of them within one another; write at most %d",
          depth,
          Detection.Chain.MOST_DEEP);
    }
    Detection detection =
        type.startsWith("temporal") ? temporal(type.equals("temporal_ordered")) : threshold(type);
    int steps = steps(detection);
    if (steps > MOST_STEPS) {
      throw Refused.unsupported(
          AT + "rules",
          "have %d rules with those of their correlations; write at most %d",
          steps,
          MOST_STEPS);
    }
    return new Correlation(detection, groupBy(), depth, steps);
  }

  /** In how many places the detection asks for events. */
  private static int steps(Detection detection) {
    if (detection instanceof Detection.Chain chain) {
      return steps(chain.outer())
          + chain.links().stream().mapToInt(link -> steps(link.detection())).sum();
    }
    return detection instanceof Detection.Threshold threshold
        ? threshold.selections().size()
        : (int)
            ((Detection.Temporal) detection)
                .kinds().stream().filter(kind -> !kind.events().equals(EventSelector.NONE)).count();
  }

  private Detection temporal(boolean ordered) {
    if (rules.size() < 2) {
      throw Refused.wrong(AT + "rules", "has one rule, and a temporal correlation at least two");
    }
    List<Query.Stage> kinds = new ArrayList<>();
    List<Detection.Link> links = eachByItself(kinds);
    return chained(new Detection.Temporal(kinds, timespan(), ordered, asked(ordered)), links);
  }

  /** Adds a kind for each rule, and is their links. */
  private List<Detection.Link> eachByItself(List<Query.Stage> kinds) {
    List<Detection.Link> links = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      links.addAll(links(Set.of(i), i, List.of()));
      kinds.add(kind(i));
    }
    return links;
  }

  private static Detection chained(Detection outer, List<Detection.Link> links) {
    return links.isEmpty() ? outer : new Detection.Chain(outer, links);
  }

  /** What is asked of the rules; null if it is that all occur. */
  private @Nullable Combination asked(boolean ordered) {
    Object condition = correlation.get("condition");
    if (condition == null) {
      return null;
    }
    if (!(condition instanceof String text)) {
      SortedSet<Integer> counts = counts();
      return counts.first() == rules.size() ? null : new Combination.Count(counts);
    }
    List<Set<String>> names = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Set<String> all = new LinkedHashSet<>(List.of(references.get(i)));
      all.addAll(rules.get(i).names());
      names.add(all);
    }
    Combination formula = RuleFormula.parse(CONDITION, text, names);
    if (!RuleFormula.canHold(formula, rules.size())) {
      throw Refused.wrong(CONDITION, "is never true at an event of one of 'rules'");
    }
    for (int i = 0; i < rules.size(); i++) {
      if (!RuleFormula.dependsOn(formula, i, rules.size())) {
        throw Refused.wrong(
            CONDITION, "does not depend on '%s'; leave it out of 'rules'", references.get(i));
      }
    }
    if (ordered) {
      try {
        var unused = formula.alternatives();
      } catch (IllegalArgumentException e) {
        throw Refused.unsupported(
            CONDITION,
            "has more than %d combinations of rules, each with an order; write fewer",
            Combination.MOST_ALTERNATIVES);
      }
    }
    return formula;
  }

  /** How many rules may occur; one does where it is asked, as an event is there. */
  private SortedSet<Integer> counts() {
    List<Bound> bounds = bounds(condition(), Set.of());
    SortedSet<Integer> counts = new TreeSet<>();
    for (int count = 1; count <= rules.size(); count++) {
      BigDecimal number = BigDecimal.valueOf(count);
      if (bounds.stream()
          .allMatch(bound -> bound.comparison().holds(number.compareTo(bound.limit())))) {
        counts.add(count);
      }
    }
    if (counts.isEmpty()) {
      throw Refused.wrong(CONDITION, "has to ask for 1 to %d rules", rules.size());
    }
    return counts;
  }

  /** Events of one rule; none of its own if it is a correlation. */
  private Query.Stage kind(int place) {
    List<Detection.Selection> selections = selections(Set.of(place));
    return selections.isEmpty()
        ? new Query.Stage(EventSelector.NONE, List.of(), 1, false)
        : new Query.Stage(selections.get(0).events(), selections.get(0).keys(), 1, false);
  }

  private Detection threshold(String type) {
    Aggregate aggregate =
        switch (type) {
          case "event_count" -> Aggregate.COUNT;
          case "value_count" -> Aggregate.DISTINCT;
          case "value_sum" -> Aggregate.SUM;
          case "value_avg" -> Aggregate.AVERAGE;
          default -> Aggregate.PERCENTILE;
        };
    Map<String, @Nullable Object> condition = condition();
    boolean hasValue = aggregate != Aggregate.COUNT;
    boolean hasPercent = type.equals("value_percentile");
    Set<String> others =
        hasPercent ? Set.of("field", "percentile") : hasValue ? Set.of("field") : Set.of();
    List<Integer> places = IntStream.range(0, rules.size()).boxed().toList();
    List<String> names = hasValue ? fields(condition, aggregate) : List.of();
    List<Expression> values = hasValue ? values(names) : List.of();
    boolean isOne = values.size() <= 1;
    Detection threshold =
        new Detection.Threshold(
            isOne ? selections(places) : selectionsWithValues(names),
            aggregate,
            values.isEmpty() ? null : values.get(0),
            hasPercent
                ? percent(condition)
                : type.equals("value_median") ? BigDecimal.valueOf(50) : BigDecimal.ZERO,
            bounds(condition, others),
            timespan(),
            1);
    List<Detection.Link> links = links(places, 0, names);
    return isOne ? chained(threshold, links) : new Detection.Chain(threshold, links);
  }

  /** What is aggregated of the rules, each once; of correlations alone what the names say. */
  private List<Expression> values(List<String> names) {
    Set<Expression> values = new LinkedHashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i) instanceof ReferredRule) {
        values.add(value(names, i));
      }
    }
    return values.isEmpty()
        ? List.of(combined(names.stream().map(CorrelationReader::field).toList()))
        : List.copyOf(values);
  }

  private Expression value(List<String> names, int rule) {
    return combined(names.stream().map(name -> field(name(name, rule))).toList());
  }

  private static Expression combined(List<Expression> fields) {
    return fields.size() == 1 ? fields.get(0) : new Expression.Tuple(fields);
  }

  /** One for each rule, in their order. */
  private List<Detection.Selection> selectionsWithValues(List<String> names) {
    List<Detection.Selection> selections = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i) instanceof ReferredRule rule) {
        selections.add(new Detection.Selection(rule.events(), keys(i), value(names, i)));
      }
    }
    return selections;
  }

  private Map<String, @Nullable Object> condition() {
    Map<String, @Nullable Object> condition = SigmaDocument.mapping(correlation, AT, "condition");
    if (condition == null) {
      throw Refused.wrong(CONDITION, "is missing; write a comparison such as 'gte: 10'");
    }
    return condition;
  }

  private static List<Bound> bounds(Map<String, @Nullable Object> condition, Set<String> others) {
    List<Bound> bounds = new ArrayList<>();
    condition.forEach(
        (key, value) -> {
          Comparison comparison = COMPARISONS.get(key);
          if (comparison != null) {
            if (!(value instanceof BigDecimal limit)) {
              throw Refused.wrong(
                  CONDITION + "." + key, "is %s; write a number", SigmaDocument.described(value));
            }
            bounds.add(new Bound(comparison, limit));
          } else if (!others.contains(key)) {
            throw Refused.wrong(CONDITION, "'%s' has no meaning here", key);
          }
        });
    if (bounds.isEmpty()) {
      throw Refused.wrong(CONDITION, "has no comparison; write one such as 'gte: 10'");
    }
    return bounds;
  }

  private static List<String> fields(Map<String, @Nullable Object> condition, Aggregate aggregate) {
    List<String> fields = SigmaDocument.texts(condition, CONDITION + ".", "field");
    if (fields.isEmpty()) {
      throw Refused.wrong(CONDITION + ".field", "is missing; write the field to look at");
    }
    if (fields.size() > 1 && aggregate != Aggregate.DISTINCT) {
      throw Refused.unsupported(
          CONDITION + ".field", "are several fields, of which no number is made");
    }
    if (fields.size() > MOST_KEYS) {
      throw Refused.unsupported(CONDITION + ".field", "are more than %d fields", MOST_KEYS);
    }
    return fields;
  }

  private static BigDecimal percent(Map<String, @Nullable Object> condition) {
    Object percent = condition.get("percentile");
    if (percent == null) {
      throw Refused.unsupported(
          CONDITION + ".percentile",
          "is missing, without which tools take the condition differently; write 95 for the"
              + " value that 95 of 100 do not exceed");
    }
    if (percent instanceof BigDecimal number
        && number.signum() > 0
        && number.compareTo(HUNDRED) <= 0) {
      return number;
    }
    throw Refused.wrong(CONDITION + ".percentile", "is no number above 0 and up to 100");
  }

  private Duration timespan() {
    String written = SigmaDocument.text(correlation, AT, "timespan");
    if (written == null) {
      throw Refused.wrong(AT + "timespan", "is missing; write one such as '10m'");
    }
    Matcher matcher = TIMESPAN.matcher(written);
    if (!matcher.matches()) {
      throw Refused.wrong(
          AT + "timespan", "'%s' is none; write one such as 30s, 10m, 2h or 1d", written);
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration timespan =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (timespan.compareTo(LONGEST_TIMESPAN) > 0) {
      throw Refused.unsupported(
          AT + "timespan", "'%s' is longer than %d days", written, LONGEST_TIMESPAN.toDays());
    }
    return timespan;
  }

  /** Where and by what a rule looks. */
  private record Place(@Nullable String collection, List<Key> keys) {}

  /**
   * What those of these that are rules select; those of one collection and the same fields are one
   * selection.
   */
  private List<Detection.Selection> selections(Collection<Integer> places) {
    Map<Place, List<Expression>> conditions = new LinkedHashMap<>();
    for (int i : places) {
      if (rules.get(i) instanceof ReferredRule rule) {
        conditions
            .computeIfAbsent(
                new Place(rule.events().collection(), keys(i)), any -> new ArrayList<>())
            .add(rule.events().condition());
      }
    }
    List<Detection.Selection> selections = new ArrayList<>();
    conditions.forEach(
        (place, any) ->
            selections.add(
                new Detection.Selection(
                    new EventSelector(
                        place.collection(), any.size() == 1 ? any.get(0) : new Expression.Or(any)),
                    place.keys())));
    return selections;
  }

  /**
   * What those of these that are correlations find.
   *
   * @param value the fields that are aggregated, if any
   */
  private List<Detection.Link> links(Collection<Integer> places, int kind, List<String> value) {
    List<Detection.Link> links = new ArrayList<>();
    for (int i : places) {
      if (rules.get(i) instanceof ReferredCorrelation referred) {
        links.add(
            new Detection.Link(
                references.get(i),
                referred.correlation().detection(),
                kind,
                groupBy().stream().map(name -> found(name, i)).toList(),
                value.stream().map(name -> found(name, i)).toList()));
      }
    }
    return links;
  }

  /** Of what that correlation finds: one of its keys, or of the event at which it finds it. */
  private Detection.FoundField found(String name, int rule) {
    List<String> keys = ((ReferredCorrelation) rules.get(rule)).correlation().groupBy();
    String written = name(name, rule);
    int place = keys.indexOf(written);
    return place < 0
        ? new Detection.FoundField.OfEvent(new Key(field(written), false))
        : new Detection.FoundField.OfKey(place);
  }

  private List<String> groupBy() {
    List<String> groupBy = SigmaDocument.texts(correlation, AT, "group-by");
    if (groupBy.size() > MOST_KEYS) {
      throw Refused.unsupported(AT + "group-by", "are more than %d fields", MOST_KEYS);
    }
    return groupBy;
  }

  private List<Key> keys(int rule) {
    return groupBy().stream().map(name -> new Key(field(name(name, rule)), false)).toList();
  }

  private String name(String name, int rule) {
    Map<String, @Nullable Object> alias = SigmaDocument.mapping(aliases, AT + "aliases.", name);
    if (alias == null) {
      return name;
    }
    String at = AT + "aliases." + name + ".";
    for (String reference : rules.get(rule).names()) {
      String field = SigmaDocument.text(alias, at, reference);
      if (field != null) {
        return field;
      }
    }
    throw Refused.wrong(at + references.get(rule), "is missing; write the field of that rule");
  }

  private static Expression field(String path) {
    return new Expression.Field(path, false);
  }
}
