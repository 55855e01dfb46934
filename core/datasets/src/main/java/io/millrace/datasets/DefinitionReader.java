package io.millrace.datasets;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigNode;
import io.millrace.config.Suggestion;
import io.millrace.datasets.Filter.Operator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the mapping of one definition into a {@link DatasetDefinition} or a message. */
final class DefinitionReader {

  private static final int DEFAULT_SHARDS = 16;
  private static final Duration DEFAULT_LATENESS = Duration.ofDays(1);

  /** A version is worth 10^12 µs of write timestamp, of which a long holds nine million. */
  private static final int HIGHEST_VERSION = 1_000_000;

  /** Cassandra takes no longer TTL than 20 years of 365 days. */
  private static final Duration LONGEST_RETENTION = Duration.ofDays(7_300);

  private static final String MULTI_ANALYSIS = "multi_analysis";

  private static final Pattern COLLECTION = Pattern.compile("(?![._])[A-Za-z0-9._-]{1,64}(?<!\\.)");

  private static final Set<String> LATER_ANALYSES =
      Set.of(
          "count_unique",
          "median",
          "percentile",
          "select_unique",
          "standard_deviation",
          "funnel",
          "extraction");

  private static final Set<String> LATER_OPERATORS = Set.of("within", "regex", "or");

  private static final Set<String> LATER_INTERVALS = Set.of("weekly", "monthly", "yearly");

  private final ConfigNode node;
  private final ConfigNode query;

  DefinitionReader(ConfigNode node) {
    this.node = node;
    this.query = node.child("query");
  }

  DatasetDefinition read() {
    String name = node.requiredText("dataset_name");
    String displayName = node.text("display_name", name);
    int version = node.integer("version", 1, 1, HIGHEST_VERSION);
    List<Analysis> analyses = analyses();
    String collection = collection();
    List<Filter> filters = query.children("filters").stream().map(this::filter).toList();
    List<Grain> grains = grains();
    Map<String, String> types = types();
    List<KeyColumn> indexBy = columns(node, "index_by", types);
    List<KeyColumn> groupBy = columns(query, "group_by", types);
    int shards =
        node.integer(
            "shards", indexBy.isEmpty() && !groupBy.isEmpty() ? DEFAULT_SHARDS : 1, 1, 1024);
    Duration retention = retention();
    Duration lateness = node.duration("lateness", DEFAULT_LATENESS);
    timezone();
    query.ignore("project_id", "timeframe");
    node.ignore("last_scheduled_date", "latest_subtimeframe_available", "milliseconds_behind");
    node.rejectUnknownKeys();

    checkName(name, grains);
    checkTypes(types, indexBy, groupBy);
    checkColumns(indexBy, groupBy, analyses);
    return new DatasetDefinition(
        name,
        displayName,
        version,
        collection,
        filters,
        grains,
        indexBy,
        groupBy,
        analyses,
        shards,
        retention,
        lateness);
  }

  private List<Analysis> analyses() {
    List<String> words = new ArrayList<>(AnalysisType.words());
    words.add(MULTI_ANALYSIS);
    String type = analysisType(query, words);
    if (!type.equals(MULTI_ANALYSIS)) {
      if (query.has("analyses")) {
        throw query.error(
            "analyses", "belongs to analysis_type multi_analysis; write that, or leave it out");
      }
      return List.of(analysis(query, type, type));
    }
    if (query.has("target_property")) {
      throw query.error(
          "target_property", "has no meaning beside analyses; write it in each of them");
    }
    noPercentile(query);
    List<Analysis> analyses = new ArrayList<>();
    query
        .namedChildren("analyses")
        .forEach(
            (label, one) ->
                analyses.add(analysis(one, label, analysisType(one, AnalysisType.words()))));
    if (analyses.isEmpty()) {
      throw query.error(
          "analyses", "is missing; write 'label: {analysis_type: …, target_property: …}'");
    }
    return analyses;
  }

  private static String analysisType(ConfigNode node, List<String> words) {
    String type = node.optionalText("analysis_type");
    if (type != null && LATER_ANALYSES.contains(type)) {
      throw later(node, "analysis_type", type, words);
    }
    return node.oneOf("analysis_type", words);
  }

  private static Analysis analysis(ConfigNode node, String label, String word) {
    noPercentile(node);
    AnalysisType type = AnalysisType.of(word);
    String target = node.optionalText("target_property");
    if (type == AnalysisType.COUNT) {
      if (target != null) {
        throw node.error(
            "target_property",
            "a count is of events; leave it out, and add a filter with operator exists to count"
                + " only events that have '"
                + target
                + "'");
      }
      return new Analysis(label, type, null);
    }
    return new Analysis(label, type, path(node, "target_property", target));
  }

  private static void noPercentile(ConfigNode node) {
    if (node.raw("percentile") != null) {
      throw node.error("percentile", "only analysis_type percentile has it; leave it out");
    }
  }

  private String collection() {
    String collection = query.requiredText("event_collection");
    if (!COLLECTION.matcher(collection).matches()) {
      throw query.error(
          "event_collection",
          "'"
              + collection
              + "' can name no collection; write 1 to 64 of A-Z a-z 0-9 . _ - with no '_' or '.'"
              + " first and no '.' last");
    }
    return collection;
  }

  private Filter filter(ConfigNode filter) {
    String property = path(filter, "property_name", filter.optionalText("property_name"));
    String word = filter.optionalText("operator");
    if (word != null && LATER_OPERATORS.contains(word)) {
      throw later(filter, "operator", word, Operator.words());
    }
    Operator operator = Operator.of(filter.oneOf("operator", Operator.words()));
    Object value = filter.raw("property_value");
    if (value == null) {
      throw filter.error(
          "property_value",
          "is missing or null; write a value, or operator exists with property_value false to"
              + " find events without the property");
    }
    boolean fits =
        switch (operator) {
          case EQ, NE -> scalar(value);
          case LT, GT -> value instanceof String || value instanceof BigDecimal;
          case LTE, GTE -> value instanceof BigDecimal;
          case EXISTS -> value instanceof Boolean;
          case IN ->
              value instanceof List<?> list
                  && !list.isEmpty()
                  && list.stream().allMatch(DefinitionReader::scalar);
          case CONTAINS, NOT_CONTAINS -> scalar(value);
        };
    if (!fits) {
      throw filter.error(
          "property_value",
          "does not fit operator "
              + operator.word()
              + "; write "
              + switch (operator) {
                case LT, GT -> "a text or a number";
                case LTE, GTE -> "a number";
                case EXISTS -> "true or false";
                case IN -> "a list of texts, numbers or booleans";
                default -> "a text, a number or a boolean";
              });
    }
    return new Filter(
        property, operator, value instanceof List<?> list ? List.copyOf(list) : value);
  }

  private static boolean scalar(@Nullable Object value) {
    return value instanceof String || value instanceof BigDecimal || value instanceof Boolean;
  }

  private List<Grain> grains() {
    List<String> words = query.texts("intervals");
    if (query.has("interval")) {
      if (!words.isEmpty()) {
        throw query.error("intervals", "is there beside interval; write only one of the two");
      }
      words = List.of(query.requiredText("interval"));
    }
    if (words.isEmpty()) {
      throw query.error(
          "interval",
          "is missing; write one of "
              + String.join(", ", Grain.words())
              + ", or several as"
              + " intervals: ["
              + String.join(", ", Grain.words())
              + "]");
    }
    String key = query.has("interval") ? "interval" : "intervals";
    Set<Grain> grains = new TreeSet<>();
    for (String word : words) {
      if (LATER_INTERVALS.contains(word) || word.startsWith("every_")) {
        throw later(query, key, word, Grain.words());
      }
      if (!Grain.words().contains(word)) {
        throw query.error(
            key,
            "unknown value '"
                + word
                + "'"
                + Suggestion.hint(word, Grain.words())
                + " write one of "
                + String.join(", ", Grain.words()));
      }
      if (!grains.add(Grain.of(word))) {
        throw query.error(key, "'" + word + "' is there twice; write it once");
      }
    }
    return List.copyOf(grains);
  }

  private void timezone() {
    Object timezone = query.raw("timezone");
    if (timezone != null && !timezone.equals("UTC")) {
      throw query.error(
          "timezone",
          "intervals of other zones than UTC come in a later version; write UTC, or leave it out");
    }
  }

  private Map<String, String> types() {
    Map<String, String> types = node.map("types");
    ConfigNode written = node.childOrEmpty("types");
    types.keySet().forEach(property -> written.oneOf(property, ColumnType.words()));
    return types;
  }

  private static List<KeyColumn> columns(ConfigNode node, String key, Map<String, String> types) {
    return node.texts(key).stream()
        .map(property -> path(node, key, property))
        .map(
            property ->
                new KeyColumn(property, ColumnType.of(types.getOrDefault(property, "text"))))
        .toList();
  }

  private @Nullable Duration retention() {
    Duration retention = node.optionalDuration("retention");
    if (retention != null && (retention.isZero() || retention.compareTo(LONGEST_RETENTION) > 0)) {
      throw node.error(
          "retention",
          "can be neither 0 nor longer than "
              + LONGEST_RETENTION.toDays()
              + " d; leave it out to keep rows for good");
    }
    return retention;
  }

  private void checkName(String name, List<Grain> grains) {
    if (name.isBlank()) {
      throw node.error("dataset_name", "is empty; write a name");
    }
    for (Grain grain : grains) {
      String table = Names.table(name, grain);
      if (table.length() > Names.LONGEST_TABLE) {
        throw node.error(
            "dataset_name",
            "its table '"
                + table
                + "' has "
                + table.length()
                + " characters and Cassandra allows "
                + Names.LONGEST_TABLE
                + "; write a shorter name");
      }
    }
  }

  private void checkTypes(
      Map<String, String> types, List<KeyColumn> indexBy, List<KeyColumn> groupBy) {
    List<String> properties = new ArrayList<>();
    indexBy.forEach(column -> properties.add(column.property()));
    groupBy.forEach(column -> properties.add(column.property()));
    for (String property : types.keySet()) {
      if (!properties.contains(property)) {
        throw node.error(
            "types",
            "'"
                + property
                + "' is neither in index_by nor in group_by"
                + Suggestion.hint(property, properties)
                + " types are of those properties only");
      }
    }
  }

  /** Two columns that differ only in case would be one to whoever writes CQL without quotes. */
  private void checkColumns(
      List<KeyColumn> indexBy, List<KeyColumn> groupBy, List<Analysis> analyses) {
    Map<String, String> taken = new LinkedHashMap<>();
    for (KeyColumn column : indexBy) {
      take(taken, node, "index_by", column.property());
    }
    for (KeyColumn column : groupBy) {
      take(taken, query, "group_by", column.property());
    }
    boolean single = query.optionalChild("analyses") == null;
    for (Analysis analysis : analyses) {
      take(taken, query, single ? "analysis_type" : "analyses", analysis.label());
    }
  }

  private static void take(
      Map<String, String> taken, ConfigNode where, String key, String pathOrLabel) {
    String column = Names.column(pathOrLabel);
    if (column.isEmpty()) {
      throw where.error(key, "a label is empty; write a word");
    }
    if (DatasetDefinition.RESERVED_COLUMNS.contains(column.toLowerCase(Locale.ROOT))) {
      throw where.error(
          key,
          "'"
              + pathOrLabel
              + "' would become the column "
              + column
              + ", which every table has"
              + " already; "
              + remedy(key));
    }
    String other = taken.put(column.toLowerCase(Locale.ROOT), pathOrLabel);
    if (other != null) {
      throw where.error(
          key,
          "'"
              + pathOrLabel
              + "' and '"
              + other
              + "' would both become the column "
              + column
              + "; "
              + remedy(key));
    }
  }

  private static String remedy(String key) {
    return switch (key) {
      case "analysis_type" -> "write multi_analysis with a label of your own";
      case "analyses" -> "write another label";
      default -> "leave it out, or send the property under another name too";
    };
  }

  private static String path(ConfigNode node, String key, @Nullable String path) {
    if (path == null) {
      throw node.error(key, "is missing; write the path of a property, such as 'product.price'");
    }
    String problem = Names.problemOfPath(path);
    if (problem != null) {
      throw node.error(key, problem);
    }
    return path;
  }

  private static ConfigException later(
      ConfigNode node, String key, String word, List<String> known) {
    return node.error(
        key, "'" + word + "' comes in a later version; write one of " + String.join(", ", known));
  }
}
