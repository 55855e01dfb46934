package io.millrace.patterns.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaSettings.LogSource;
import io.millrace.patterns.sigma.SigmaSettings.LogSourceOfRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/patterns/sigma.md tells is so. */
class SigmaPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home")).resolve("docs/patterns/sigma.md");

  @Test
  void rulesOfThePage_areTaken() throws Exception {
    SigmaRules rules =
        SigmaRules.parse(Path.of("x.yml"), blocks().get(0), settings(blocks().get(1)));

    assertThat(rules.refusals()).isEmpty();
    assertThat(rules.patterns())
        .extracting(Pattern::title)
        .containsExactly("Many consoles of one user");
  }

  @Test
  void correlationsOfThePage_areTaken() throws Exception {
    SigmaRules rules =
        SigmaRules.parse(Path.of("x.yml"), blocks().get(2), settings(blocks().get(1)));

    assertThat(rules.refusals()).isEmpty();
    assertThat(rules.patterns())
        .extracting(Pattern::title)
        .containsExactly("Many wrong passwords of a user, then the right one");
  }

  @Test
  void filterOfThePage_changesTheRuleOfThePage() throws Exception {
    SigmaRules rules =
        SigmaRules.parse(
            Path.of("x.yml"),
            blocks().get(0) + "---\n" + blocks().get(3),
            settings(blocks().get(1)));

    assertThat(rules.refusals()).isEmpty();
    assertThat(rules.definitions().get(0).documents())
        .extracting(document -> document.get("title"))
        .endsWith("What the deployment's own account does")
        .hasSize(3);
  }

  @Test
  void modifiersAndTypesOfThePage_areThoseThatAreRead() throws Exception {
    assertThat(rows("## Modifiers")).containsExactlyInAnyOrderElementsOf(ItemModifiers.WORDS);
    assertThat(rows("## Correlations")).containsExactlyElementsOf(CorrelationReader.TYPES);
  }

  @Test
  void configurationOfThePage_isRead() throws Exception {
    assertThat(settings(blocks().get(1)))
        .isEqualTo(
            new SigmaSettings(
                List.of(
                    new LogSource("windows", "process_creation", null, "processes"),
                    new LogSource("windows", null, null, "windows_events")),
                Map.of("Administrators", List.of("root", "adm-*")),
                Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "windows, process_creation, -, processes",
        "Windows, Process_Creation, sysmon, processes",
        "windows, -, security, windows_events",
        "windows, file_event, -, windows_events",
        "linux, process_creation, -, -",
        "-, process_creation, -, -",
        "-, -, -, -"
      })
  void collection_isOfTheClosestMapping(
      String product, String category, String service, String collection) throws Exception {
    assertThat(
            settings(blocks().get(1)).collection(new LogSourceOfRule(product, category, service)))
        .isEqualTo(collection);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{logsources: [{collection: c}]}|sigma.logsources[0]: names no source; write product,"
            + " category or service beside collection",
        "{logsources: [{product: p}]}|sigma.logsources[0].collection: is missing; write a text",
        "{placeholders: {a: []}}|sigma.placeholders.a: has no values; write a list of texts, or"
            + " leave it out",
        "{logsource: []}|sigma.logsource: unknown key; did you mean 'logsources'? the keys here"
            + " are logsources, placeholders, lateness, rules"
      })
  void wrongConfiguration_isRefused(String sigma, String message) {
    assertThatThrownBy(() -> settings("sigma: " + sigma))
        .isInstanceOf(ConfigException.class)
        .hasMessage("x.yaml: " + message);
  }

  private static SigmaSettings settings(String yaml) {
    ConfigNode node = ConfigFile.parse(Path.of("x.yaml"), yaml, name -> null);
    return SigmaSettings.of(node.child("sigma"));
  }

  private static List<String> blocks() throws Exception {
    return all("(?s)```yaml\n(.*?)```", Files.readString(PAGE));
  }

  private static List<String> rows(String heading) throws Exception {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf(heading + "\n") + heading.length());
    int end = section.indexOf("\n## ");
    List<String> words = new ArrayList<>();
    for (String row : all("(?m)^\\| (`.*?`) \\|", end < 0 ? section : section.substring(0, end))) {
      words.addAll(List.of(row.replace("`", "").split(", ")));
    }
    return words;
  }

  private static List<String> all(String regex, String text) {
    Matcher matcher = java.util.regex.Pattern.compile(regex).matcher(text);
    List<String> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }
}
