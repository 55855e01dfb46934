package io.millrace.patterns.definition;

import io.millrace.config.ConfigNode;
import io.millrace.patterns.eql.Dialect;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Bound;
import io.millrace.patterns.model.Detection.Direction;
import io.millrace.patterns.model.Detection.Season;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Pattern.Severity;
import io.millrace.patterns.model.Pattern.Suppression;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the mapping of one definition into a {@link PatternDefinition} or a message. */
final class DefinitionReader {

  static final Duration LONGEST_WINDOW = Duration.ofDays(31);

  private static final Duration LONGEST_HISTORY = Duration.ofDays(366);
  private static final Duration LONGEST_LATENESS = Duration.ofDays(7);
  private static final Duration DEFAULT_LATENESS = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final int HIGHEST_VERSION = 1_000_000;
  private static final int LONGEST_TITLE = 256;
  private static final int LONGEST_DESCRIPTION = 65_535;
  private static final int MOST_TAGS = 64;
  private static final int LONGEST_TAG = 128;
  private static final int MOST_ALIASES = 64;
  private static final int MOST_ALERT_FIELDS = 64;
  private static final int MOST_INTERVALS = 10_000;

  /** As many as a window remembers. */
  private static final int MOST_LEAST_EVENTS = 1_000;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.99");
  private static final BigDecimal DEFAULT_LEAST_KM = BigDecimal.valueOf(50);

  private static final java.util.regex.Pattern NAME =
      java.util.regex.Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final java.util.regex.Pattern PATH =
      java.util.regex.Pattern.compile("(?=.{1,256}$)[^.\\s]+(\\.[^.\\s]+)*");

  /** What may be looked for, each under its key. */
  static final List<String> KINDS =
      List.of("query", "threshold", "new_terms", "spike", "geo_velocity", "heartbeat");

  private static final Map<String, Comparison> COMPARISONS = comparisons();

  private static final List<String> AGGREGATES_OF_SPIKES = List.of("count", "sum", "average");

  private final ConfigNode node;
  private final QueryTexts texts;

  DefinitionReader(ConfigNode node) {
    this.node = node;
    Dialect dialect =
        node.oneOf("dialect", List.of("eql", "endgame"), "eql").equals("eql")
            ? Dialect.ELASTIC
            : Dialect.ENDGAME;
    this.texts = new QueryTexts(dialect, aliases());
  }

  PatternDefinition read() {
    String id = id();
    int version = node.integer("version", 1, 1, HIGHEST_VERSION);
    String title = text("title", id, LONGEST_TITLE);
    String description = text("description", "", LONGEST_DESCRIPTION);
    Severity severity = oneOf(node, "severity", Severity.values(), Severity.MEDIUM);
    List<String> tags = tags();
    boolean enabled = node.bool("enabled", true);
    Detection detection = detection();
    Duration lateness =
        duration(node, "lateness", DEFAULT_LATENESS, Duration.ZERO, LONGEST_LATENESS);
    Suppression suppression = suppression();
    Map<String, Expression> alertFields = alertFields();
    List<PatternTest> tests = PatternTestReader.read(node);
    node.rejectUnknownKeys();
    Pattern pattern =
        new Pattern(
            id,
            version,
            title,
            description,
            severity,
            tags,
            enabled,
            detection,
            lateness,
            suppression,
            alertFields);
    return new PatternDefinition(node.file(), pattern, tests);
  }

  private String id() {
    String id = node.optionalText("id");
    if (id == null || !Pattern.isId(id)) {
      throw node.error(
          "id", (id == null ? "is missing" : "found '" + id + "'") + "; " + Pattern.ID_SPELLING);
    }
    return id;
  }

  private String text(String key, String fallback, int longest) {
    String text = node.text(key, fallback);
    if (text.length() > longest) {
      throw node.error(key, "has " + text.length() + " characters; write at most " + longest);
    }
    return text;
  }

  private List<String> tags() {
    List<String> tags = node.texts("tags");
    boolean tooLong = tags.stream().anyMatch(tag -> tag.isBlank() || tag.length() > LONGEST_TAG);
    if (tags.size() > MOST_TAGS || tooLong) {
      throw node.error(
          "tags", "write at most " + MOST_TAGS + ", each of 1 to " + LONGEST_TAG + " characters");
    }
    return tags;
  }

  private Aliases aliases() {
    Map<String, String> aliases = node.map("aliases");
    if (aliases.size() > MOST_ALIASES) {
      throw node.error("aliases", "has more than " + MOST_ALIASES + " names; write fewer");
    }
    aliases.forEach(
        (name, path) -> {
          if (!NAME.matcher(name).matches()) {
            throw node.error(
                "aliases." + name,
                "is no name; write up to 64 letters, digits and _, the first no digit");
          }
          if (!PATH.matcher(path).matches()) {
            throw node.error(
                "aliases." + name,
                "found '" + path + "'; write the path of a field, such as 'client.address'");
          }
        });
    return new Aliases(aliases);
  }

  private Detection detection() {
    List<String> kinds = KINDS.stream().filter(node::has).toList();
    if (kinds.isEmpty()) {
      throw node.error(
          "query", "is missing; write it, or one of " + String.join(", ", KINDS.subList(1, 6)));
    }
    if (kinds.size() > 1) {
      throw node.error(
          kinds.get(1), "is there beside " + kinds.get(0) + "; write one file for each");
    }
    String kind = kinds.get(0);
    return switch (kind) {
      case "query" -> new Detection.Eql(texts.query(node, kind));
      case "threshold" -> threshold(node.child(kind));
      case "new_terms" -> newTerms(node.child(kind));
      case "spike" -> spike(node.child(kind));
      case "geo_velocity" -> geoVelocity(node.child(kind));
      default -> heartbeat(node.child(kind));
    };
  }

  private Detection threshold(ConfigNode threshold) {
    Aggregate aggregate = oneOf(threshold, "aggregate", Aggregate.values(), Aggregate.COUNT);
    return new Detection.Threshold(
        texts.events(threshold),
        texts.keys(threshold, "group_by"),
        aggregate,
        value(threshold, aggregate),
        percent(threshold, aggregate),
        bounds(threshold),
        window(threshold),
        leastEvents(threshold, aggregate));
  }

  private static int leastEvents(ConfigNode threshold, Aggregate aggregate) {
    if (aggregate == Aggregate.COUNT || aggregate == Aggregate.DISTINCT) {
      if (threshold.has("least_events")) {
        throw threshold.error(
            "least_events",
            "has no meaning with " + aggregate.name().toLowerCase(Locale.ROOT) + "; leave it out");
      }
      return 1;
    }
    return threshold.integer("least_events", 1, 1, MOST_LEAST_EVENTS);
  }

  private @Nullable Expression value(ConfigNode kind, Aggregate aggregate) {
    if (aggregate != Aggregate.COUNT) {
      return texts.requiredValue(kind, "of");
    }
    if (kind.has("of")) {
      throw kind.error("of", "has no meaning with aggregate count; leave it out");
    }
    return null;
  }

  private static BigDecimal percent(ConfigNode threshold, Aggregate aggregate) {
    BigDecimal percent = threshold.optionalDecimal("percent");
    if (aggregate != Aggregate.PERCENTILE) {
      if (percent != null) {
        throw threshold.error("percent", "belongs to aggregate percentile; leave it out");
      }
      return BigDecimal.ZERO;
    }
    if (percent == null || percent.signum() <= 0 || percent.compareTo(HUNDRED) > 0) {
      throw threshold.error(
          "percent",
          (percent == null ? "is missing" : "found the number " + percent)
              + "; write a number above 0 and up to 100");
    }
    return percent;
  }

  private static List<Bound> bounds(ConfigNode threshold) {
    List<Bound> bounds = new ArrayList<>();
    COMPARISONS.forEach(
        (key, comparison) -> {
          BigDecimal limit = threshold.optionalDecimal(key);
          if (limit != null) {
            bounds.add(new Bound(comparison, limit));
          }
        });
    if (bounds.isEmpty()) {
      throw threshold.error(
          "gte", "is missing; write one or several of " + String.join(", ", COMPARISONS.keySet()));
    }
    return bounds;
  }

  private Detection newTerms(ConfigNode newTerms) {
    List<Expression> terms = texts.values(newTerms, "terms");
    if (terms.isEmpty()) {
      throw newTerms.error("terms", "is missing; write the fields whose values are to be new");
    }
    Duration history = duration(newTerms, "history", null, SHORTEST, LONGEST_HISTORY);
    return new Detection.NewTerms(
        texts.events(newTerms),
        texts.keys(newTerms, "group_by"),
        terms,
        history,
        duration(newTerms, "learn", Duration.ZERO, Duration.ZERO, history));
  }

  private Detection spike(ConfigNode spike) {
    String word = spike.oneOf("aggregate", AGGREGATES_OF_SPIKES, "count");
    Aggregate aggregate = Aggregate.valueOf(word.toUpperCase(Locale.ROOT));
    Season season = oneOf(spike, "season", Season.values(), Season.NONE);
    Duration interval = duration(spike, "interval", null, Duration.ofSeconds(1), LONGEST_WINDOW);
    long seasonDays = season == Season.DAY ? 1 : 7;
    if (season != Season.NONE
        && Duration.ofDays(seasonDays).toMillis() % interval.toMillis() != 0) {
      throw spike.error(
          "interval", "does not divide the season of " + seasonDays + " d; write one that does");
    }
    int history = spike.integer("history", 60, 2, MOST_INTERVALS);
    int warmUp = spike.integer("warm_up", Math.min(10, history), 2, history);
    return new Detection.Spike(
        texts.events(spike),
        texts.keys(spike, "group_by"),
        aggregate,
        value(spike, aggregate),
        interval,
        season,
        history,
        warmUp,
        confidence(spike),
        oneOf(spike, "direction", Direction.values(), Direction.UP),
        least(spike));
  }

  private static double least(ConfigNode spike) {
    BigDecimal least = spike.optionalDecimal("least");
    return least == null ? Double.NEGATIVE_INFINITY : least.doubleValue();
  }

  private static double confidence(ConfigNode spike) {
    BigDecimal confidence = spike.optionalDecimal("confidence");
    double value = (confidence == null ? DEFAULT_CONFIDENCE : confidence).doubleValue();
    if (value > 0 && value < 1) {
      return value;
    }
    throw spike.error(
        "confidence", "found the number " + confidence + "; write a number above 0 and below 1");
  }

  private Detection geoVelocity(ConfigNode velocity) {
    return new Detection.GeoVelocity(
        texts.events(velocity),
        texts.keys(velocity, "group_by"),
        texts.requiredValue(velocity, "latitude"),
        texts.requiredValue(velocity, "longitude"),
        positive(velocity, "faster_than_km_per_hour", null),
        positive(velocity, "least_km", DEFAULT_LEAST_KM),
        window(velocity));
  }

  private static double positive(ConfigNode node, String key, @Nullable BigDecimal fallback) {
    BigDecimal written = node.optionalDecimal(key);
    BigDecimal number = written == null ? fallback : written;
    if (number == null || number.signum() <= 0 || !Double.isFinite(number.doubleValue())) {
      throw node.error(
          key,
          (number == null ? "is missing" : "found the number " + number)
              + "; write a number above 0");
    }
    return number.doubleValue();
  }

  private Detection heartbeat(ConfigNode heartbeat) {
    return new Detection.Heartbeat(
        texts.events(heartbeat),
        texts.keys(heartbeat, "group_by"),
        duration(heartbeat, "within", null, SHORTEST, LONGEST_WINDOW));
  }

  private static Duration window(ConfigNode kind) {
    return duration(kind, "window", null, SHORTEST, LONGEST_WINDOW);
  }

  private @Nullable Suppression suppression() {
    ConfigNode suppress = node.optionalChild("suppress");
    return suppress == null
        ? null
        : new Suppression(
            texts.keys(suppress, "by"), duration(suppress, "for", null, SHORTEST, LONGEST_WINDOW));
  }

  private Map<String, Expression> alertFields() {
    ConfigNode alert = node.optionalChild("alert");
    Map<String, Expression> fields = new LinkedHashMap<>();
    if (alert != null) {
      ConfigNode written = alert.childOrEmpty("fields");
      if (written.keys().size() > MOST_ALERT_FIELDS) {
        throw alert.error("fields", "has more than " + MOST_ALERT_FIELDS + "; write fewer");
      }
      for (String name : written.keys()) {
        fields.put(name, texts.requiredValue(written, name));
      }
    }
    return fields;
  }

  private static Duration duration(
      ConfigNode node, String key, @Nullable Duration fallback, Duration least, Duration most) {
    Duration written = node.optionalDuration(key);
    Duration duration = written == null ? fallback : written;
    if (duration == null) {
      throw node.error(key, "is missing; write a length of time such as '10 min'");
    }
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw node.error(
          key, "is not from " + spelled(least) + " to " + spelled(most) + "; write one in between");
    }
    return duration;
  }

  private static String spelled(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d";
    }
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private static <E extends Enum<E>> E oneOf(ConfigNode node, String key, E[] values, E fallback) {
    List<String> words = Arrays.stream(values).map(DefinitionReader::word).toList();
    return values[words.indexOf(node.oneOf(key, words, word(fallback)))];
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Comparison> comparisons() {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    comparisons.put("gt", Comparison.GREATER);
    comparisons.put("gte", Comparison.GREATER_OR_EQUAL);
    comparisons.put("lt", Comparison.LESS);
    comparisons.put("lte", Comparison.LESS_OR_EQUAL);
    comparisons.put("eq", Comparison.EQUAL);
    comparisons.put("neq", Comparison.NOT_EQUAL);
    return comparisons;
  }
}
