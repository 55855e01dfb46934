package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.jobs.detect.VersionBook.Outcome;
import io.millrace.patterns.definition.PatternCatalog;
import io.millrace.patterns.sigma.SigmaRules;
import io.millrace.patterns.sigma.SigmaSettings;
import io.millrace.patterns.sigma.SigmaSettings.LogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternFilesTest {

  private static final String SECOND = Logins.single(2, "failure");

  private static final SigmaSettings SETTINGS = settings("processes");

  private static final String SHELL_ID = "5bb0b1b4-7c52-4a3c-a0de-3d0b39a7c1f1";

  private static final String SHELL =
      """
      title: A shell
      id: %s
      name: shell
      modified: 2026-01-31
      logsource: {category: process_creation, product: linux}
      detection:
        selection: {Image|endswith: '/sh'}
        condition: selection
      """
          .formatted(SHELL_ID);

  private static final String MANY =
      """
      title: Many shells
      id: many-shells
      correlation:
        type: event_count
        rules: [shell]
        group-by: [User]
        timespan: 10m
        condition: {gte: 5}
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("single.yaml"), SECOND);
  }

  @Test
  void newFile_isWritten() {
    PatternFiles files = compare(Map.of("other", "left alone"));

    assertThat(files.unwritten()).containsOnlyKeys("single");
    assertThat(files.unwritten().get("single")).asString(UTF_8).isEqualTo(SECOND);
    assertThat(files.remarks()).isEmpty();
  }

  @Test
  void sameFile_isNotWrittenAgain() {
    assertThat(compare(Map.of("single", SECOND)).unwritten()).isEmpty();
  }

  @Test
  void higherVersion_isWritten() {
    assertThat(compare(Map.of("single", Logins.single(1, "failure"))).unwritten())
        .containsOnlyKeys("single");
  }

  @Test
  void changedFileOfTheSameVersion_isRefused() {
    assertThatThrownBy(() -> compare(Map.of("single", Logins.single(2, "success"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("raise version to 3");
  }

  @Test
  void lowerVersionThanRuns_isLeftAsideWithARemark() {
    PatternFiles files = compare(Map.of("single", Logins.single(5, "success")));

    assertThat(files.unwritten()).isEmpty();
    assertThat(files.remarks()).singleElement().asString().contains("version 5 is there already");
  }

  @Test
  void whatWasNoPattern_isReplaced() {
    assertThat(compare(Map.of("single", "no pattern")).unwritten()).containsOnlyKeys("single");
  }

  /** What the job reads is what the files mean, and a rule that is not taken is told of. */
  @Test
  void rulesOfSigma_areWrittenBesideOurs() throws IOException {
    sigma("a.yml", SHELL + "---\ntitle: none\nlogsource: {}\n");
    sigma("b.yml", MANY);

    PatternFiles files = compare(Map.of());

    assertThat(files.unwritten()).containsOnlyKeys("single", "many-shells");
    assertThat(files.remarks())
        .singleElement()
        .asString()
        .contains("a.yml: none: ")
        .endsWith("; it is left aside");
    Outcome offered =
        new VersionBook(Duration.ofMinutes(1))
            .offer("many-shells", text(files, "many-shells"), VersionBook.NO_PROMISE);
    assertThat(offered.problem()).isEmpty();
    assertThat(offered.changed().get(0).live().pattern())
        .isEqualTo(rules(SETTINGS).patterns().get(0));
  }

  @Test
  void ruleThatMeansTheSame_isNotWrittenAgain() throws IOException {
    sigma("a.yml", SHELL);
    Map<String, String> written = Map.of(SHELL_ID, text(compare(Map.of()), SHELL_ID));

    sigma("a.yml", "# more to read\nauthor: ada\n" + SHELL);

    assertThat(compare(written).unwritten()).containsOnlyKeys("single");
  }

  /** Whoever changes a rule of others, or where its events are, need not count. */
  @ParameterizedTest
  @CsvSource({
    "/sh, /bash, processes, 20260132",
    "/sh, /sh, others, 20260132",
    "linux, macos, processes, 20260132",
    "2026-01-31, 2026-02-03, processes, 20260203",
    "2026-01-31, 2025-12-31, processes, -",
    "title: A, status: deprecated|title: A, processes, 20260132"
  })
  void changedRule_getsAHigherVersion(String from, String to, String collection, String version)
      throws IOException {
    sigma("a.yml", SHELL);
    Map<String, String> written = Map.of(SHELL_ID, text(compare(Map.of()), SHELL_ID));

    sigma("a.yml", SHELL.replace(from, to.replace('|', '\n')));
    PatternFiles files = PatternFiles.compare(List.of(), rules(settings(collection)), written);

    assertThat(files.unwritten().keySet())
        .isEqualTo(version.equals("-") ? Set.of() : Set.of(SHELL_ID));
    for (byte[] text : files.unwritten().values()) {
      assertThat(PatternVersion.compile(SHELL_ID, new String(text, UTF_8)).pattern())
          .isEqualTo(
              rules(settings(collection)).patterns().get(0).withVersion(Integer.parseInt(version)));
    }
  }

  @Test
  void idOfOursAndOfARule_isRefused_evenIfBothAreWritten() throws IOException {
    sigma("a.yml", SHELL.replace(SHELL_ID, "single"));

    assertThatThrownBy(() -> compare(Map.of("single", SECOND)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "%s: id: 'single' is already the id in %s; rename one"
                .formatted(folder.resolve("sigma/a.yml"), folder.resolve("single.yaml")));
  }

  private PatternFiles compare(Map<String, String> written) {
    return PatternFiles.compare(
        PatternCatalog.load(folder).definitions(),
        Files.isDirectory(folder.resolve("sigma")) ? rules(SETTINGS) : SigmaRules.NONE,
        written);
  }

  private SigmaRules rules(SigmaSettings settings) {
    return SigmaRules.load(folder.resolve("sigma"), settings);
  }

  private static SigmaSettings settings(String collection) {
    return new SigmaSettings(
        List.of(new LogSource("linux", null, null, collection)), Map.of(), Duration.ofSeconds(30));
  }

  private void sigma(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve("sigma"));
    Files.writeString(folder.resolve("sigma").resolve(name), text);
  }

  private static String text(PatternFiles files, String id) {
    return new String(files.unwritten().get(id), UTF_8);
  }
}
