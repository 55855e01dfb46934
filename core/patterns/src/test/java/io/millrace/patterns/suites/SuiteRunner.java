package io.millrace.patterns.suites;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.patterns.suites.Outcome.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the public test suites that it finds in a directory: EQL's TOML files (see {@link
 * EqlSuite}), Sigma's regression data ({@link SigmaSuite}), Panther's correlation rules ({@link
 * PantherSuite}). One line per case, last {@code suite DIR: pass=… fail=… unsupported=…}.
 */
public final class SuiteRunner {

  /** What is not to be read as YAML of a suite: far larger than any rule. */
  private static final long LARGEST_YAML = 1_000_000;

  private final SuiteEngine engine = new SuiteEngine();
  private final PrintStream out;

  SuiteRunner(PrintStream out) {
    this.out = out;
  }

  /** Of each directory that is named; ends with 1 if a case fails. */
  public static void main(String[] directories) throws IOException {
    boolean failed = false;
    for (String directory : directories) {
      List<Outcome> outcomes = new SuiteRunner(System.out).run(Path.of(directory));
      failed |= outcomes.stream().anyMatch(outcome -> outcome.result() == Result.FAIL);
    }
    System.exit(failed ? 1 : 0);
  }

  List<Outcome> run(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Map<Path, JsonNode> yaml = new HashMap<>();
    Map<String, Path> rules = new HashMap<>();
    for (Path file : files) {
      if (file.toString().matches("(?i).*\\.ya?ml") && Files.size(file) < LARGEST_YAML) {
        for (JsonNode document : documents(file)) {
          yaml.putIfAbsent(file, document);
          if (document.has("detection") || document.has("correlation")) {
            rules.putIfAbsent(document.path("id").asText(), file);
          }
        }
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    EqlSuite eql = new EqlSuite(engine);
    SigmaSuite sigma = new SigmaSuite(engine, rules);
    PantherSuite panther = new PantherSuite(engine);
    for (Path file : files) {
      JsonNode document = yaml.get(file);
      List<Outcome> some = List.of();
      if (file.toString().endsWith(".toml")) {
        some = eql.run(file);
      } else if (document != null && document.has("regression_tests_info")) {
        some = sigma.run(file, document);
      } else if (document != null
          && document.path("AnalysisType").asText().equals("correlation_rule")) {
        some = panther.run(document);
      }
      some.forEach(outcome -> out.println(directory.relativize(file) + ": " + outcome));
      outcomes.addAll(some);
    }
    out.println(summary(directory, outcomes));
    return outcomes;
  }

  static String summary(Path directory, List<Outcome> outcomes) {
    StringBuilder summary = new StringBuilder("suite " + directory + ":");
    for (Result result : Result.values()) {
      long count = outcomes.stream().filter(outcome -> outcome.result() == result).count();
      summary.append(' ').append(result.name().toLowerCase(Locale.ROOT)).append('=').append(count);
    }
    return summary.toString();
  }

  /** None of what is no YAML. */
  private static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    } catch (JacksonException notYaml) {
      return List.of();
    }
  }
}
