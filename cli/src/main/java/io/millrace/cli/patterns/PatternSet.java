package io.millrace.cli.patterns;

import static java.util.function.Predicate.not;

import io.millrace.cli.CommandFailure;
import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaDefinition;
import io.millrace.patterns.sigma.SigmaRules;
import io.millrace.patterns.sigma.SigmaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of files and directories, our own and Sigma's; one that is wrong does not keep the
 * others away.
 *
 * @param files how many were read
 * @param own in the order of their files
 * @param sigma those that Sigma's files hold
 * @param refused a line each, with the file and the reason
 */
public record PatternSet(
    int files, List<PatternDefinition> own, List<SigmaDefinition> sigma, List<String> refused) {

  private static final Set<String> OWN_KEYS =
      Set.of("query", "threshold", "new_terms", "spike", "geo_velocity", "heartbeat");
  private static final Set<String> SIGMA_KEYS =
      Set.of("detection", "correlation", "logsource", "filter", "action");

  public PatternSet {
    own = List.copyOf(own);
    sigma = List.copyOf(sigma);
    refused = List.copyOf(refused);
  }

  /** Reads files, and of directories every *.yaml, *.yml and *.json in them at any depth. */
  public static PatternSet load(List<Path> filesAndDirectories, SigmaSettings settings) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path each : filesAndDirectories) {
      files.addAll(files(each));
    }
    Reader reader = new Reader();
    files.stream().filter(not(PatternSet::isSigma)).forEach(reader::addOwn);
    reader.addSigma(SigmaRules.load(files.stream().filter(PatternSet::isSigma).toList(), settings));
    return new PatternSet(files.size(), reader.own, reader.sigma, reader.refused);
  }

  /** All of them; fails if any is refused. */
  public List<Pattern> patterns() {
    if (!refused.isEmpty()) {
      throw new CommandFailure(
          refused.get(0)
              + (refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more)")
              + "; ./millrace pattern check shows what is wrong");
    }
    return Stream.concat(
            own.stream().map(PatternDefinition::pattern),
            sigma.stream().map(SigmaDefinition::pattern))
        .toList();
  }

  private static List<Path> files(Path given) {
    if (!Files.isDirectory(given)) {
      if (!Files.exists(given)) {
        throw new CommandFailure(
            given + " does not exist; name a file of a pattern, or a directory of such files");
      }
      return List.of(given);
    }
    try (Stream<Path> all = Files.walk(given)) {
      List<Path> files =
          all.filter(Files::isRegularFile).filter(PatternSet::isConfig).sorted().toList();
      if (files.isEmpty()) {
        throw new CommandFailure(
            given + " holds no pattern; write one per file and name it *.yaml or *.json");
      }
      return files;
    } catch (IOException e) {
      throw new CommandFailure(given + " cannot be listed: " + e, e);
    }
  }

  private static boolean isConfig(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(ya?ml|json)");
  }

  /** What cannot be read is taken for one of ours, whose reader says why. */
  static boolean isSigma(Path file) {
    try {
      List<Map<String, @Nullable Object>> documents = ConfigFile.readDocuments(file);
      return documents.stream()
              .map(Map::keySet)
              .flatMap(Collection::stream)
              .noneMatch(OWN_KEYS::contains)
          && documents.stream()
              .map(Map::keySet)
              .flatMap(Collection::stream)
              .anyMatch(SIGMA_KEYS::contains);
    } catch (ConfigException unreadable) {
      return false;
    }
  }

  /** What keeps the engine from running it, or an empty text. */
  static String problem(Pattern pattern) {
    try {
      Replay unused = new Replay(List.of(LivePattern.always(pattern)), Limits.DEFAULT);
      return "";
    } catch (IllegalArgumentException e) {
      return "cannot be run: " + e.getMessage();
    }
  }

  private static final class Reader {
    private final List<PatternDefinition> own = new ArrayList<>();
    private final List<SigmaDefinition> sigma = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();

    void addOwn(Path file) {
      try {
        PatternDefinition definition = PatternDefinition.of(ConfigFile.read(file));
        if (isAccepted(definition.pattern(), file.toString())) {
          own.add(definition);
        }
      } catch (ConfigException e) {
        refused.add(String.valueOf(e.getMessage()));
      }
    }

    void addSigma(SigmaRules rules) {
      rules.refusals().forEach(refusal -> refused.add(refusal.toString()));
      for (SigmaDefinition rule : rules.definitions()) {
        if (isAccepted(rule.pattern(), rule.file().toString())) {
          sigma.add(rule);
        }
      }
    }

    private boolean isAccepted(Pattern pattern, String place) {
      String problem = problem(pattern);
      if (problem.isEmpty()) {
        String other = places.putIfAbsent(pattern.id(), place);
        if (other == null) {
          return true;
        }
        problem = "id: '" + pattern.id() + "' is already the id in " + other + "; rename one";
      }
      refused.add(place + ": " + problem);
      return false;
    }
  }
}
