package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.sigma.SigmaSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the verbs of patterns print for small files, and for wrong ones. */
class PatternVerbTest {

  private static final String SEQUENCE =
      """
      id: failed-then-in
      query: |
        sequence by user with maxspan=10m
          [ logins where outcome == "failure" ]
          [ logins where outcome == "success" ]
      """;

  private static final String ADA_FAILS_AND_COMES_IN =
      """
          events:
            - {collection: logins, timestamp: 2026-01-31T12:00:00Z, event: {user: ada, outcome: failure}}
            - {collection: logins, timestamp: 2026-01-31T12:02:00Z, event: {user: ada, outcome: success}}
      """;

  private static final String SIGMA =
      """
      title: A console
      name: console
      logsource: {product: windows}
      detection:
        selection: {Image|endswith: cmd.exe}
        condition: selection
      """;

  @TempDir Path folder;

  @Test
  void test_tellsOfEachTest_andWhatWasExpectedInsteadOfWhat() {
    write(
        "logins.yaml",
        SEQUENCE
            + "tests:\n"
            + "  - name: in order\n"
            + ADA_FAILS_AND_COMES_IN
            + "    alerts: [{key: ada, first: 2026-01-31T12:00:00Z, events: [1, 0]}]\n"
            + "  - name: of another\n"
            + ADA_FAILS_AND_COMES_IN
            + "    alerts: [{key: [bob], last: 2026-01-31T12:02:00Z}]\n"
            + "  - name: of nobody\n"
            + ADA_FAILS_AND_COMES_IN
            + "    alerts: []\n"
            + "  - name: twice\n"
            + ADA_FAILS_AND_COMES_IN
            + "    alerts: [{}, {key: ada}]\n");

    CommandRun run = run("test", file("logins.yaml"));

    String got =
        "  got      {key: [\"ada\"], first: 2026-01-31T12:00:00Z, last: 2026-01-31T12:02:00Z,"
            + " events: [0, 1]}  2 events in 2m, one after another\n";
    assertThat(run.output())
        .isEqualTo(
            "pass    logins.yaml: in order\n"
                + "FAILED  logins.yaml: of another\n"
                + "  expected {key: [\"bob\"], last: 2026-01-31T12:02:00Z}\n"
                + got
                + "FAILED  logins.yaml: of nobody\n"
                + "  expected nothing else\n"
                + got
                + "FAILED  logins.yaml: twice\n"
                + "  expected {key: [\"ada\"]}\n"
                + "  got      nothing else\n"
                + "patterns: 1 file, 4 tests, 3 failed\n");
    assertThat(run.exit()).isEqualTo(1);
  }

  /** What an alert of a test leaves open must not take what only another one fits. */
  @Test
  void test_assignsAlertsSoThatAllFit() {
    write(
        "each.yaml",
        """
        id: each
        query: logins where true
        suppress: {by: user, for: 1 min}
        tests:
          - name: two users
            events:
              - {collection: logins, timestamp: 2026-01-31T12:00:00Z, event: {user: ada}}
              - {collection: logins, timestamp: 2026-01-31T12:00:01Z, event: {user: bob}}
            alerts: [{}, {events: [0]}]
        """);

    assertThat(run("test", file("each.yaml")).output())
        .startsWith("pass    each.yaml: two users\n");
  }

  /** At 12:01 an event is 4 min behind the one before it, and the pattern lets it be 1 min. */
  @Test
  void test_takesEventsInTheOrderInWhichTheyCome() {
    String late =
        """
        tests:
          - name: late
            events:
              - {collection: logins, timestamp: 2026-01-31T12:00:00Z, event: {user: ada, outcome: failure}}
              - {collection: logins, timestamp: 2026-01-31T12:05:00Z, event: {user: bob, outcome: failure}}
              - {collection: logins, timestamp: 2026-01-31T12:01:00Z, event: {user: ada, outcome: success}}
        """;
    write("strict.yaml", SEQUENCE + late + "    alerts: []\n");
    write("lenient.yaml", SEQUENCE + "lateness: 4 min\n" + late + "    alerts: [{key: ada}]\n");

    assertThat(run("test", file("strict.yaml")).exit()).isZero();
    assertThat(run("test", file("lenient.yaml")).exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2026-01-31T12:10:00Z, 1", "2026-01-31T12:09:59.999Z, 0"})
  void test_endsAtUntil(String until, int alerts) {
    write(
        "silent.yaml",
        """
        id: silent
        enabled: false
        heartbeat: {collection: logins, within: 10 min}
        tests:
          - name: silence
            events: [{collection: logins, timestamp: 2026-01-31T12:00:00Z, event: {}}]
            until: UNTIL
            alerts: [ALERTS]
        """
            .replace("UNTIL", until)
            .replace("ALERTS", alerts == 1 ? "{last: 2026-01-31T12:10:00Z}" : ""));

    assertThat(run("test", file("silent.yaml")).output())
        .isEqualTo("pass    silent.yaml: silence\npatterns: 1 file, 1 test, 0 failed\n");
  }

  @Test
  void test_ofADirectory_namesWhatHasNoTestsOrIsRefused() {
    write("a.yaml", SEQUENCE);
    write("deeper/rule.yml", SIGMA);
    write("deeper/old.yml", SIGMA.replace("console\n", "old\n").replace("endswith", "wide"));
    write("wrong.yaml", "id: wrong\nquery: logins where\n");

    CommandRun run = run("test", folder.toString());

    List<String> lines = run.output().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("note    a.yaml: has no tests");
    assertThat(lines.get(1)).isEqualTo("note    1 rule of Sigma, without tests");
    assertThat(lines.get(2)).startsWith("refused wrong.yaml: query: ");
    assertThat(lines.get(3)).startsWith("refused deeper/old.yml: old: unsupported: ");
    assertThat(lines.get(4)).isEqualTo("patterns: 4 files, 0 tests, 0 failed, 2 refused");
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void filesOfTheProject_passTheirTests() {
    Path docs = Path.of(System.getProperty("millrace.home"), "docs/patterns/files.md");
    String page = read(docs);
    int begin = page.indexOf("```yaml\n") + 8;
    write("page.yaml", page.substring(begin, page.indexOf("```", begin)));

    CommandRun run = run("test", file("page.yaml"));

    assertThat(run.output())
        .isEqualTo(
            "pass    page.yaml: two failures and a success\n"
                + "patterns: 1 file, 1 test, 0 failed\n");
  }

  @Test
  void check_saysWhatIsThere_andWhatIsRefused() {
    write("a.yaml", SEQUENCE + "version: 3\nenabled: false\n");
    write("b.yaml", SEQUENCE);
    write("c.yaml", "id: c\nquerry: x where true\n");
    write("d.yml", SIGMA);

    CommandRun run = run("check", folder.toString());

    List<String> lines = run.output().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.subList(0, 2))
        .containsExactly(
            "ok      a.yaml: failed-then-in version 3, disabled",
            "ok      d.yml: console version 1");
    assertThat(lines.get(2))
        .isEqualTo("refused b.yaml: id: 'failed-then-in' is already the id in a.yaml; rename one");
    assertThat(lines.get(3)).startsWith("refused c.yaml: query: is missing; ");
    assertThat(lines.get(4)).isEqualTo("patterns: 4 files, 2 patterns, 2 refused");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run("check", file("d.yml")))
        .isEqualTo(
            new CommandRun(
                0,
                "ok      d.yml: console version 1\npatterns: 1 file, 1 pattern, 0 refused\n",
                ""));
  }

  @Test
  void check_takesTheSettingsOfSigma() {
    write("rule.yml", SIGMA.replace("endswith: cmd.exe", "expand: '%Shells%'"));
    write("sigma.yaml", "sigma: {placeholders: {Shells: [sh, cmd.exe]}}\n");

    assertThat(run("check", file("rule.yml")).exit()).isEqualTo(1);
    assertThat(run("check", file("rule.yml"), "--sigma", file("sigma.yaml")).exit()).isZero();
    write("none.yaml", "kafka: {}\n");
    assertThat(run("check", file("rule.yml"), "--sigma", file("none.yaml")).errors())
        .startsWith("millrace: none.yaml: sigma: is missing");
  }

  /** It is none itself, and needs the rule that it names. */
  @Test
  void check_takesFiltersOfSigma() {
    write("rule.yml", SIGMA);
    write(
        "filter.yml",
        "{title: F, logsource: {product: windows}, filter: {rules: console, own: {User: ada},"
            + " condition: not own}}\n");

    assertThat(run("check", folder.toString()).output())
        .isEqualTo(
            "ok      rule.yml: console version 1\npatterns: 2 files, 1 pattern, 0 refused\n");
    assertThat(run("check", file("filter.yml")).output())
        .isEqualTo(
            "refused filter.yml: F: filter.rules: 'console' is no id or name of a rule in these"
                + " files\npatterns: 1 file, 0 patterns, 1 refused\n");
  }

  /** A whole configuration is one; what else is in it does not matter. */
  @Test
  void settingsOfSigma_areThoseNamed_orThoseOfTheDeployment() {
    write("millrace.yaml", "kafka: {servers: 1}\nsigma: {rules: r, lateness: '${env:LATE}'}\n");
    write("other.yaml", "sigma: {lateness: 3 s}\n");
    write("none.yaml", "kafka: {}\n");
    UnaryOperator<@Nullable String> environment = name -> "LATE".equals(name) ? "2 s" : null;

    assertThat(lateness("millrace.yaml", environment)).isEqualTo(Duration.ofSeconds(2));
    assertThat(lateness("millrace.yaml", environment, "--sigma", file("other.yaml")))
        .isEqualTo(Duration.ofSeconds(3));
    for (String without : List.of("none.yaml", "nowhere.yaml")) {
      assertThat(lateness(without, environment)).isEqualTo(SigmaSettings.DEFAULT_LATENESS);
    }
  }

  private Duration lateness(
      String deployment, UnaryOperator<@Nullable String> environment, String... options) {
    PatternVerb.Sigma sigma = new PatternVerb.Sigma();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("sigma", CommandLine.Model.CommandSpec.forAnnotatedObject(sigma)))
        .parseArgs(options);
    return sigma.settings(folder.resolve(deployment), environment).lateness();
  }

  @Test
  void explain_showsEachCondition_whatIsRemembered_andAlerts() {
    write("logins.yaml", SEQUENCE);
    write(
        "events.ndjson",
        """
        {"keen":{"timestamp":"2026-01-31T12:00:00.000Z"},"user":"ada","outcome":"failure"}

        {"collection":"logins","timestamp":"2026-01-31T13:02:00+01:00","user":"ada","outcome":"success"}
        {"collection":"orders","timestamp":"2026-01-31T12:03:00Z","event":{"user":"ada"}}
        {"collection":"logins","timestamp":"2026-01-31T12:00:30Z","outcome":"failure"}
        """);

    CommandRun run = run("explain", file("logins.yaml"), file("events.ndjson"));

    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .isEqualTo(
            """
            line 1  2026-01-31T12:00:00.000Z  logins
              stage 1 → yes
                collection logins → yes
                outcome == "failure" → yes
                  outcome → "failure"
                by user → "ada"
              stage 2 → no
                collection logins → yes
                outcome == "success" → no
                  outcome → "failure"
                by user → "ada"
              state of ["ada"]: step 1 of 2: line 1
            line 5  2026-01-31T12:00:30.000Z  logins
              too late by 30000 ms
              stage 1 → no
                collection logins → yes
                outcome == "failure" → yes
                  outcome → "failure"
                by user → nothing
                lacks key user
              stage 2 → no
                collection logins → yes
                outcome == "success" → no
                  outcome → "failure"
                by user → nothing
                lacks key user
            line 3  2026-01-31T12:02:00.000Z  logins
              stage 1 → no
                collection logins → yes
                outcome == "failure" → no
                  outcome → "success"
                by user → "ada"
              stage 2 → yes
                collection logins → yes
                outcome == "success" → yes
                  outcome → "success"
                by user → "ada"
              state of ["ada"]: nothing
            ALERT  2026-01-31T12:02:00.000Z  user="ada"  2 events in 2m, one after another: line 1, line 3
            line 4  2026-01-31T12:03:00.000Z  orders
              stage 1 → no
                collection logins → no
              stage 2 → no
                collection logins → no
            failed-then-in: 1 alert
            """);
    assertThat(run.exit()).isZero();
  }

  @Test
  void explain_readsStandardInput_andTellsOfAWindow() {
    write(
        "many.yaml",
        """
        id: many
        threshold: {collection: logins, group_by: user, window: 10 s, aggregate: sum, of: n, gte: 10}
        """);
    InputStream before = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              """
              {"timestamp":"2026-01-31T12:00:00Z","user":"ada","n":1.50}
              {"timestamp":"2026-01-31T12:00:09Z","user":"ada","n":8.5}
              {"timestamp":"2026-01-31T12:00:12Z","user":"ada","n":1}
              """
                  .getBytes(UTF_8)));

      assertThat(run("explain", file("many.yaml"), "-").output().lines())
          .filteredOn(line -> line.matches("  state .*|ALERT.*|many.*"))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "  state of [\"ada\"]: window: 1 events, sum 1.5, the condition does not"
                              + " hold: line 1"),
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "  state of [\"ada\"]: window: 2 events, sum 10, the condition holds:"
                              + " line 1, line 2"),
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "ALERT  2026-01-31T12:00:09.000Z  user=\"ada\"  sum is 10, which is >= 10,"
                              + " in 10s: line 1, line 2"),
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "  state of [\"ada\"]: window: 2 events, sum 9.5, the condition does not"
                              + " hold: line 2, line 3"),
              line -> assertThat(line).isEqualTo("many: 1 alert"));
    } finally {
      System.setIn(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":  | line 1 is not JSON: ",
        "[1]      | line 1 is no JSON object; write an event a line",
        "{\"a\":1} | line 1 has no time; write \"timestamp\" or keen.timestamp, such as",
        "{\"timestamp\":\"noon\"} | line 1 has 'noon' as its time; write \"timestamp\""
      })
  void explain_saysWhichLineIsWrong(String line, String problem) {
    write("logins.yaml", SEQUENCE);
    write("events.ndjson", line + "\n");

    CommandRun run = run("explain", file("logins.yaml"), file("events.ndjson"));

    assertThat(run.errors()).startsWith("millrace: events.ndjson: " + problem).hasLineCount(1);
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void explain_needsToKnowTheCollection() {
    write("any.yaml", "id: any\nquery: any where true\n");
    write("events.ndjson", "{\"timestamp\":\"2026-01-31T12:00:00Z\"}\n");

    assertThat(run("explain", file("any.yaml"), file("events.ndjson")).errors())
        .isEqualTo(
            "millrace: events.ndjson: line 1 does not say its collection; write \"collection\", or"
                + " --collection C\n");
    assertThat(
            run("explain", file("any.yaml"), file("events.ndjson"), "--collection", "c").output())
        .endsWith("any: 1 alert\n");
  }

  @Test
  void explain_isOfOnePattern() {
    write("two.yml", SIGMA + "---\n" + SIGMA.replace("console\n", "another\n"));
    write("events.ndjson", "");

    assertThat(run("explain", file("two.yml"), file("events.ndjson")).errors())
        .isEqualTo("millrace: two.yml has 2 patterns; write --id, one of console, another\n");
    assertThat(run("explain", file("two.yml"), file("events.ndjson"), "--id", "x").errors())
        .isEqualTo("millrace: two.yml has no pattern 'x'\n");
    assertThat(run("explain", file("two.yml"), file("events.ndjson"), "--id", "another").output())
        .isEqualTo("another: 0 alerts\n");
    assertThat(run("explain", file("two.yml"), file("nowhere"), "--id", "another").errors())
        .isEqualTo("millrace: nowhere does not exist; name a file of events, one a line\n");
  }

  @Test
  void backtest_refusesTimesThatAreNone() {
    write("a.yaml", SEQUENCE);

    assertThat(run("backtest", file("a.yaml")).exit()).isEqualTo(2);
    assertThat(run("backtest", file("a.yaml"), "--since", "yesterday").errors())
        .isEqualTo(
            "millrace: --since yesterday is no time; write 2026-11-01T00:00Z, 2026-11-01, or 7d,"
                + " 12h, 30min before now\n");
    assertThat(
            run("backtest", file("a.yaml"), "--since", "2026-11-02", "--until", "2026-11-02")
                .errors())
        .isEqualTo("millrace: --until 2026-11-02 is not after --since 2026-11-02\n");
  }

  @Test
  void put_refusesWhatTheJobWouldRefuse() {
    write("sigma.yml", SIGMA.replace("endswith", "wide"));
    write("secret.yaml", SEQUENCE + "title: ${env:HOME}\n");
    write(
        "failing.yaml",
        SEQUENCE + "tests:\n  - name: none\n" + ADA_FAILS_AND_COMES_IN + "    alerts: []\n");

    assertThat(run("put", file("nowhere.yaml")).errors())
        .isEqualTo("millrace: nowhere.yaml does not exist; name a file of a pattern\n");
    assertThat(run("put", file("sigma.yml")).errors())
        .startsWith("millrace: sigma.yml: console: unsupported: ");
    assertThat(run("put", file("secret.yaml")).errors()).startsWith("millrace: secret.yaml: title");
    assertThat(run("put", file("failing.yaml")).errors())
        .isEqualTo(
            "millrace: failing.yaml: its test 'none' fails; ./millrace pattern test failing.yaml"
                + " shows why, --untested writes it nevertheless\n");
    assertThat(run("put", file("failing.yaml"), "--untested", "--config", file("no.yaml")).errors())
        .isEqualTo("millrace: no.yaml does not exist; name the configuration: --config FILE\n");
  }

  @Test
  void filesThatAreNotThere_areNamed() {
    for (String verb : List.of("test", "check")) {
      CommandRun run = run(verb, file("nowhere"));
      assertThat(run.errors())
          .isEqualTo(
              "millrace: nowhere does not exist; name a file of a pattern, or a directory of such"
                  + " files\n");
      assertThat(run.exit()).isEqualTo(1);
    }
    assertThat(run("test", folder.toString()).errors())
        .endsWith(" holds no pattern; write one per file and name it *.yaml or *.json\n");
    for (String verb : List.of("list", "delete x")) {
      assertThat(run((verb + " --config " + file("no.yaml")).split(" ", -1)).errors())
          .isEqualTo("millrace: no.yaml does not exist; name the configuration: --config FILE\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test", "check", "explain", "backtest", "put", "delete"})
  void word_explainsItself_andSaysWhatIsMissing(String word) {
    assertThat(run(word, "--help").output()).contains("Usage: ./millrace pattern " + word);
    CommandRun run = run(word);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.errors())
        .startsWith("millrace: Missing required ")
        .contains("\nUsage: ./millrace pattern " + word);
  }

  private CommandRun run(String... args) {
    List<String> all = new ArrayList<>(List.of("pattern"));
    all.addAll(List.of(args));
    return CommandRun.of(folder, all.toArray(String[]::new));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
