package io.millrace.patterns.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.patterns.definition.PatternText;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaSettings.LogSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule through its text comes back as the pattern that it was. */
class SigmaDefinitionTest {

  private static final SigmaSettings SETTINGS =
      new SigmaSettings(
          List.of(
              new LogSource("p", null, null, "wide"),
              new LogSource("p", "c", "s", "narrow"),
              new LogSource("q", null, null, "other")),
          Map.of("Admins", List.of("root", "${env:HOME}", "adm-*"), "Unused", List.of("x")),
          Duration.ofMillis(1_500));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "[true, false]",
        "0",
        "-17",
        "1.50",
        "9007199254740993",
        "123456789012345678901234567890.123456789",
        "1e9999",
        "1e-9999",
        "-2.5E+3",
        "''",
        "'${env:HOME}'",
        "'1.50'",
        "'null'",
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "12:30:45",
        "[a, 1, null]",
        "'line\n\n  break'",
        "\"tab\\t null\\0 bell\\x07 del\\x7f line\\u2028 half\\ud83d\"",
        "'Grüße, 世界, 😀'",
        "'\\\\* \\? \\ / \"'"
      })
  void value_isTheSameBehindTheText(String value) {
    Pattern pattern = onlyOne("f: " + value, "").pattern();

    assertThat(behindItsText(onlyOne("f: " + value, ""))).isEqualTo(pattern);
  }

  /** What the rule does not look at is kept as well: lists in lists, mappings, nothing. */
  @Test
  void documents_areTheSameBehindTheText() {
    String rest = "custom: {a: [[1, [2.0]], {b: null}, [], {}], 'c d': , e: 2026-01-31}\n";
    SigmaDefinition rule = onlyOne("f: a", rest);

    Object read =
        ConfigFile.parseForeign(Path.of("x.json"), rule.text())
            .child("sigma")
            .children("rules")
            .get(0)
            .tree();

    assertThat(read).isEqualTo(rule.documents().get(0));
    assertThat(behindItsText(rule)).isEqualTo(rule.pattern());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{product: p}|f: a|wide|[]",
        "{product: p, category: c, service: s}|f: a|narrow|[]",
        "{product: none}|f: a|-|[]",
        "{product: q}|f/expand: '%Admins%'|other|[Admins]"
      })
  void text_hasOnlyTheSettingsThatMatter(
      String source, String item, String collection, String placeholders) {
    SigmaDefinition rule =
        rules(
                "title: T\nid: r\nlogsource: "
                    + source
                    + "\ndetection: {s: {"
                    + item.replace('/', '|')
                    + "}, condition: s}\n")
            .definitions()
            .get(0);

    assertThat(rule.settings().logSources())
        .extracting(LogSource::collection)
        .isEqualTo(collection.equals("-") ? List.of() : List.of(collection));
    assertThat(rule.settings().placeholders().keySet()).hasToString(placeholders);
    assertThat(behindItsText(rule)).isEqualTo(rule.pattern());
  }

  /** By name and by id, of which only one is a pattern of its own. */
  @Test
  void correlation_hasItsRulesInItsText() {
    SigmaRules rules =
        rules(
            """
            title: A
            name: a
            logsource: {product: q}
            detection: {s: {f: a}, condition: s}
            ---
            title: R
            correlation:
              type: temporal
              rules: [a, id-b]
              group-by: [u]
              timespan: 5m
              generate: true
            ---
            title: B
            id: id-b
            logsource: {product: p}
            detection: {s: {f|expand: '%Admins%'}, condition: s}
            ---
            title: C
            id: c
            logsource: {product: p}
            detection: {s: {f: c}, condition: s}
            """);
    SigmaDefinition correlation = rules.definitions().get(1);

    assertThat(rules.refusals()).isEmpty();
    assertThat(correlation.pattern().id()).isEqualTo("x-2");
    assertThat(correlation.documents())
        .extracting(document -> document.get("title"))
        .containsExactly("R", "A", "B");
    for (SigmaDefinition rule : rules.definitions()) {
      assertThat(behindItsText(rule)).isEqualTo(rule.pattern());
    }
  }

  @Test
  void sameMeaning_isNothingNew() {
    SigmaDefinition rule = onlyOne("f: a", "date: 2026-01-31\n");

    assertThat(rule.behind(rule.pattern())).isEmpty();
    assertThat(rule.behind(rule.pattern().withVersion(20_270_000))).isEmpty();
    assertThat(rule.behind(rule.pattern().withVersion(3))).contains(rule);
    assertThat(
            onlyOne("f: b", "date: 2026-01-31\n")
                .behind(rule.pattern().withVersion(20_270_000))
                .orElseThrow()
                .pattern()
                .version())
        .isEqualTo(20_270_001);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"sigma\":{}}|r.json: sigma.id: is missing; write a text",
        "{\"sigma\":{\"id\":\"r\",\"version\":1,\"settings\":{},\"rules\":[]}}"
            + "|r.json: holds no rule 'r'",
        "{\"sigma\":{\"id\":\"r\",\"version\":1,\"settings\":{},\"rules\":[{\"title\":\"T\"}]}}"
            + "|r.yml: T: detection: is missing; write a mapping",
        "{\"sigma\":{\"id\":\"r\",\"version\":1,\"settings\":{},\"rules\":[],\"more\":1}}"
            + "|r.json: sigma.more: unknown key; the keys here are id, version, settings, rules",
        "{\"sigma\":{\"id\":\"r\",\"version\":1,\"settings\":{\"placeholders\":"
            + "{\"a\":[\"${file:/etc/hostname}\"]}},\"rules\":[]}}"
            + "|r.json: sigma.settings.placeholders.a[0]: the reference ${file:/etc/hostname} is not"
            + " resolved here; write the value itself, or $${file:/etc/hostname} for this text"
      })
  void textThatIsNoRule_isRefused(String text, String message) {
    assertThatThrownBy(() -> PatternText.read("r", text))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  /** Whatever is written under a key of the topic, also by others. */
  @Test
  void anyText_isAPatternOrRefused() {
    assertThat(PatternText.read("p", "{\"id\": \"p\", \"query\": \"c where true\"}").id())
        .isEqualTo("p");
    assertThatThrownBy(() -> PatternText.read("../a\0b", "{\"sigma\":{"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(".._a_b.json:");
  }

  private static Pattern behindItsText(SigmaDefinition rule) {
    return PatternText.read(rule.pattern().id(), rule.text());
  }

  private static SigmaDefinition onlyOne(String item, String rest) {
    SigmaRules rules =
        rules(
            "title: T\nid: r\nlogsource: {product: p}\ndetection:\n  s:\n    "
                + item
                + "\n  condition: s\n"
                + rest);
    assertThat(rules.refusals()).isEmpty();
    return rules.definitions().get(0);
  }

  private static SigmaRules rules(String text) {
    return SigmaRules.parse(Path.of("x.yml"), text, SETTINGS);
  }
}
