package io.millrace.patterns.sigma;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Pattern.Severity;
import io.millrace.patterns.model.Query;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of Sigma's files, as patterns, and those that are not taken, each with the reason.
 *
 * <p>A correlation may refer to rules of any of the files, and a filter may change them. Rules that
 * a correlation refers to are no patterns of their own unless it says {@code generate: true}.
 *
 * @param definitions in the order of the files
 */
public record SigmaRules(List<SigmaDefinition> definitions, List<SigmaRefusal> refusals) {

  public static final SigmaRules NONE = new SigmaRules(List.of(), List.of());

  private static final java.util.regex.Pattern DATE =
      java.util.regex.Pattern.compile("([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})");

  private static final java.util.regex.Pattern NOT_OF_AN_ID =
      java.util.regex.Pattern.compile("[^A-Za-z0-9._-]+");

  /** Leaves room in an id for a number. */
  private static final int LONGEST_NAME = 90;

  private static final Set<String> NO_MORE = Set.of("deprecated", "unsupported");

  public SigmaRules {
    definitions = List.copyOf(definitions);
    refusals = List.copyOf(refusals);
  }

  public List<Pattern> patterns() {
    return definitions.stream().map(SigmaDefinition::pattern).toList();
  }

  /**
   * Reads a file, or every *.yml and *.yaml of a directory and of those in it.
   *
   * @throws ConfigException if there is none
   */
  public static SigmaRules load(Path directoryOrFile, SigmaSettings settings) {
    return load(files(directoryOrFile), settings);
  }

  /** Reads these files, whose rules may refer to each other. */
  public static SigmaRules load(List<Path> files, SigmaSettings settings) {
    Reader reader = new Reader(settings);
    for (Path file : files) {
      reader.add(file, () -> ConfigFile.readDocuments(file));
    }
    return reader.read();
  }

  /** Reads a text as if it stood in {@code file}. */
  public static SigmaRules parse(Path file, String text, SigmaSettings settings) {
    Reader reader = new Reader(settings);
    reader.add(file, () -> ConfigFile.parseDocuments(file, text));
    return reader.read();
  }

  /** Takes documents that stood in {@code file}. */
  static SigmaRules of(
      Path file, List<Map<String, @Nullable Object>> documents, SigmaSettings settings) {
    Reader reader = new Reader(settings);
    reader.add(file, () -> documents);
    return reader.read();
  }

  private static List<Path> files(Path directoryOrFile) {
    if (Files.isRegularFile(directoryOrFile)) {
      return List.of(directoryOrFile);
    }
    try (Stream<Path> all = Files.walk(directoryOrFile)) {
      List<Path> files =
          all.filter(file -> file.toString().matches("(?i).*\\.ya?ml") && Files.isRegularFile(file))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new ConfigException(
            directoryOrFile + ": holds no rule; write rules and name the files *.yml or *.yaml");
      }
      return files;
    } catch (IOException unreadable) {
      throw new ConfigException(
          directoryOrFile + ": is not a readable directory; create it, or correct the path",
          unreadable);
    }
  }

  private interface Documents {
    List<Map<String, @Nullable Object>> read();
  }

  private static final class Reader {

    private final SigmaSettings settings;
    private final List<SigmaDocument> documents = new ArrayList<>();
    private final List<SigmaRefusal> refusals = new ArrayList<>();
    private final Map<String, List<SigmaDocument>> byName = new HashMap<>();
    private final List<RuleFilter> filters = new ArrayList<>();
    private final Map<SigmaDocument, EventSelector> rules = new LinkedHashMap<>();
    private final Map<SigmaDocument, CorrelationReader.Correlation> correlations = new HashMap<>();
    private final Set<SigmaDocument> refused = new HashSet<>();

    Reader(SigmaSettings settings) {
      this.settings = settings;
    }

    void add(Path file, Documents source) {
      List<SigmaDocument> added = new ArrayList<>();
      try {
        source.read().forEach(tree -> added.add(new SigmaDocument(file, added.size() + 1, tree)));
      } catch (ConfigException wrong) {
        refusals.add(
            new SigmaRefusal(
                file, "file", SigmaRefusal.Kind.WRONG, String.valueOf(wrong.getMessage())));
      }
      boolean old = added.stream().anyMatch(document -> document.tree().containsKey("action"));
      for (SigmaDocument document : added) {
        if (old) {
          refuse(
              document,
              Refused.unsupported("action", "files with parts for all rules are of Sigma 1"));
        }
        documents.add(document);
        if (!RuleFilter.isFilter(document)) {
          for (String name : document.names()) {
            byName.computeIfAbsent(name, any -> new ArrayList<>()).add(document);
          }
        }
      }
    }

    SigmaRules read() {
      for (SigmaDocument document : documents) {
        if (!refused.contains(document) && RuleFilter.isFilter(document)) {
          attempt(document, () -> filters.add(RuleFilter.read(document, settings)));
        }
      }
      for (SigmaDocument document : documents) {
        if (!refused.contains(document) && isRule(document)) {
          attempt(document, () -> rules.put(document, rule(document)));
        }
      }
      filters.forEach(this::refuseReferences);
      Map<SigmaDocument, Detection> detections = new LinkedHashMap<>();
      Set<SigmaDocument> parts = new HashSet<>();
      Set<SigmaDocument> generated = new HashSet<>();
      for (SigmaDocument document : documents) {
        if (!refused.contains(document) && isCorrelation(document)) {
          attempt(
              document,
              () -> {
                note(document, parts, generated);
                detections.put(document, correlation(document).detection());
              });
        }
      }
      rules.forEach(
          (document, events) ->
              detections.put(document, new Detection.Eql(new Query.Single(events))));
      parts.removeAll(generated);
      detections.keySet().removeAll(parts);
      return new SigmaRules(definitions(detections), refusals);
    }

    private List<SigmaDefinition> definitions(Map<SigmaDocument, Detection> detections) {
      List<SigmaDefinition> definitions = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (SigmaDocument document : documents) {
        Detection detection = detections.get(document);
        if (detection != null) {
          attempt(
              document,
              () -> {
                Pattern pattern = pattern(document, detection);
                if (!ids.add(pattern.id())) {
                  throw Refused.wrong("id", "'%s' is that of another rule too", pattern.id());
                }
                definitions.add(definition(document, pattern));
              });
        }
      }
      return definitions;
    }

    private SigmaDefinition definition(SigmaDocument document, Pattern pattern) {
      Set<SigmaDocument> read = new LinkedHashSet<>();
      addWithReferred(document, read);
      List<SigmaDocument> single = read.stream().filter(Reader::isRule).toList();
      // In their own order, so that the text means the very same.
      filters.stream()
          .filter(filter -> single.stream().anyMatch(filter::changes))
          .forEach(filter -> read.add(filter.document()));
      Set<String> placeholders = new HashSet<>();
      read.forEach(each -> Placeholders.names(each.tree(), placeholders));
      return new SigmaDefinition(
          document.file(),
          pattern,
          settings.narrowedTo(single.stream().map(RuleReader::source).toList(), placeholders),
          read.stream().map(SigmaDocument::tree).toList());
    }

    /** With what it refers to, and so on. */
    private void addWithReferred(SigmaDocument document, Set<SigmaDocument> read) {
      if (read.add(document)) {
        referred(document).forEach(each -> addWithReferred(each, read));
      }
    }

    private List<SigmaDocument> referred(SigmaDocument document) {
      if (!isCorrelation(document)) {
        return List.of();
      }
      try {
        return CorrelationReader.references(document.mapping("correlation")).stream()
            .flatMap(reference -> byName.getOrDefault(reference, List.of()).stream())
            .toList();
      } catch (Refused refusedItself) {
        return List.of();
      }
    }

    private CorrelationReader.Correlation correlation(SigmaDocument document) {
      CorrelationReader.Correlation known = correlations.get(document);
      if (known != null) {
        return known;
      }
      List<String> circle = new ArrayList<>();
      if (leadsTo(document, document, new HashSet<>(), circle)) {
        throw Refused.wrong(
            "correlation.rules",
            "lead back to the correlation itself: %s",
            String.join(", then ", circle));
      }
      CorrelationReader.Correlation correlation = CorrelationReader.read(document, this::referred);
      correlations.put(document, correlation);
      return correlation;
    }

    /**
     * Whether a document refers to the target, or one that it refers to does.
     *
     * @param way the references that lead there
     */
    private boolean leadsTo(
        SigmaDocument from, SigmaDocument target, Set<SigmaDocument> seen, List<String> way) {
      for (SigmaDocument next : referred(from)) {
        way.add(next.label());
        if (next.equals(target) || (seen.add(next) && leadsTo(next, target, seen, way))) {
          return true;
        }
        way.remove(way.size() - 1);
      }
      return false;
    }

    private void attempt(SigmaDocument document, Runnable reading) {
      try {
        reading.run();
      } catch (Refused refusal) {
        refuse(document, refusal);
      }
    }

    private void refuse(SigmaDocument document, Refused refusal) {
      refused.add(document);
      refusals.add(document.refusal(refusal));
    }

    private EventSelector rule(SigmaDocument document) {
      return RuleReader.read(
          document, filtersOf(document).stream().map(RuleFilter::condition).toList(), settings);
    }

    private List<RuleFilter> filtersOf(SigmaDocument rule) {
      return filters.stream().filter(filter -> filter.changes(rule)).toList();
    }

    /** Those that the filter does nothing to; it is for the others all the same. */
    private void refuseReferences(RuleFilter filter) {
      if (filter.isOfAny()) {
        return;
      }
      for (String reference : filter.references()) {
        List<SigmaDocument> named = byName.getOrDefault(reference, List.of());
        if (named.isEmpty()) {
          refuse(
              filter.document(),
              Refused.wrong(
                  RuleFilter.RULES, "'%s' is no id or name of a rule in these files", reference));
        }
        for (SigmaDocument document : named) {
          if (isCorrelation(document)) {
            refuse(
                filter.document(),
                Refused.unsupported(
                    RuleFilter.RULES,
                    "'%s' is a correlation, and filters are of single events; name its rules",
                    reference));
          } else if (rules.containsKey(document) && !filter.changes(document)) {
            refuse(
                filter.document(),
                Refused.wrong(
                    RuleFilter.RULES, "the logsource of '%s' is none of the filter's", reference));
          }
        }
      }
    }

    /** That the referred rules are parts of a correlation, even of one that is refused. */
    private void note(
        SigmaDocument correlation, Set<SigmaDocument> parts, Set<SigmaDocument> generated) {
      Map<String, @Nullable Object> written = correlation.mapping("correlation");
      Object generate =
          Objects.requireNonNullElse(
              written.containsKey("generate")
                  ? written.get("generate")
                  : correlation.tree().get("generate"),
              false);
      if (!(generate instanceof Boolean standAlone)) {
        throw Refused.wrong("correlation.generate", "is true or false");
      }
      for (String reference : CorrelationReader.references(written)) {
        List<SigmaDocument> named = byName.getOrDefault(reference, List.of());
        parts.addAll(named);
        if (standAlone) {
          generated.addAll(named);
        }
      }
    }

    private CorrelationReader.Referred referred(String reference) {
      String at = "correlation.rules";
      List<SigmaDocument> named = byName.getOrDefault(reference, List.of());
      if (named.isEmpty()) {
        throw Refused.wrong(at, "'%s' is no id or name of a rule in these files", reference);
      }
      if (named.size() > 1) {
        throw Refused.wrong(at, "'%s' is the id or name of several rules", reference);
      }
      SigmaDocument document = named.get(0);
      if (isCorrelation(document)) {
        return new CorrelationReader.ReferredCorrelation(
            document.names(), referredCorrelation(document, at, reference));
      }
      EventSelector events = rules.get(document);
      if (events == null) {
        throw notTaken(at, reference);
      }
      return new CorrelationReader.ReferredRule(document.names(), events);
    }

    private CorrelationReader.Correlation referredCorrelation(
        SigmaDocument document, String at, String reference) {
      if (refused.contains(document)) {
        throw notTaken(at, reference);
      }
      try {
        return correlation(document);
      } catch (Refused refusedItself) {
        throw notTaken(at, reference);
      }
    }

    private static Refused notTaken(String at, String reference) {
      return Refused.unsupported(at, "the rule '%s' is not taken itself", reference);
    }

    private static boolean isCorrelation(SigmaDocument document) {
      return !RuleFilter.isFilter(document) && document.tree().containsKey("correlation");
    }

    private static boolean isRule(SigmaDocument document) {
      return !RuleFilter.isFilter(document) && !isCorrelation(document);
    }

    private Pattern pattern(SigmaDocument document, Detection detection) {
      String title = document.text("title");
      if (title == null) {
        throw Refused.wrong("title", "is missing; write what the rule finds");
      }
      String description = document.text("description");
      Map<String, Expression> fields = new LinkedHashMap<>();
      SigmaDocument.texts(document.tree(), "", "fields")
          .forEach(field -> fields.put(field, new Expression.Field(field, false)));
      String status = document.text("status");
      return new Pattern(
          id(document),
          version(document),
          title,
          description == null ? "" : description,
          severity(document),
          SigmaDocument.texts(document.tree(), "", "tags"),
          status == null || !NO_MORE.contains(status),
          detection,
          settings.lateness(),
          null,
          fields);
    }

    private static String id(SigmaDocument document) {
      String id = named(document);
      if (!Pattern.isId(id)) {
        throw Refused.wrong("id", "would be '%s'; %s", id, Pattern.ID_SPELLING);
      }
      return id;
    }

    private static String named(SigmaDocument document) {
      String id = document.text("id");
      if (id != null && !id.isBlank()) {
        return id;
      }
      String name = document.text("name");
      if (name != null && !asId(name).isEmpty()) {
        return asId(name);
      }
      String file = String.valueOf(document.file().getFileName());
      String stem = asId(file.replaceFirst("\\.[A-Za-z]+$", ""));
      return document.number() == 1 ? stem : stem + "-" + document.number();
    }

    /** What a name has in common with an id: nobody refers to a rule by this. */
    private static String asId(String name) {
      String id = NOT_OF_AN_ID.matcher(name).replaceAll("-").replaceAll("^[-._]+|-+$", "");
      return id.substring(0, Math.min(id.length(), LONGEST_NAME));
    }

    /** A number of its own, or the day of the last change: 20240808. */
    private static int version(SigmaDocument document) {
      if (document.tree().get("version") instanceof BigDecimal number) {
        try {
          int version = number.intValueExact();
          if (version > 0) {
            return version;
          }
        } catch (ArithmeticException fractionOrTooLong) {
          // Sigma knows no version; what another tool keeps there is not ours.
        }
      }
      for (String key : List.of("modified", "date")) {
        if (document.tree().get(key) instanceof String text) {
          java.util.regex.Matcher date = DATE.matcher(text);
          if (date.matches()) {
            return Integer.parseInt(date.group(1) + date.group(2) + date.group(3));
          }
        }
      }
      return 1;
    }

    private static Severity severity(SigmaDocument document) {
      String level = document.text("level");
      if (level == null) {
        return Severity.MEDIUM;
      }
      for (Severity severity : Severity.values()) {
        if (severity.name().toLowerCase(Locale.ROOT).equals(level)) {
          return severity;
        }
      }
      throw Refused.wrong(
          "level", "'%s' is none of informational, low, medium, high, critical", level);
    }
  }
}
