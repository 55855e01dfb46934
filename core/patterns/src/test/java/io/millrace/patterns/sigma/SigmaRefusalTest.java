package io.millrace.patterns.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaRefusal.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not taken is told, and never taken for something else. */
class SigmaRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '§',
      value = {
        "f|hour: five ~ WRONG ~ is no number",
        "f|hour: null ~ WRONG ~ is no number",
        "f|hour|day: 5 ~ WRONG ~ 'hour' and 'day' exclude each other",
        "f|re|hour: 5 ~ WRONG ~ 'hour' is a number, which the modifiers do not go with",
        "f|hour|fieldref: g ~ WRONG ~ 'hour' is a number",
        "f|hour|contains: 5 ~ UNSUPPORTED ~ do not go with",
        "f|hour|cased: 5 ~ WRONG ~ of texts",
        "f|hour|wide: 5 ~ WRONG ~ of texts",
        "f|hour|expand: '%a%' ~ UNSUPPORTED ~ 'expand' does not go",
        "f|hour|gt|neq: 5 ~ UNSUPPORTED ~ negate it in the condition",
        "f|hour|neq|all: [5, 6] ~ UNSUPPORTED ~ negate it in the condition",
        "f|hours: 5 ~ UNSUPPORTED ~ did you mean 'hour'?",
        "'|hour': 5 ~ WRONG ~ without a field",
        "f|contain: a ~ UNSUPPORTED ~ did you mean 'contains'?",
        "f|re: '(?=a)' ~ UNSUPPORTED ~ RE2",
        "f|re|contains: a ~ UNSUPPORTED ~ do not go with",
        "f|re|expand: '%a%' ~ UNSUPPORTED ~ 'expand' does not go",
        "f|expand: '%nobody%' ~ UNSUPPORTED ~ sigma.placeholders.nobody",
        "f|wide: a ~ UNSUPPORTED ~ base64 or base64offset",
        "f|neq|all: [a, b] ~ UNSUPPORTED ~ negate it in the condition",
        "f|re|neq: a ~ UNSUPPORTED ~ negate it in the condition",
        "f|windash: '-a -b -c -d -e' ~ UNSUPPORTED ~ more than 4 flags",
        "f|windash|base64: -a ~ UNSUPPORTED ~ windash does not go",
        "f|contains|contains: a ~ WRONG ~ twice",
        "f|contains|endswith: a ~ WRONG ~ exclude each other",
        "f|contains|base64: a ~ WRONG ~ has to come before",
        "f|base64|wide: a ~ WRONG ~ behind base64",
        "f|base64: 'a*' ~ WRONG ~ wildcards",
        "f|i: a ~ WRONG ~ belongs behind 're'",
        "f|lt|gt: 5 ~ WRONG ~ does not go with those before it",
        "f|lt: a ~ WRONG ~ is no number",
        "f|exists: maybe ~ WRONG ~ true or false",
        "f|exists|all: [true] ~ WRONG ~ no meaning",
        "f|cidr: 10.0.0.0/33 ~ WRONG ~ no block of addresses",
        "f|cidr|cased: 10.0.0.0/8 ~ WRONG ~ of texts",
        "f|contains: null ~ WRONG ~ of texts",
        "f|contains: [true] ~ WRONG ~ of texts",
        "f: [] ~ WRONG ~ no values",
        "f: {a: b} ~ WRONG ~ a list or a mapping",
        "f: [[a]] ~ WRONG ~ a list or a mapping",
        "'|lt': 5 ~ WRONG ~ without a field"
      })
  void item_isRefused(String item, Kind kind, String reason) {
    SigmaRefusal refusal =
        refusal(
            "detection:\n  s:\n    " + item + "\n  condition: s\n" + "logsource: {product: p}\n");

    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.reason()).startsWith("detection.s.").contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '§',
      value = {
        "s | count() > 5 ~ UNSUPPORTED ~ write a correlation",
        "2 of s* ~ UNSUPPORTED ~ '2 of' is not read",
        "t ~ WRONG ~ 't' is no identifier of the detection; it has s",
        "1 of t* ~ WRONG ~ 't*' is none of the identifiers s",
        "s and ~ WRONG ~ ends where an identifier is due",
        "(s ~ WRONG ~ ends where ')' is due",
        "s s ~ WRONG ~ comes where 'and', 'or' or the end is due",
        "s ) ~ WRONG ~ comes where 'and', 'or' or the end is due",
        "1 of ~ WRONG ~ ends where 'them'",
        "'' ~ WRONG ~ is empty"
      })
  void condition_isRefused(String condition, Kind kind, String reason) {
    SigmaRefusal refusal =
        refusal(
            "detection:\n  s: {a: b}\n  condition: " + condition + "\nlogsource: {product: p}\n");

    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.reason()).startsWith("detection.condition: ").contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '§',
      value = {
        "logsource: {product: p} ~ WRONG ~ detection: is missing",
        "{detection: {condition: s}, logsource: {}} ~ WRONG ~ nothing to look for",
        "{detection: {s: {a: b}}, logsource: {}} ~ WRONG ~ detection.condition: is missing",
        "{detection: {s: {}, condition: s}, logsource: {}} ~ WRONG ~ is empty",
        "{detection: {s: [], condition: s}, logsource: {}} ~ WRONG ~ is empty",
        "{detection: {s: [null], condition: s}, logsource: {}} ~ WRONG ~ write texts or mappings",
        "{detection: {s: {a: b}, condition: s}} ~ WRONG ~ logsource: is missing",
        "{detection: {s: {a: b}, condition: s}, logsource: {}, level: bad} ~ WRONG ~ none of",
        "{detection: {s: {a: b}, timeframe: 5m, condition: s}, logsource: {}} ~ UNSUPPORTED ~"
            + " Sigma 1",
        "{id: a b, detection: {s: {a: b}, condition: s}, logsource: {}} ~ WRONG ~ id: would be 'a"
            + " b'; write up to 100 of",
        "{action: global, logsource: {}} ~ UNSUPPORTED ~ Sigma 1"
      })
  void rule_isRefused(String rule, Kind kind, String reason) {
    String yaml = rule.startsWith("{") ? "{title: t, " + rule.substring(1) : "title: t\n" + rule;
    SigmaRules rules = SigmaRules.parse(Path.of("x.yml"), yaml, SigmaSettings.NONE);

    assertThat(rules.patterns()).isEmpty();
    assertThat(rules.refusals()).hasSize(1);
    assertThat(rules.refusals().get(0).kind()).isEqualTo(kind);
    assertThat(rules.refusals().get(0).reason()).contains(reason);
  }

  @Test
  void refusal_namesFileRuleAndReason() {
    assertThat(refusal("detection: {s: {a|wide: x}, condition: s}\nlogsource: {}\n"))
        .hasToString(
            "x.yml: r: unsupported: detection.s.a|wide: an encoding in two bytes is looked for as"
                + " base64 or base64offset only");
  }

  @Test
  void directoryWithoutRules_isAnError(@TempDir Path directory) {
    assertThatThrownBy(() -> SigmaRules.load(directory, SigmaSettings.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessage(directory + ": holds no rule; write rules and name the files *.yml or *.yaml");
    assertThatThrownBy(() -> SigmaRules.load(directory.resolve("none"), SigmaSettings.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            directory.resolve("none")
                + ": is not a readable directory; create it, or correct the path");
  }

  @Test
  void fileThatIsNoYaml_isRefusedWhole() {
    SigmaRules rules = SigmaRules.parse(Path.of("x.yml"), "a: [", SigmaSettings.NONE);

    assertThat(rules.refusals()).hasSize(1);
    assertThat(rules.refusals().get(0).reason()).contains("x.yml:").contains("is not YAML");
  }

  private static SigmaRefusal refusal(String rest) {
    SigmaRules rules =
        SigmaRules.parse(Path.of("x.yml"), "title: t\nid: r\n" + rest, SigmaSettings.NONE);
    assertThat(rules.patterns()).isEmpty();
    assertThat(rules.refusals()).hasSize(1);
    return rules.refusals().get(0);
  }

  /** Any name is one to people; an id is part of keys. */
  @ParameterizedTest
  @CsvSource({
    "A failed login (Windows), A-failed-login-Windows",
    "_private.rule, private.rule",
    "плохой вход, file",
    "' ', file"
  })
  void nameOfARule_isMadeAnId(String name, String id) {
    SigmaRules rules =
        SigmaRules.parse(
            Path.of("file.yml"),
            "title: T\nname: '" + name + "'\nlogsource: {}\ndetection: {s: {a: b}, condition: s}\n",
            new SigmaSettings(List.of(), Map.of(), Duration.ZERO));

    assertThat(rules.patterns()).extracting(Pattern::id).containsExactly(id);
  }
}
