package io.millrace.patterns.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Bound;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import io.millrace.patterns.sigma.SigmaRefusal.Kind;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmaCorrelationTest {

  private static final String RULES =
      """
      title: A
      id: id-a
      name: a
      logsource: {product: p}
      detection: {s: {f: a}, condition: s}
      ---
      title: B
      name: b
      logsource: {product: p}
      detection: {s: {f: b}, condition: s}
      ---
      title: C
      name: c
      logsource: {product: q}
      detection: {s: {f: c}, condition: s}
      ---
      title: Bad
      name: bad
      logsource: {product: p}
      detection: {s: {f|hour: 1}, condition: s}
      ---
      """;

  private static final SigmaSettings SETTINGS =
      new SigmaSettings(
          List.of(new SigmaSettings.LogSource("q", null, null, "others")),
          Map.of(),
          Duration.ofMinutes(5));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event_count|{gte: 5}|COUNT|-|0|GREATER_OR_EQUAL 5",
        "event_count|{gt: 5, lte: 9}|COUNT|-|0|GREATER 5, LESS_OR_EQUAL 9",
        "event_count|{lt: 5}|COUNT|-|0|LESS 5",
        "event_count|{eq: 5}|COUNT|-|0|EQUAL 5",
        "event_count|{neq: 5}|COUNT|-|0|NOT_EQUAL 5",
        "value_count|{gte: 5, field: v}|DISTINCT|v|0|GREATER_OR_EQUAL 5",
        "value_count|{gte: 5, field: [v]}|DISTINCT|v|0|GREATER_OR_EQUAL 5",
        "value_sum|{gt: 0.5, field: v.w}|SUM|v.w|0|GREATER 0.5",
        "value_avg|{lt: -5, field: v}|AVERAGE|v|0|LESS -5",
        "value_percentile|{gt: 5, field: v, percentile: 95}|PERCENTILE|v|95|GREATER 5",
        "value_median|{gt: 5, field: v}|PERCENTILE|v|50|GREATER 5"
      })
  void count_isAThreshold(
      String type,
      String condition,
      Aggregate aggregate,
      String field,
      String percent,
      String how) {
    Detection.Threshold threshold =
        (Detection.Threshold)
            detection("type: %s, rules: [a], condition: %s".formatted(type, condition));

    assertThat(threshold.aggregate()).isEqualTo(aggregate);
    assertThat(threshold.value())
        .isEqualTo(field.equals("-") ? null : new Expression.Field(field, false));
    assertThat(threshold.percent()).isEqualByComparingTo(new BigDecimal(percent));
    assertThat(threshold.bounds())
        .extracting(bound -> bound.comparison() + " " + bound.limit())
        .containsExactly(how.split(", "));
    assertThat(threshold.window()).isEqualTo(Duration.ofMinutes(10));
    assertThat(threshold.keys()).containsExactly(key("u"), key("v.w"));
    assertThat(threshold.events()).isEqualTo(new EventSelector(null, equal("a")));
  }

  @Test
  void countOfSeveralRules_isOfAnyOfThem() {
    Detection.Threshold threshold =
        (Detection.Threshold) detection("type: event_count, rules: [id-a, b], condition: {gte: 1}");

    assertThat(threshold.events())
        .isEqualTo(new EventSelector(null, new Expression.Or(List.of(equal("a"), equal("b")))));
    assertThat(threshold.bounds())
        .containsExactly(new Bound(Comparison.GREATER_OR_EQUAL, BigDecimal.ONE));
  }

  @ParameterizedTest
  @CsvSource({"temporal, false", "temporal_ordered, true"})
  void temporal_takesEachRuleWithItsFields(String type, boolean ordered) {
    assertThat(
            detection(
                "type: "
                    + type
                    + ", rules: [id-a, c], aliases: {u: {a: from, c: to}}, condition: {gte: 2}"))
        .isEqualTo(
            new Detection.Temporal(
                List.of(
                    new Query.Stage(
                        new EventSelector(null, equal("a")),
                        List.of(key("from"), key("v.w")),
                        1,
                        false),
                    new Query.Stage(
                        new EventSelector("others", equal("c")),
                        List.of(key("to"), key("v.w")),
                        1,
                        false)),
                Duration.ofMinutes(10),
                ordered));
  }

  @ParameterizedTest
  @CsvSource({"30s, 30", "10m, 600", "2h, 7200", "31d, 2678400"})
  void timespan_isANumberAndAUnit(String timespan, long seconds) {
    SigmaRules rules =
        parse("type: event_count, rules: a, timespan: " + timespan + ", condition: {gte: 1}");

    assertThat(((Detection.Threshold) last(rules).detection()).window())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void referredRules_areNoPatternsUnlessTheyAreToBe() {
    String rest = "type: event_count, rules: [a, id-a], timespan: 1m, condition: {gte: 1}";

    assertThat(parse(rest).patterns()).extracting(Pattern::id).containsExactly("b", "c", "r");
    assertThat(parse(rest + ", generate: true").patterns())
        .extracting(Pattern::id)
        .containsExactly("id-a", "b", "c", "r");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: rare, rules: a|UNSUPPORTED|correlation.type: 'rare' is not read",
        "rules: a|WRONG|correlation.type: is missing",
        "type: event_count, condition: {gte: 1}|WRONG|correlation.rules: is missing",
        "type: event_count, rules: x, condition: {gte: 1}|WRONG|'x' is no id or name",
        "type: event_count, rules: bad, condition: {gte: 1}|UNSUPPORTED|'bad' is not taken",
        "type: event_count, rules: [r], condition: {gte: 1}|UNSUPPORTED|'r' is a correlation",
        "type: event_count, rules: a|WRONG|correlation.condition: is missing",
        "type: event_count, rules: a, condition: {}|WRONG|has no comparison",
        "type: event_count, rules: a, condition: {gte: x}|WRONG|is 'x'; write a number",
        "type: event_count, rules: a, condition: {gte: 1, field: u}|WRONG|'field' has no meaning",
        "type: value_count, rules: a, condition: {gte: 1}|WRONG|correlation.condition.field",
        "type: value_count, rules: a, condition: {gte: 1, field: [u, w]}|UNSUPPORTED|several",
        "type: value_percentile, rules: a, condition: {gte: 1, field: u}|UNSUPPORTED|percentile",
        "type: value_percentile, rules: a, condition: {gte: 1, field: u, percentile: 0}|WRONG|"
            + "no number above 0",
        "type: event_count, rules: a, condition: {gte: 1}, timespan: 5min|WRONG|such as 30s",
        "type: event_count, rules: a, condition: {gte: 1}, timespan: 1M|WRONG|such as 30s",
        "type: event_count, rules: a, condition: {gte: 1}, timespan: 32d|UNSUPPORTED|31 days",
        "type: event_count, rules: [a, c], condition: {gte: 1}|UNSUPPORTED|several collections",
        "type: event_count, rules: [a, b], condition: {gte: 1}, aliases: {u: {a: x, b: y}}|"
            + "UNSUPPORTED|the alias 'u' is several fields",
        "type: temporal, rules: [a]|WRONG|at least two",
        "type: temporal, rules: [a, b], condition: {gte: 1}|UNSUPPORTED|write gte: 2",
        "type: temporal, rules: [a, b], condition: a and not b|UNSUPPORTED|a formula of rules",
        "type: temporal, rules: [a, b], aliases: {u: {a: x}}|WRONG|aliases.u.b: is missing"
      })
  void correlation_isRefused(String rest, Kind kind, String reason) {
    SigmaRules rules = parse(rest.contains("timespan") ? rest : rest + ", timespan: 10m");
    List<SigmaRefusal> refusals =
        rules.refusals().stream().filter(refusal -> refusal.rule().equals("r")).toList();

    assertThat(rules.patterns()).extracting(Pattern::id).doesNotContain("r");
    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).kind()).isEqualTo(kind);
    assertThat(refusals.get(0).reason()).contains(reason);
  }

  @Test
  void rulesOfADirectory_referToEachOther(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("1.yml"),
        "{title: T, id: r, correlation: {type: event_count, rules: b, timespan: 1m,"
            + " condition: {gte: 1}}}");
    Files.createDirectory(directory.resolve("deeper"));
    Files.writeString(
        directory.resolve("deeper/2.yaml"),
        "{title: B, name: b, logsource: {}, detection: {s: {f: b}, condition: s}}");
    Files.writeString(
        directory.resolve("deeper/3.yaml"),
        "{title: R, id: r, logsource: {}, detection: {s: {f: b}, condition: s}}");
    Files.writeString(directory.resolve("README.md"), "# not read");

    SigmaRules rules = SigmaRules.load(directory, SETTINGS);

    assertThat(rules.patterns()).extracting(Pattern::title).containsExactly("T");
    assertThat(rules.refusals())
        .hasToString(
            "[" + directory.resolve("deeper/3.yaml") + ": r: id: 'r' is that of another rule too]");
  }

  @Test
  void ruleIsAPattern_withWhatItSaysOfItself() {
    Pattern pattern =
        last(
            SigmaRules.parse(
                Path.of("some/file.yml"),
                """
                title: T
                description: D
                status: deprecated
                author: somebody
                falsepositives: [none]
                date: 2025/12/31
                modified: 2026-01-31
                level: high
                tags: [attack.t1]
                fields: [a, b.c]
                logsource: {}
                detection: {s: {f: a}, condition: s}
                """,
                SETTINGS));

    assertThat(pattern)
        .isEqualTo(
            new Pattern(
                "file",
                20_260_131,
                "T",
                "D",
                Pattern.Severity.HIGH,
                List.of("attack.t1"),
                false,
                new Detection.Eql(new Query.Single(new EventSelector(null, equal("a")))),
                Duration.ofMinutes(5),
                null,
                Map.of(
                    "a", new Expression.Field("a", false),
                    "b.c", new Expression.Field("b.c", false))));
  }

  private static Detection detection(String rest) {
    return last(parse(rest + ", group-by: [u, v.w], timespan: 10m")).detection();
  }

  private static Pattern last(SigmaRules rules) {
    return rules.patterns().get(rules.patterns().size() - 1);
  }

  private static SigmaRules parse(String correlation) {
    String groupBy =
        correlation.contains("aliases") && !correlation.contains("group-by")
            ? ", group-by: [u]"
            : "";
    return SigmaRules.parse(
        Path.of("x.yml"),
        RULES + "title: R\nid: r\ncorrelation: {" + correlation + groupBy + "}\n",
        SETTINGS);
  }

  private static Expression equal(String value) {
    return new Expression.Compare(
        Comparison.EQUAL, new Expression.Field("f", false), new Expression.Constant(value), true);
  }

  private static Key key(String path) {
    return new Key(new Expression.Field(path, false), false);
  }
}
