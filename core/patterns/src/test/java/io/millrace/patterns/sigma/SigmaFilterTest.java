package io.millrace.patterns.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.patterns.definition.PatternText;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import io.millrace.patterns.sigma.SigmaRefusal.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has a filter's condition on top of its own. */
class SigmaFilterTest {

  private static final String RULES =
      """
      title: A
      id: id-a
      name: a
      date: 2026-01-31
      logsource: {product: p, category: c}
      detection: {selection: {f: a}, other: {g: a}, condition: selection or other}
      ---
      title: B
      id: b
      logsource: {product: p}
      detection: {selection: {f: b}, condition: selection}
      ---
      title: Bad
      id: bad
      logsource: {product: p}
      detection: {selection: {f|nothing: b}, condition: selection}
      ---
      title: Both
      id: both
      correlation: {type: temporal, rules: [a, b], timespan: 1m, generate: true}
      """;

  private static final SigmaSettings SETTINGS =
      new SigmaSettings(List.of(), Map.of("Admins", List.of("root")), Duration.ofMinutes(1));

  /** Its own identifiers and the rule's do not meet; the rule's {@code or} stays within. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '§',
      value = {
        "not selection ~ {'f':'a'} ~ true",
        "not selection ~ {'g':'a'} ~ true",
        "not selection ~ {'f':'a','u':'root'} ~ false",
        "not selection ~ {'g':'a','u':'root'} ~ false",
        "not selection ~ {'u':'x'} ~ false",
        "selection ~ {'f':'a'} ~ false",
        "selection ~ {'f':'a','u':'ROOT'} ~ true",
        "not 1 of them ~ {'f':'a','u':'root'} ~ false",
        "not 1 of them ~ {'f':'a','h':1} ~ false",
        "not all of them ~ {'f':'a','u':'root'} ~ true",
        "not all of them ~ {'f':'a','u':'root','h':1} ~ false",
        "[not selection, more] ~ {'f':'a','u':'root','h':1} ~ true"
      })
  void ruleAndFilter_holdBoth(String condition, String event, boolean holds) throws Exception {
    SigmaRules rules = rules(filter("a", "{product: p}", condition));

    assertThat(holds(pattern(rules, "id-a"), event)).isEqualTo(holds);
    assertThat(holds(pattern(rules, "b"), "{'f':'b','u':'root'}")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[id-a]|{product: p}|A",
        "a|{product: P, category: c}|A",
        "[a, id-a, b]|{product: p}|A B",
        "[a, b]|{}|A B",
        "any|{product: p}|A B",
        "any|{category: c}|A",
        "any|{service: s}|-"
      })
  void filter_isOfTheRulesThatItNames(String references, String source, String titles) {
    SigmaRules plain = rules("");
    SigmaRules rules = rules(filter(references, source, "not selection"));

    assertThat(rules.refusals()).isEqualTo(plain.refusals());
    assertThat(
            rules.patterns().stream()
                .filter(pattern -> pattern.title().length() == 1)
                .filter(pattern -> !plain.patterns().contains(pattern))
                .map(Pattern::title))
        .containsExactly(titles.equals("-") ? new String[0] : titles.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{rules: x, s: {u: v}, condition: s}~{}~WRONG~filter.rules: 'x' is no id or name of a rule"
            + " in these files",
        "{rules: f, s: {u: v}, condition: s}~{}~WRONG~filter.rules: 'f' is no id or name of a rule"
            + " in these files",
        "{rules: both, s: {u: v}, condition: s}~{}~UNSUPPORTED~filter.rules: 'both' is a"
            + " correlation, and filters are of single events; name its rules",
        "{rules: b, s: {u: v}, condition: s}~{category: c}~WRONG~filter.rules: the logsource of"
            + " 'b' is none of the filter's",
        "{s: {u: v}, condition: s}~{}~WRONG~filter.rules: is missing; write ids or names of rules,"
            + " or 'any'",
        "{rules: b, condition: s}~{}~WRONG~filter: has nothing to look for; write 'selection:"
            + " {field: value}'",
        "{rules: b, s: {u: v}}~{}~WRONG~filter.condition: is missing; write 'condition: selection'",
        "{rules: b, s: {u: v}, condition: selection}~{}~WRONG~filter.condition: 'selection' is no"
            + " identifier of the filter; it has s",
        "{rules: b, s: {u|wide: v}, condition: s}~{}~UNSUPPORTED~filter.s.u|wide: an encoding in"
            + " two bytes is looked for as base64 or base64offset only",
        "text~{}~WRONG~filter: is 'text'; write a mapping",
        "{rules: b, s: {u: v}, condition: s}~-~WRONG~logsource: is missing; write product,"
            + " category or service"
      })
  void filter_isRefused_andTheRulesStay(String filter, String source, Kind kind, String reason) {
    String written =
        "---\ntitle: F\nid: f\n"
            + (source.equals("-") ? "" : "logsource: " + source + "\n")
            + "filter: "
            + filter
            + "\n";
    SigmaRules rules = rules(written);
    SigmaRefusal told = refusal(rules);

    assertThat(told.kind()).isEqualTo(kind);
    assertThat(told.reason()).isEqualTo(reason);
    assertThat(rules.patterns()).isEqualTo(rules("").patterns());
  }

  @Test
  void whatAFilterCannotChange_isTold_andTheOthersAreFiltered() {
    SigmaRules rules = rules(filter("[x, b, bad, id-a]", "{category: c}", "not selection"));

    assertThat(rules.refusals())
        .extracting(SigmaRefusal::toString)
        .containsExactlyInAnyOrder(
            rules("").refusals().get(0).toString(),
            "x.yml: f: filter.rules: 'x' is no id or name of a rule in these files",
            "x.yml: f: filter.rules: the logsource of 'b' is none of the filter's");
    assertThat(pattern(rules, "id-a")).isNotEqualTo(pattern(rules(""), "id-a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "detection: {s: {f: a}, condition: s}|filter: is in one document with 'detection'; write"
            + " two, with '---' between them",
        "correlation: {type: event_count}|filter: is in one document with 'correlation'; write"
            + " two, with '---' between them"
      })
  void filterWithinARule_isRefused(String other, String reason) {
    SigmaRules rules = rules(filter("b", "{}", "not selection") + other + "\n");

    assertThat(refusal(rules).reason()).isEqualTo(reason);
  }

  /** An {@code A} of root does not count for what refers to the rule. */
  @Test
  void correlation_isOfFilteredRules() {
    SigmaRules rules =
        SigmaRules.parse(
            Path.of("x.yml"),
            """
            {title: T, name: A, logsource: {}, detection: {s: {kind: A}, condition: s}}
            ---
            {title: T, id: r, correlation: {type: event_count, rules: A, group-by: user,
             timespan: 10s, condition: {gte: 2}}}
            ---
            {title: F, logsource: {}, filter: {rules: A, s: {value: 7}, condition: not s}}
            """,
            SETTINGS);

    assertThat(rules.refusals()).isEmpty();
    assertThat(new Trial(rules.patterns().get(0)).told("A0 A1=7 A2")).isEqualTo("u: 0 2 @2");
  }

  /** However filters and what they change are ordered, and by whichever names. */
  @Test
  void text_hasTheFilters_andMeansTheSame() {
    SigmaRules rules =
        rules(
            filter("b", "{}", "not selection")
                + filter("[id-a, b, x]", "{product: p}", "not more")
                + filter("any", "{}", "not (selection and more)").replace("root", "'%Admins%'")
                + filter("any", "{product: other}", "selection"));

    assertThat(rules.definitions())
        .extracting(definition -> definition.pattern().id(), definition -> titles(definition))
        .containsExactly(
            tuple("id-a", List.of("A", "F", "F")),
            tuple("b", List.of("B", "F", "F", "F")),
            tuple("both", List.of("Both", "A", "B", "F", "F", "F")));
    for (SigmaDefinition definition : rules.definitions()) {
      assertThat(PatternText.read(definition.pattern().id(), definition.text()))
          .isEqualTo(definition.pattern());
      assertThat(definition.settings().placeholders()).containsOnlyKeys("Admins");
    }
  }

  private static List<Object> titles(SigmaDefinition definition) {
    return definition.documents().stream().map(document -> document.get("title")).toList();
  }

  @Test
  void changedFilter_isANewVersion() {
    SigmaDefinition plain = rules("").definitions().get(0);
    SigmaDefinition filtered =
        rules(filter("a", "{}", "not selection"))
            .definitions()
            .get(0)
            .behind(plain.pattern())
            .get();
    SigmaDefinition again = rules(filter("a", "{}", "not more")).definitions().get(0);

    assertThat(plain.pattern().version()).isEqualTo(20_260_131);
    assertThat(filtered.pattern().version()).isEqualTo(20_260_132);
    assertThat(filtered.behind(filtered.pattern())).isEmpty();
    assertThat(again.behind(filtered.pattern()).get().pattern().version()).isEqualTo(20_260_133);
    assertThat(plain.behind(filtered.pattern()).get().pattern().version()).isEqualTo(20_260_133);
  }

  @Test
  void filtersOfADirectory_changeRulesOfOtherFiles(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("1.yml"),
        "{title: F, logsource: {}, filter: {rules: [r], s: {u: v}, condition: not s}}");
    Files.createDirectory(directory.resolve("deeper"));
    Files.writeString(
        directory.resolve("deeper/2.yml"),
        "{title: R, id: r, logsource: {}, detection: {s: {f: a}, condition: s}}");

    SigmaRules rules = SigmaRules.load(directory, SETTINGS);

    assertThat(rules.refusals()).isEmpty();
    assertThat(holds(pattern(rules, "r"), "{'f':'a'}")).isTrue();
    assertThat(holds(pattern(rules, "r"), "{'f':'a','u':'v'}")).isFalse();
  }

  private static String filter(String references, String source, String condition) {
    return "---\ntitle: F\nid: f\nlogsource: "
        + source
        + "\nfilter: {rules: "
        + references
        + ", selection: {u|expand: root}, more: {h: 1}, condition: "
        + condition
        + "}\n";
  }

  private static SigmaRules rules(String more) {
    return SigmaRules.parse(Path.of("x.yml"), RULES + more, SETTINGS);
  }

  private static SigmaRefusal refusal(SigmaRules rules) {
    List<SigmaRefusal> told =
        rules.refusals().stream().filter(refusal -> refusal.rule().equals("f")).toList();
    assertThat(told).hasSize(1);
    return told.get(0);
  }

  private static Pattern pattern(SigmaRules rules, String id) {
    return rules.patterns().stream()
        .filter(pattern -> pattern.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static boolean holds(Pattern pattern, String event) {
    Expression condition =
        ((Query.Single) ((Detection.Eql) pattern.detection()).query()).events().condition();
    FieldTable table = new FieldTable();
    CompiledExpression compiled = ExpressionCompiler.compile(condition, table);
    JsonFields fields = new JsonFields(table);
    assertThat(fields.read(event.replace('\'', '"').getBytes(UTF_8))).isTrue();
    return compiled.holds(fields);
  }
}
