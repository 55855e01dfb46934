package io.millrace.datasets;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigNode;
import io.millrace.config.Suggestion;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static final Set<String> LATER_ANALYSES = Set.of("funnel", "extraction");

  private static final int MEDIAN_BASIS_POINTS = 5_000;
  private static final String ANALYSIS =
      "write a mapping, such as {analysis_type: count}"
          + " or {analysis_type: sum, target_property: …}";
  private static final String PERCENTILES =
      "write a number above 0 and up to 100 with at most two decimals, such as 95 or 99.9";
  private static final int DEFAULT_LIMIT = 100;
  private static final int HIGHEST_LIMIT = 1_000;
  private static final int DEFAULT_K = 10;
  private static final int HIGHEST_K = 100;

  /** Java knows no offset further from UTC. */
  private static final int FURTHEST_OFFSET_SECONDS = 18 * 60 * 60;

  private static final String INTERVALS = String.join(", ", IntervalWord.candidates(""));

  private static final List<String> WEEK_STARTS =
      List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");

  private static final Set<String> KEYS_OF_COLUMNS = Set.of("index_by", "group_by");

  private final ConfigNode node;
  private final ConfigNode query;

  DefinitionReader(ConfigNode node) {
    this.node = node;
    this.query =
        node.child("query", "write a mapping with event_collection, analysis_type and interval");
  }

  DatasetDefinition read() {
    String name = required(node, "dataset_name", "write a name");
    String displayName = node.text("display_name", name);
    int version = node.integer("version", 1, 1, HIGHEST_VERSION);
    List<Analysis> analyses = analyses();
    String collection = collection();
    List<Filter> filters = query.children("filters").stream().map(FilterReader::read).toList();
    List<Grain> grains = grains();
    Map<String, String> types = types();
    List<KeyColumn> indexBy = columns(node, "index_by", types);
    List<KeyColumn> groupBy = columns(query, "group_by", types);
    int shards =
        node.integer(
            "shards", indexBy.isEmpty() && !groupBy.isEmpty() ? DEFAULT_SHARDS : 1, 1, 1024);
    Duration retention = retention();
    Duration lateness = node.duration("lateness", DEFAULT_LATENESS);
    boolean corrections = node.bool("corrections", false);
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
        lateness,
        corrections);
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
    for (String key : List.of("percentile", "limit", "k", "sketch")) {
      if (query.has(key)) {
        throw query.error(key, "has no meaning beside analyses; write it in one of them");
      }
    }
    List<Analysis> analyses = new ArrayList<>();
    query
        .namedChildren("analyses", ANALYSIS)
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
    AnalysisType type = AnalysisType.of(word);
    only(node, "percentile", type, AnalysisType.PERCENTILE);
    only(node, "limit", type, AnalysisType.SELECT_UNIQUE);
    only(node, "k", type, AnalysisType.TOP_K);
    only(
        node,
        "sketch",
        type,
        AnalysisType.COUNT_UNIQUE,
        AnalysisType.MEDIAN,
        AnalysisType.PERCENTILE);
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
    int parameter =
        switch (type) {
          case MEDIAN -> MEDIAN_BASIS_POINTS;
          case PERCENTILE -> basisPoints(node);
          case SELECT_UNIQUE -> node.integer("limit", DEFAULT_LIMIT, 1, HIGHEST_LIMIT);
          case TOP_K -> node.integer("k", DEFAULT_K, 1, HIGHEST_K);
          default -> 0;
        };
    return new Analysis(
        label, type, path(node, "target_property", target), parameter, node.bool("sketch", true));
  }

  private static void only(
      ConfigNode node, String key, AnalysisType type, AnalysisType... havingIt) {
    if (node.has(key) && !List.of(havingIt).contains(type)) {
      throw node.error(
          key,
          "only analysis_type "
              + Arrays.stream(havingIt).map(AnalysisType::word).collect(Collectors.joining(", "))
              + " has it; leave it out");
    }
  }

  private static int basisPoints(ConfigNode node) {
    BigDecimal percentile = node.optionalDecimal("percentile");
    if (percentile == null) {
      throw node.error("percentile", "is missing; " + PERCENTILES);
    }
    try {
      int basisPoints = percentile.movePointRight(2).intValueExact();
      if (basisPoints > 0 && basisPoints <= 10_000) {
        return basisPoints;
      }
    } catch (ArithmeticException tooLongOrTooFine) {
      // Falls through to the same message as a number out of range.
    }
    throw node.error("percentile", "found the number " + percentile + "; " + PERCENTILES);
  }

  private String collection() {
    String collection =
        required(query, "event_collection", "write the name of a collection, such as 'purchases'");
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

  private List<Grain> grains() {
    List<String> words = query.texts("intervals");
    if (query.has("interval")) {
      if (!words.isEmpty()) {
        throw query.error("intervals", "is there beside interval; write only one of the two");
      }
      if (query.raw("interval") instanceof List<?>) {
        throw query.error(
            "interval", "found a list; write it at the key intervals, or a single word here");
      }
      words = List.of(query.requiredText("interval"));
    }
    if (words.isEmpty()) {
      throw query.error(
          "interval",
          "is missing; write one of "
              + INTERVALS
              + "; several go into a list, such as intervals: [minutely, hourly, daily]");
    }
    String key = query.has("interval") ? "interval" : "intervals";
    ZoneId zone = timezone();
    DayOfWeek weekStart =
        DayOfWeek.valueOf(node.oneOf("week_start", WEEK_STARTS, "sunday").toUpperCase(Locale.ROOT));
    Set<Grain> grains = new TreeSet<>();
    for (String word : words) {
      IntervalWord parsed = IntervalWord.parse(word);
      if (parsed == null) {
        throw unknownInterval(key, word);
      }
      if (!grains.add(Grain.of(parsed.unit(), parsed.every(), zone, weekStart))) {
        throw query.error(
            key,
            word.equals(parsed.word())
                ? "'" + word + "' is there twice; write it once"
                : "'" + word + "' is " + parsed.word() + ", which is there too; write only one");
      }
    }
    if (node.has("week_start") && grains.stream().noneMatch(Grain::isOfWeeks)) {
      throw node.error(
          "week_start", "no interval is of weeks; leave it out, or add one, such as weekly");
    }
    return List.copyOf(grains);
  }

  private ConfigException unknownInterval(String key, String word) {
    IntervalUnit unit = IntervalWord.unitOfWrongNumber(word);
    if (unit != null) {
      return query.error(
          key,
          "'"
              + word
              + "' is no interval; write every_N_"
              + unit.plural()
              + " with a whole number N from 1 to "
              + unit.most()
              + ", such as every_5_"
              + unit.plural());
    }
    return query.error(
        key,
        "unknown value '"
            + word
            + "'"
            + Suggestion.hint(word, IntervalWord.candidates(word))
            + " write one of "
            + INTERVALS);
  }

  private ZoneId timezone() {
    Object timezone = query.raw("timezone");
    if (timezone == null) {
      return ZoneOffset.UTC;
    }
    if (timezone instanceof BigDecimal) {
      // Keen takes an offset in seconds too.
      int furthest = FURTHEST_OFFSET_SECONDS;
      return ZoneOffset.ofTotalSeconds(query.integer("timezone", 0, -furthest, furthest));
    }
    String name = query.requiredText("timezone");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw query.error(
          "timezone",
          "'"
              + name
              + "' is no time zone"
              + Suggestion.hint(name, new TreeSet<>(ZoneId.getAvailableZoneIds()))
              + " write a name such as Europe/Warsaw, an offset such as '+02:00', or UTC");
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
    if (pathOrLabel.equals(other) && KEYS_OF_COLUMNS.contains(key)) {
      throw where.error(
          key, "'" + pathOrLabel + "' is there twice, or in index_by too; write it once");
    }
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

  private static String required(ConfigNode node, String key, String remedy) {
    String text = node.optionalText(key);
    if (text == null) {
      throw node.error(key, "is missing; " + remedy);
    }
    return text;
  }

  /** The path, if it is there and can be one. */
  static String path(ConfigNode node, String key, @Nullable String path) {
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
