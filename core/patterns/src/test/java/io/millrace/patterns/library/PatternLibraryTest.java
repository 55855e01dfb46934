package io.millrace.patterns.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.millrace.patterns.definition.PatternCatalog;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.definition.PatternTest;
import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import io.millrace.patterns.sigma.SigmaRules;
import io.millrace.patterns.sigma.SigmaSettings;
import io.millrace.patterns.sigma.SigmaSettings.LogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The patterns of examples/ find what they say. */
class PatternLibraryTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));
  private static final Path EXAMPLES = HOME.resolve("examples");
  private static final Path PAGE = HOME.resolve("docs/patterns/library.md");
  private static final Path SCHEMA = HOME.resolve("docs/schemas/pattern.schema.json");

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final SigmaSettings SIGMA =
      new SigmaSettings(
          List.of(
              new LogSource("linux", "process_creation", null, "processes"),
              new LogSource("linux", null, "sshd", "ssh")),
          Map.of(),
          Duration.ofMinutes(1));

  @ParameterizedTest
  @MethodSource("files")
  void file_isOneOfTheSchema(Path file) throws Exception {
    String text = Files.readString(file);

    assertThat(text)
        .startsWith("# yaml-language-server: $schema=" + relative(file, SCHEMA) + "\n# ");
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(YAML.readTree(SCHEMA.toFile()))
                .validate(YAML.readTree(text)))
        .isEmpty();
  }

  private static String relative(Path file, Path target) {
    return file.getParent().relativize(target).toString().replace('\\', '/');
  }

  @TestFactory
  Stream<DynamicTest> testOfPattern_isMet() throws Exception {
    return definitions().stream()
        .flatMap(
            definition ->
                definition.tests().stream()
                    .map(
                        test ->
                            DynamicTest.dynamicTest(
                                definition.pattern().id() + ": " + test.name(),
                                () -> isMet(definition.pattern(), test))));
  }

  private static void isMet(Pattern pattern, PatternTest test) {
    List<Alert> alerts = PatternTrial.alerts(List.of(pattern), test);

    assertThat(PatternTrial.areDue(alerts, test.alerts()))
        .as("found %s", alerts.stream().map(PatternTrial::told).toList())
        .isTrue();
  }

  /** A pattern that always or never alerts would pass tests of one sort. */
  @ParameterizedTest
  @MethodSource("definitions")
  void pattern_hasCasesThatAlertAndNearMisses(PatternDefinition definition) {
    assertThat(definition.tests()).anyMatch(test -> !test.alerts().isEmpty());
    assertThat(definition.tests().stream().filter(test -> test.alerts().isEmpty()))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  /** Of all in one replay, as in a job, a pattern's test finds the same as alone. */
  @ParameterizedTest
  @MethodSource("definitions")
  void pattern_isNotDisturbedByTheOthers(PatternDefinition definition) throws Exception {
    List<Pattern> all = definitions().stream().map(PatternDefinition::pattern).toList();

    for (PatternTest test : definition.tests()) {
      List<Alert> alerts =
          PatternTrial.alerts(all, test).stream()
              .filter(alert -> alert.patternId().equals(definition.pattern().id()))
              .toList();

      assertThat(PatternTrial.areDue(alerts, test.alerts())).as(test.name()).isTrue();
    }
  }

  @Test
  void library_hasEveryKind() throws Exception {
    Set<String> kinds = new TreeSet<>();
    for (PatternDefinition definition : definitions()) {
      kinds.addAll(kinds(definition));
    }

    assertThat(kinds)
        .contains(
            "single",
            "sequence",
            "missing within",
            "missing at the end",
            "until",
            "runs",
            "count",
            "distinct",
            "sum",
            "percentile",
            "new_terms",
            "spike",
            "season",
            "geo_velocity",
            "heartbeat",
            "suppress",
            "aliases",
            "alert",
            "endgame");
  }

  private static Set<String> kinds(PatternDefinition definition) throws IOException {
    Set<String> kinds = new TreeSet<>();
    Pattern pattern = definition.pattern();
    Detection detection = pattern.detection();
    if (detection instanceof Detection.Eql eql) {
      if (eql.query() instanceof Query.Sequence sequence) {
        kinds.add("sequence");
        List<Query.Stage> stages = sequence.stages();
        for (int i = 0; i < stages.size(); i++) {
          if (stages.get(i).missing()) {
            kinds.add(i == stages.size() - 1 ? "missing at the end" : "missing within");
          }
          if (stages.get(i).runs() > 1) {
            kinds.add("runs");
          }
        }
        if (sequence.until() != null) {
          kinds.add("until");
        }
      } else {
        kinds.add("single");
      }
    } else if (detection instanceof Detection.Threshold threshold) {
      kinds.add(threshold.aggregate().name().toLowerCase(Locale.ROOT));
    } else if (detection instanceof Detection.NewTerms) {
      kinds.add("new_terms");
    } else if (detection instanceof Detection.Spike spike) {
      kinds.add("spike");
      if (spike.season() != Detection.Season.NONE) {
        kinds.add("season");
      }
    } else if (detection instanceof Detection.GeoVelocity) {
      kinds.add("geo_velocity");
    } else if (detection instanceof Detection.Heartbeat) {
      kinds.add("heartbeat");
    }
    for (String key : List.of("suppress", "aliases", "alert")) {
      if (YAML.readTree(definition.file().toFile()).has(key)) {
        kinds.add(key);
      }
    }
    if (YAML.readTree(definition.file().toFile()).path("dialect").asText().equals("endgame")) {
      kinds.add("endgame");
    }
    return kinds;
  }

  /** What the demo's shop does not send, no pattern of the shop can find. */
  @Test
  void patternsOfTheShop_askForFieldsThatTheShopSends() {
    PatternCatalog catalog = PatternCatalog.load(EXAMPLES.resolve("shop/patterns"));

    assertThat(
            new Replay(
                    catalog.patterns().stream().map(LivePattern::always).toList(), Limits.DEFAULT)
                .fields()
                .paths())
        .isSubsetOf(
            "visitor.id",
            "country",
            "page_url",
            "device",
            "product.id",
            "product.category",
            "quantity",
            "price",
            "user.id",
            "outcome",
            "ip_address");
    assertThat(catalog.definitions())
        .flatExtracting(PatternDefinition::tests)
        .flatExtracting(PatternTest::events)
        .extracting(PatternTest.Event::collection)
        .isSubsetOf("page_views", "carts", "purchases", "logins");
  }

  @Test
  void table_hasEveryFile() throws Exception {
    List<String> files = new ArrayList<>();
    for (PatternDefinition definition : definitions()) {
      files.add(row(definition.pattern(), definition.file()));
    }
    for (Path file : filesIn("sigma")) {
      SigmaRules rules = SigmaRules.load(file, SIGMA);
      assertThat(rules.patterns()).hasSize(1);
      files.add(row(rules.patterns().get(0), file));
    }
    List<String> rows = new ArrayList<>();
    Matcher row =
        java.util.regex.Pattern.compile("(?m)^\\| (\\[.*?\\]\\(.*?\\) \\| .*?) \\|")
            .matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.add(row.group(1));
    }

    assertThat(rows).containsExactlyInAnyOrderElementsOf(files);
  }

  private static String row(Pattern pattern, Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    return "[" + name + "](" + relative(PAGE, file) + ") | " + pattern.title();
  }

  @Test
  void ids_areThoseOfTheFiles() throws Exception {
    assertThat(definitions())
        .allSatisfy(
            definition ->
                assertThat(definition.file().getFileName())
                    .hasToString(definition.pattern().id().replace('-', '_') + ".yaml"));
    assertThat(definitions())
        .extracting(definition -> definition.pattern().id())
        .doesNotHaveDuplicates();
  }

  @Test
  void rulesOfSigma_areTaken() {
    SigmaRules rules = SigmaRules.load(EXAMPLES.resolve("security/sigma"), SIGMA);

    assertThat(rules.refusals()).isEmpty();
    assertThat(rules.patterns())
        .extracting(Pattern::title)
        .containsExactly(
            "SSH passwords of three users are tried, and one logs in from there",
            "SSH logins of five users fail from one address",
            "A web server starts a shell");
  }

  @Test
  void shellOfAWebServer_isFound() {
    assertThat(
            indexes(
                "web_server_shell.yml",
                List.of(
                    started(0, "/usr/sbin/nginx", "/bin/sh", "sh -c id"),
                    started(1, "/usr/sbin/NGINX", "/usr/bin/bash", "bash -i"),
                    started(2, "/usr/sbin/cron", "/bin/sh", "sh -c id"),
                    started(3, "/usr/sbin/nginx", "/usr/bin/gzip", "gzip x"),
                    started(4, "/usr/sbin/apache2", "/bin/sh", "sh -c logrotate x postrotate"),
                    started(5, "/usr/sbin/apache2", "/bin/sh", "sh -c logrotate"),
                    event("requests", 6, Map.of("Image", "/bin/sh", "ParentImage", "/nginx")))))
        .containsExactly(List.of(0), List.of(1), List.of(5));
  }

  private static PatternTest.Event started(
      int second, String parent, String image, String commandLine) {
    return event(
        "processes",
        second,
        Map.of("ParentImage", parent, "Image", image, "CommandLine", commandLine));
  }

  @Test
  void guessingByWayOfSsh_isFound() {
    List<PatternTest.Event> fiveUsers = new ArrayList<>();
    List<PatternTest.Event> tooSlow = new ArrayList<>();
    List<PatternTest.Event> fourUsers = new ArrayList<>();
    List<PatternTest.Event> atHome = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      fiveUsers.add(ssh(149 * i, "203.0.113.9", "u" + i));
      tooSlow.add(ssh(150 * i, "203.0.113.9", "u" + i));
      fourUsers.add(ssh(i, "203.0.113.9", "u" + i % 4));
      atHome.add(ssh(i, "10.1.2.3", "u" + i));
    }

    assertThat(indexes("ssh_guessing.yml", fiveUsers)).containsExactly(List.of(0, 1, 2, 3, 4));
    assertThat(indexes("ssh_guessing.yml", tooSlow)).isEmpty();
    assertThat(indexes("ssh_guessing.yml", fourUsers)).isEmpty();
    assertThat(indexes("ssh_guessing.yml", atHome)).isEmpty();
  }

  /** Five of a user are 588 s apart, or 600, which is too slow. */
  @Test
  void breakingInByWayOfSsh_isFound() {
    List<PatternTest.Event> threeUsers = new ArrayList<>();
    List<PatternTest.Event> twoUsers = new ArrayList<>();
    List<PatternTest.Event> tooSlow = new ArrayList<>();
    List<PatternTest.Event> loginBefore = new ArrayList<>();
    loginBefore.add(ssh(0, "203.0.113.9", "u0", "success"));
    for (int i = 0; i < 15; i++) {
      threeUsers.add(ssh(49 * i, "203.0.113.9", "u" + i % 3));
      twoUsers.add(ssh(i, "203.0.113.9", "u" + i % 2));
      tooSlow.add(ssh(50 * i, "203.0.113.9", "u" + i % 3));
      loginBefore.add(ssh(i, "203.0.113.9", "u" + i % 3));
    }
    List<PatternTest.Event> elsewhere = new ArrayList<>(threeUsers);
    elsewhere.add(ssh(700, "203.0.113.10", "u1", "success"));
    for (List<PatternTest.Event> events : List.of(threeUsers, twoUsers, tooSlow)) {
      events.add(ssh(800, "203.0.113.9", "u1", "success"));
    }

    assertThat(indexes("ssh_break_in.yml", threeUsers))
        .containsExactly(IntStream.range(0, 16).boxed().toList());
    assertThat(indexes("ssh_break_in.yml", twoUsers)).isEmpty();
    assertThat(indexes("ssh_break_in.yml", tooSlow)).isEmpty();
    assertThat(indexes("ssh_break_in.yml", loginBefore)).isEmpty();
    assertThat(indexes("ssh_break_in.yml", elsewhere)).isEmpty();
  }

  private static PatternTest.Event ssh(int second, String address, String user) {
    return ssh(second, address, user, "failure");
  }

  private static PatternTest.Event ssh(int second, String address, String user, String outcome) {
    return event(
        "ssh",
        second,
        Map.of("event", "login", "outcome", outcome, "src_ip", address, "user", user));
  }

  private static PatternTest.Event event(String collection, int second, Map<String, Object> body) {
    return new PatternTest.Event(
        collection, Instant.parse("2026-03-02T10:00:00Z").plusSeconds(second), Map.copyOf(body));
  }

  private static List<List<Integer>> indexes(String file, List<PatternTest.Event> events) {
    SigmaRules rules = SigmaRules.load(EXAMPLES.resolve("security/sigma").resolve(file), SIGMA);
    return PatternTrial.alerts(rules.patterns(), events).stream()
        .map(PatternTrial::indexes)
        .toList();
  }

  static List<PatternDefinition> definitions() throws IOException {
    List<PatternDefinition> definitions = new ArrayList<>();
    try (Stream<Path> directories = Files.list(EXAMPLES)) {
      for (Path directory : directories.map(d -> d.resolve("patterns")).sorted().toList()) {
        if (Files.isDirectory(directory)) {
          definitions.addAll(PatternCatalog.load(directory).definitions());
        }
      }
    }
    return definitions;
  }

  static List<Path> files() throws IOException {
    return filesIn("patterns");
  }

  private static List<Path> filesIn(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .filter(file -> file.getParent().endsWith(directory) && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }
}
