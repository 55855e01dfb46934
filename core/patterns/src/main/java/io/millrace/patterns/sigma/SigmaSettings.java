package io.millrace.patterns.sigma;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment adds to the rules of others.
 *
 * @param placeholders values by the name between the percent signs
 * @param lateness of every rule
 */
public record SigmaSettings(
    List<LogSource> logSources, Map<String, List<String>> placeholders, Duration lateness) {

  public static final Duration DEFAULT_LATENESS = Duration.ofMinutes(1);

  /** No mapping, no values. */
  public static final SigmaSettings NONE = new SigmaSettings(List.of(), Map.of(), DEFAULT_LATENESS);

  public SigmaSettings {
    logSources = List.copyOf(logSources);
    placeholders = Map.copyOf(placeholders);
  }

  /**
   * In which collection the events of a log source are. An attribute that is null is any.
   *
   * @param collection where the rules that name such a source look
   */
  public record LogSource(
      @Nullable String product,
      @Nullable String category,
      @Nullable String service,
      String collection) {

    private boolean covers(LogSourceOfRule rule) {
      return new LogSourceOfRule(product, category, service).covers(rule);
    }

    private Map<String, Object> tree() {
      Map<String, Object> tree = new LinkedHashMap<>();
      put("product", product, tree);
      put("category", category, tree);
      put("service", service, tree);
      put("collection", collection, tree);
      return tree;
    }

    private static void put(String key, @Nullable String text, Map<String, Object> tree) {
      if (text != null) {
        tree.put(key, ConfigFile.escape(text));
      }
    }

    private int attributes() {
      return (product == null ? 0 : 1) + (category == null ? 0 : 1) + (service == null ? 0 : 1);
    }
  }

  /** What a rule or a filter says of its source. */
  record LogSourceOfRule(
      @Nullable String product, @Nullable String category, @Nullable String service) {

    /** Whether the other one is this one or part of it. */
    boolean covers(LogSourceOfRule other) {
      return covers(product, other.product)
          && covers(category, other.category)
          && covers(service, other.service);
    }

    private static boolean covers(@Nullable String wanted, @Nullable String written) {
      return wanted == null || wanted.equalsIgnoreCase(written);
    }
  }

  /** Reads the mapping {@code sigma} of a configuration, but for where the rules are. */
  public static SigmaSettings of(ConfigNode node) {
    List<LogSource> logSources = new ArrayList<>();
    for (ConfigNode one : node.children("logsources")) {
      LogSource source =
          new LogSource(
              one.optionalText("product"),
              one.optionalText("category"),
              one.optionalText("service"),
              one.requiredText("collection"));
      if (source.attributes() == 0) {
        throw one.error("names no source; write product, category or service beside collection");
      }
      logSources.add(source);
    }
    Map<String, List<String>> placeholders = new LinkedHashMap<>();
    ConfigNode values = node.childOrEmpty("placeholders");
    for (String name : values.keys()) {
      placeholders.put(name, placeholder(values, name));
    }
    Duration lateness = node.duration("lateness", DEFAULT_LATENESS);
    node.ignore("rules");
    node.rejectUnknownKeys();
    return new SigmaSettings(logSources, placeholders, lateness);
  }

  private static List<String> placeholder(ConfigNode values, String name) throws ConfigException {
    List<String> texts = values.texts(name);
    if (texts.isEmpty()) {
      throw values.error(name, "has no values; write a list of texts, or leave it out");
    }
    return List.copyOf(texts);
  }

  /** The mapping that {@link #of} reads. */
  Map<String, Object> tree() {
    Map<String, Object> values = new LinkedHashMap<>();
    new TreeMap<>(placeholders)
        .forEach(
            (name, texts) -> values.put(name, texts.stream().map(ConfigFile::escape).toList()));
    return Map.of(
        "logsources",
        logSources.stream().map(LogSource::tree).toList(),
        "placeholders",
        values,
        "lateness",
        lateness.toString());
  }

  /** What of it matters to rules of these sources that name these placeholders. */
  SigmaSettings narrowedTo(Collection<LogSourceOfRule> sources, Set<String> names) {
    Set<LogSource> used = new HashSet<>();
    sources.stream().map(this::mapping).filter(Objects::nonNull).forEach(used::add);
    Map<String, List<String>> values = new HashMap<>(placeholders);
    values.keySet().retainAll(names);
    return new SigmaSettings(logSources.stream().filter(used::contains).toList(), values, lateness);
  }

  /** Null if no mapping covers the rule. */
  @Nullable String collection(LogSourceOfRule rule) {
    LogSource mapping = mapping(rule);
    return mapping == null ? null : mapping.collection();
  }

  /** The one with most attributes, the first of several. */
  private @Nullable LogSource mapping(LogSourceOfRule rule) {
    LogSource best = null;
    for (LogSource source : logSources) {
      if (source.covers(rule) && (best == null || source.attributes() > best.attributes())) {
        best = source;
      }
    }
    return best;
  }
}
