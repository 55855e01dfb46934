package io.millrace.patterns.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.ExpressionText;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Bound;
import io.millrace.patterns.model.Detection.Selection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import io.millrace.patterns.sigma.SigmaRefusal.Kind;
import io.millrace.patterns.sigma.SigmaSettings.LogSource;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
      title: D
      name: d
      logsource: {product: p}
      detection: {s: {f: d}, condition: s}
      ---
      title: Bad
      name: bad
      logsource: {product: p}
      detection: {s: {f|wide: a}, condition: s}
      ---
      """;

  private static final SigmaSettings SETTINGS =
      new SigmaSettings(
          List.of(new LogSource("q", null, null, "others")), Map.of(), Duration.ofMinutes(5));

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
    assertThat(threshold.selections())
        .containsExactly(
            new Selection(new EventSelector(null, equal("a")), List.of(key("u"), key("v.w"))));
  }

  @Test
  void countOfSeveralRules_isOfAnyOfThem() {
    Detection.Threshold threshold =
        (Detection.Threshold) detection("type: event_count, rules: [id-a, b], condition: {gte: 1}");

    assertThat(threshold.selections())
        .containsExactly(
            new Selection(
                new EventSelector(null, new Expression.Or(List.of(equal("a"), equal("b")))),
                List.of(key("u"), key("v.w"))));
    assertThat(threshold.bounds())
        .containsExactly(new Bound(Comparison.GREATER_OR_EQUAL, BigDecimal.ONE));
  }

  /** Rules of one collection and the same fields are together, so that one more changes nothing. */
  @Test
  void countOfRulesOfSeveralCollectionsOrFields_hasASelectionOfEach() {
    Detection.Threshold threshold =
        (Detection.Threshold)
            detection(
                "type: value_sum, rules: [a, c, b, d], condition: {gte: 1, field: n},"
                    + " aliases: {u: {a: from, b: from, c: from, d: to}}");

    assertThat(threshold.selections())
        .containsExactly(
            new Selection(
                new EventSelector(null, new Expression.Or(List.of(equal("a"), equal("b")))),
                List.of(key("from"), key("v.w"))),
            new Selection(
                new EventSelector("others", equal("c")), List.of(key("from"), key("v.w"))),
            new Selection(new EventSelector(null, equal("d")), List.of(key("to"), key("v.w"))));
    assertThat(threshold.value()).isEqualTo(new Expression.Field("n", false));
  }

  /** Of which rules there have to be events, one at least of any: all such sets of the three. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a and b and d ~ abd",
        "id-a AND d AND b ~ abd",
        "a and (b or d) ~ ab ad abd",
        "a or (b and d) ~ a ab ad bd abd",
        "(a and b) or (a and d) ~ ab ad abd",
        "a and not (b or d) ~ a",
        "not (not a or d) and b ~ ab",
        "a and (b or not d) ~ a ab abd",
        "a and not (b and d) ~ a ab ad",
        "(a or b) and (not a or d) ~ b ad bd abd",
        // True of none, too; but then nobody asks.
        "a or not (b or d) ~ a ab ad abd",
        "not (a and b and d) ~ a b d ab ad bd",
        "a and b and (d or not d) and d ~ abd",
        "1 of them ~ a b d ab ad bd abd",
        "{gte: 1} ~ a b d ab ad bd abd",
        "{gte: 0} ~ a b d ab ad bd abd",
        "{lt: 4} ~ a b d ab ad bd abd",
        "{gte: 2} ~ ab ad bd abd",
        "{gt: 1.5, lte: 3} ~ ab ad bd abd",
        "{gte: 2.5, lt: 4, neq: 4} ~ abd",
        "{gt: 1, neq: 2} ~ abd",
        "{eq: 3} ~ abd",
        "{eq: 1} ~ a b d",
        "{lte: 2} ~ a b d ab ad bd",
        "{gt: 1, lt: 3} ~ ab ad bd",
        "{neq: 2} ~ a b d abd",
        "{neq: 3} ~ a b d ab ad bd",
        "{neq: 1, lt: 3} ~ ab ad bd"
      })
  void conditionOfRules_holdsForThese(String condition, String sets) {
    Detection.Temporal temporal =
        (Detection.Temporal) detection("type: temporal, rules: [a, b, d], condition: " + condition);

    Combination asked = temporal.asked();
    assertThat(
            Stream.of("a", "b", "d", "ab", "ad", "bd", "abd")
                .filter(
                    set ->
                        asked == null
                            ? set.equals("abd")
                            : asked.holds(
                                set.chars().mapToLong(rule -> 1L << "abd".indexOf(rule)).sum())))
        .containsExactly(sets.split(" "));
    assertThat(temporal.kinds())
        .extracting(kind -> kind.events().condition())
        .containsExactly(equal("a"), equal("b"), equal("d"));
  }

  @ParameterizedTest
  @CsvSource({"b and a and c, a b c@others", "a and c and not b, a b c@others"})
  void orderedCondition_keepsTheOrderOfTheRules(String condition, String kinds) {
    assertThat(kinds("type: temporal_ordered, rules: [a, b, c], condition: " + condition))
        .isEqualTo(kinds);
  }

  /** Within 10 s: a window is {@code (t - 10 s, t]}, looked at at each event. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '~',
      value = {
        "temporal ~ A and not B ~ A0 ~ u: 0 @0",
        "temporal ~ A and not B ~ B0 A5 ~ -",
        "temporal ~ A and not B ~ B0 A10 ~ u: 1 @10",
        "temporal ~ A and not B ~ A0 B1 A2 A11.5 ~ u: 0 @0; u: 3 @11.5",
        "temporal ~ A and not B ~ B0@ann A1 ~ u: 1 @1",
        "temporal ~ A and (B or C) ~ A0 C5 ~ u: 0 1 @5",
        "temporal ~ A and (B or C) ~ B0 C1 ~ -",
        "temporal ~ A and (B or C) ~ A0 B1 C2 ~ u: 0 1 @1",
        "temporal ~ A or (B and C) ~ A0 ~ u: 0 @0",
        "temporal ~ A or (B and C) ~ B0 C1 ~ u: 0 1 @1",
        "temporal ~ A or (B and C) ~ B0 C10 ~ -",
        "temporal ~ A or (B and C) ~ B0 A1 ~ u: 0 1 @1",
        "temporal ~ {gte: 2} ~ A0 C1 ~ u: 0 1 @1",
        "temporal ~ {gte: 2} ~ A0 A1 ~ -",
        "temporal ~ {gte: 2} ~ AB0 ~ u: 0 @0",
        // What has occurred is shown, asked for or not.
        "temporal ~ C and (A or not B) ~ C0 ~ u: 0 @0",
        "temporal ~ C and (A or not B) ~ B0 C1 ~ -",
        "temporal ~ C and (A or not B) ~ B0 A1 C2 ~ u: 0 1 2 @2",
        "temporal ~ C and (A or not B) ~ B0 C1 C10 ~ u: 2 @10",
        "temporal ~ C and not (A and B) ~ C0 A1 B2 C3 ~ u: 0 @0",
        "temporal ~ C and not (A and B) ~ A0 B1 C2 ~ -",
        "temporal ~ C and not (A and B) ~ A0 B1 C2 C10.5 ~ u: 1 3 @10.5",
        // B is there still at 10.5, at 11 nothing but the new A.
        "temporal ~ {lte: 1} ~ A0 ~ u: 0 @0",
        "temporal ~ {lte: 1} ~ A0 B1 ~ u: 0 @0",
        "temporal ~ {lte: 1} ~ A0 B1 A10.5 ~ u: 0 @0",
        "temporal ~ {lte: 1} ~ A0 B1 A11 ~ u: 0 @0; u: 2 @11",
        "temporal ~ {lte: 1} ~ A0 B1 B10.5 ~ u: 0 @0; u: 2 @10.5",
        "temporal ~ {lte: 1} ~ A0 A1 A20 ~ u: 0 @0; u: 2 @20",
        "temporal ~ {lte: 1} ~ AB0 ~ -",
        "temporal ~ {neq: 2} ~ A0 B1 C2 ~ u: 0 @0; u: 0 1 2 @2",
        "temporal ~ {gte: 2, lte: 2} ~ A0 B1 C2 ~ u: 0 1 @1",
        "temporal ~ {gte: 2, lte: 2} ~ A0 B1 C2 A11 ~ u: 0 1 @1; u: 2 3 @11",
        "temporal ~ A or not B ~ A0 ~ u: 0 @0",
        "temporal ~ A or not B ~ B0 ~ -",
        "temporal ~ A or not B ~ B0 A1 ~ u: 0 1 @1",
        // Asked at an event, and true again when B is over.
        "temporal ~ not (A and B) ~ A0 ~ u: 0 @0",
        "temporal ~ not (A and B) ~ A0 B1 A10.5 ~ u: 0 @0",
        "temporal ~ not (A and B) ~ A0 B1 A11 ~ u: 0 @0; u: 2 @11",
        "temporal_ordered ~ A and (B or C) ~ A0 C5 ~ u: 0 1 @5",
        "temporal_ordered ~ A and (B or C) ~ C0 A5 ~ -",
        "temporal_ordered ~ A and (B or C) ~ B0 A1 C2 ~ u: 1 2 @2",
        "temporal_ordered ~ A or (B and C) ~ C0 B1 ~ -",
        "temporal_ordered ~ A or (B and C) ~ C0 B1 C2 ~ u: 1 2 @2",
        "temporal_ordered ~ A and (B or not C) ~ A0 ~ u: 0 @0",
        "temporal_ordered ~ A and (B or not C) ~ C0 A1 ~ -",
        "temporal_ordered ~ A and (B or not C) ~ C0 A1 B2 ~ u: 1 2 @2",
        "temporal_ordered ~ A and (B or not C) ~ C0 B1 A2 ~ -",
        // B is over at 10.5: without it A is enough, and what is more than enough is not shown.
        "temporal_ordered ~ A and (not B or C) ~ B0 A5 C10.5 ~ u: 1 @10.5",
        // Without C there needs to be nothing else.
        "temporal_ordered ~ not C or (A and B) ~ B0 ~ u: 0 @0",
        "temporal_ordered ~ not C or (A and B) ~ C0 B1 A2 ~ -",
        "temporal_ordered ~ not C or (A and B) ~ C0 A1 B2 ~ u: 1 2 @2",
        "temporal_ordered ~ A and B and not C ~ A0 B1 ~ u: 0 1 @1",
        "temporal_ordered ~ A and B and not C ~ B0 A1 ~ -",
        "temporal_ordered ~ A and B and not C ~ A0 C1 B2 ~ -",
        "temporal_ordered ~ A and B and not C ~ C0 A1 B10 ~ u: 1 2 @10"
      })
  void conditionOfRules_isFound(String type, String condition, String events, String alerts) {
    String rules = condition.contains("C") || condition.contains("2") ? "[A, B, C]" : "[A, B]";

    assertThat(
            new Trial(
                    correlation(
                        "type: %s, rules: %s, group-by: user, timespan: 10s, condition: %s"
                            .formatted(type, rules, condition)))
                .told(events))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  @ParameterizedTest
  @CsvSource({
    "{gte: 1}, 1",
    "{gte: 2}, 2",
    "{gt: 1}, 2",
    "{gt: 1.5}, 2",
    "'{gte: 1, gt: 1}', 2",
    "{gt: 0}, 1",
    "{gte: 3}, 0",
    "{gt: 2}, 0",
    "{eq: 3}, 0"
  })
  void orderOfLessThanAllRules_hasThemAll(String condition, int least) {
    Detection detection =
        detection("type: temporal_ordered, rules: [d, a, b], condition: " + condition);

    assertThat(((Detection.Temporal) detection).asked())
        .isEqualTo(
            least == 0
                ? null
                : new Combination.Count(
                    IntStream.rangeClosed(least, 3).boxed().collect(Collectors.toSet())));
    assertThat(((Detection.Temporal) detection).ordered()).isTrue();
    assertThat(kinds("type: temporal_ordered, rules: [d, a, b], condition: " + condition))
        .isEqualTo("d a b");
  }

  /** Within 10 s. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '~',
      value = {
        "A, B, C ~ {gte: 2} ~ A0 B1 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ A0 C1 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ B0 C1 ~ u: 0 1 @1",
        "A, B, C ~ {gt: 1} ~ B0 C1 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ C0 B1 A2 ~ -",
        "A, B, C ~ {gte: 2} ~ A0 A1 ~ -",
        "A, B, C ~ {gte: 2} ~ A0@ann B1 ~ -",
        // Of A and C, B and C and, in the third, of C and B; those that begin last are shown.
        "A, B, C ~ {gte: 2} ~ B0 A1 C2 ~ u: 1 2 @2",
        "A, B, C ~ {gte: 2} ~ A0 C0 ~ u: 0 1 @0",
        "C, A, B ~ {gte: 2} ~ C0 B1 A2 C3 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ C0 B1 A2 C3 ~ u: 2 3 @3",
        // What begins ten seconds before is over.
        "A, B, C ~ {gte: 2} ~ A0 B9.999 ~ u: 0 1 @9.999",
        "A, B, C ~ {gte: 2} ~ A0 B10 ~ -",
        "A, B, C ~ {gte: 2} ~ A0 B10 C11 ~ u: 1 2 @11",
        // Told when it becomes true: at 11.5 there are C and B, at 12 there are B and C.
        "A, B, C ~ {gte: 2} ~ A0 B1 C2 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ A0 B1 C2 B11.5 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ A0 B1 C2 B11.5 C12 ~ u: 0 1 @1; u: 3 4 @12",
        // An event of two rules is one of them.
        "A, B, C ~ {gte: 2} ~ AB0 ~ -",
        "A, B, C ~ {gte: 2} ~ AB0 B1 ~ u: 0 1 @1",
        "A, B, C ~ {gte: 2} ~ AB0 AB0 ~ u: 0 1 @0",
        "A, B, C ~ {gte: 2} ~ BC0 A1 ~ -",
        "A, B, C ~ {gte: 1} ~ C0 A1 ~ u: 0 @0",
        "A, B, C ~ {gte: 1} ~ AB0 C10 ~ u: 0 @0; u: 1 @10",
        // Exactly so many, or less, come in order: A10 is none after B1 and C2.
        "A, B, C ~ {eq: 2} ~ A0 B1 ~ u: 0 1 @1",
        "A, B, C ~ {eq: 2} ~ A0 B1 C2 ~ u: 0 1 @1",
        "A, B, C ~ {eq: 2} ~ A0 B1 C2 A10 ~ u: 0 1 @1; u: 1 2 @10",
        "A, B, C ~ {lt: 2} ~ B0 A1 ~ u: 0 @0",
        "A, B, C ~ {lt: 2} ~ A0 B1 B10.5 ~ u: 0 @0; u: 2 @10.5",
        "A, B, C ~ {lte: 2} ~ A0 B1 C2 ~ u: 0 @0",
        "A, B, C ~ {neq: 2} ~ A0 B1 C2 ~ u: 0 @0; u: 0 1 2 @2",
        // One event is that of one place in the list.
        "A, B, A ~ {gte: 2} ~ A0 ~ -",
        "A, B, A ~ {gte: 2} ~ A0 A1 ~ u: 0 1 @1",
        "A, B, C, D ~ {gte: 3} ~ A0 B1 C2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gte: 3} ~ A0 B1 D2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gte: 3} ~ A0 C1 D2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gte: 3} ~ B0 C1 D2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gt: 2} ~ B0 C1 D2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gte: 3} ~ A0 B1 ~ -",
        "A, B, C, D ~ {gte: 3} ~ A0 C1 B2 ~ -",
        "A, B, C, D ~ {gte: 3} ~ D0 C1 B2 A3 ~ -",
        "A, B, C, D ~ {gte: 3} ~ C0 A1 D2 B3 C4 ~ u: 1 3 4 @4",
        // A C D and A B D begin with the same: C is later in the list.
        "A, B, C, D ~ {gte: 3} ~ A0 C1 B2 D3 ~ u: 0 1 3 @3",
        "A, B, C, D ~ {gte: 3} ~ A0 B5 C10 ~ -",
        "A, B, C, D ~ {gte: 3} ~ A0 B5 C10 D10.5 ~ u: 1 2 3 @10.5",
        "A, B, C, D ~ {gte: 3} ~ A0 B5 C9 D10.5 ~ u: 0 1 2 @9",
        "A, B, C, D ~ {gte: 3} ~ A0 B1 A9 C10.5 ~ -",
        "A, B, C, D ~ {gte: 3} ~ A0 B1 A2 B3 C10.5 ~ u: 2 3 4 @10.5",
        "A, B, C, D ~ {gte: 3} ~ AB0 BC1 ~ -",
        "A, B, C, D ~ {gte: 3} ~ AB0 BC1 CD2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gte: 3} ~ ABCD0 ABCD1 ~ -",
        "A, B, C, D ~ {gte: 3} ~ ABCD0 ABCD1 ABCD2 ~ u: 0 1 2 @2",
        "A, B, C, D ~ {gte: 2} ~ D0 C1 B2 C3 ~ u: 2 3 @3"
      })
  void orderOfLessThanAllRules_isFound(
      String rules, String condition, String events, String alerts) {
    assertThat(
            new Trial(
                    correlation(
                        "type: temporal_ordered, rules: [%s], group-by: user, timespan: 10s, condition: %s"
                            .formatted(rules, condition)))
                .told(events))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  @Test
  void orderOfLessThanAllRules_saysWhichWereThere() {
    String rest = "type: temporal_ordered, rules: [A, B, C, D], group-by: user, timespan: 10s";
    Pattern pattern = correlation(rest + ", condition: {gte: 3}");
    Replay replay = new Replay(List.of(LivePattern.always(pattern)), Limits.DEFAULT);
    List<Sample> events = Sample.read("A0 C1 B2");
    List<KeyBytes> keys = new ArrayList<>();
    events.forEach(event -> keys.addAll(replay.add(event.event(), event.values(replay.fields()))));
    replay.advance(5_000);

    assertThat(replay.describe(keys.get(2), ref -> "e" + ref.offset()))
        .containsExactly("rule 1: e0", "rule 2: e2", "rules 1, 2: e0, e2", "rules 1, 3: e0, e1");
    assertThat(new Trial(pattern).alerts(Sample.read("A0 C1 D2")).get(0).why())
        .isEqualTo("3 events of 3 kinds in their order in 2s");
  }

  /** What is remembered for three rules is not enough for another number of them. */
  @Test
  void numberOfRulesInTheirOrder_isPartOfTheShape() {
    String rest = "type: temporal_ordered, rules: [A, B, C, D], timespan: 10s, condition: ";

    assertThat(
            Stream.of("{gte: 2}", "{gt: 2}", "{gte: 3}", "{gte: 4}")
                .map(condition -> Rule.of(LivePattern.always(correlation(rest + condition))))
                .map(Rule::shape)
                .distinct())
        .hasSize(3);
  }

  /** Ann's are two acts and one of the others; there an account is what a user is here. */
  @Test
  void countOverCollections_isByTheFieldOfEach() {
    Pattern pattern =
        correlation(
            "type: event_count, rules: [A, O], group-by: u, timespan: 10s, condition: {gte: 3},"
                + " aliases: {u: {A: user, O: account}}");

    assertThat(
            Trial.told(
                new Trial(pattern)
                    .alerts(
                        List.of(
                            Sample.at(0, 0, Map.of("kind", "A", "user", "ann")),
                            Sample.at(1, 1, "others", Map.of("kind", "O", "account", "ann")),
                            Sample.at(2, 2, "others", Map.of("kind", "O", "account", "bob")),
                            Sample.at(3, 3, "others", Map.of("kind", "O", "user", "ann")),
                            Sample.at(4, 4, "acts", Map.of("kind", "O", "account", "ann")),
                            Sample.at(5, 5, Map.of("kind", "A", "user", "ann"))))))
        .isEqualTo("ann: 0 1 5 @5");
  }

  /**
   * Either of the two, wherever it is and whatever names its user; again when ten seconds are over.
   */
  @Test
  void oneOfRulesOfSeveralCollections_isByTheFieldOfEach() {
    Pattern pattern =
        correlation(
            "type: temporal, rules: [A, O], group-by: u, timespan: 10s, condition: A or O,"
                + " aliases: {u: {A: user, O: account}}");

    assertThat(
            Trial.told(
                new Trial(pattern)
                    .alerts(
                        List.of(
                            Sample.at(0, 0, Map.of("kind", "A", "user", "ann")),
                            Sample.at(1, 1, "others", Map.of("kind", "O", "account", "bob")),
                            Sample.at(2, 2, "others", Map.of("kind", "O", "account", "ann")),
                            Sample.at(3, 3, "others", Map.of("kind", "O", "user", "cyd")),
                            Sample.at(4, 4, "acts", Map.of("kind", "O", "account", "dee")),
                            Sample.at(5, 20, "others", Map.of("kind", "O", "account", "ann"))))))
        .isEqualTo("ann: 0 @0; bob: 1 @1; ann: 5 @20");
  }

  /** With Ann as both it counts once for her, with Ann and Bob once for each. */
  @Test
  void eventOfSeveralRules_countsOnceForEachKey() {
    Pattern pattern =
        correlation(
            "type: event_count, rules: [A, B], group-by: u, timespan: 10s, condition: {gte: 2},"
                + " aliases: {u: {A: user, B: account}}");
    List<String> both = List.of("A", "B");

    assertThat(
            Trial.told(
                new Trial(pattern)
                    .alerts(
                        List.of(
                            Sample.at(0, 0, Map.of("kind", both, "user", "ann", "account", "ann")),
                            Sample.at(1, 1, Map.of("kind", both, "user", "ann", "account", "bob")),
                            Sample.at(2, 2, Map.of("kind", "A", "user", "bob"))))))
        .isEqualTo("ann: 0 1 @1; bob: 1 2 @2");
  }

  /** A's value is in x, that of B in y; an event that is both has that of the first with one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      nullValues = "-",
      value = {
        "[A, B] ~ A x1, B y2 ~ : 0 1 @1",
        "[A, B] ~ A y1, B y2 ~ -",
        "[A, B] ~ A x1, B x2 ~ -",
        "[A, B] ~ AB x1 y2, A x1 ~ -",
        "[B, A] ~ AB x1 y2, A x1 ~ : 0 1 @1",
        "[A, B] ~ AB x1 y2, A x2 ~ : 0 1 @1",
        "[A, B] ~ AB y2, A x1 ~ : 0 1 @1",
        "[A, B, C] ~ BC x1 y2, C x1 ~ : 0 1 @1",
        "[C, A, B] ~ BC x1 y2, C x1 ~ -"
      })
  void valueOfSeveralFields_isThatOfEachRule(String rules, String events, String alerts) {
    Pattern pattern =
        correlation(
            "type: value_count, rules: "
                + rules
                + ", timespan: 10s, condition: {gte: 2, field: v},"
                + " aliases: {v: {A: x, B: y, C: x}}");

    assertThat(Trial.told(new Trial(pattern).alerts(withFields(events))))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  @Test
  void sumOfSeveralFields_isOfThatOfEachRule() {
    Pattern pattern =
        correlation(
            "type: value_sum, rules: [A, O], group-by: u, timespan: 10s,"
                + " condition: {gte: 7, field: v},"
                + " aliases: {u: {A: user, O: account}, v: {A: x, O: y}}");

    assertThat(
            Trial.told(
                new Trial(pattern)
                    .alerts(
                        List.of(
                            Sample.at(0, 0, Map.of("kind", "A", "user", "ann", "x", 3, "y", 9)),
                            Sample.at(
                                1, 1, "others", Map.of("kind", "O", "account", "ann", "x", 9)),
                            Sample.at(
                                2, 2, "others", Map.of("kind", "O", "account", "ann", "y", 4))))))
        .isEqualTo("ann: 0 2 @2");
  }

  /** An event without one of them has no combination; that of 1 and 2 is not that of 2 and 1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      nullValues = "-",
      value = {
        "A x1 y1, A x1 y2 ~ : 0 1 @1",
        "A x1 y2, A x2 y1 ~ : 0 1 @1",
        "A x1 y1, A x1 y1 ~ -",
        "A x1 y1, A x1 ~ -",
        "A x1, A x2 ~ -"
      })
  void countOfSeveralFields_isOfTheirCombinations(String events, String alerts) {
    Pattern pattern =
        correlation(
            "type: value_count, rules: A, timespan: 10s, condition: {gte: 2, field: [x, y]}");

    assertThat(Trial.told(new Trial(pattern).alerts(withFields(events))))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  /** {@code AB x1 y2, A x1}: one each second, of these kinds and with these fields. */
  private static List<Sample> withFields(String text) {
    List<Sample> events = new ArrayList<>();
    for (String event : text.split(", ")) {
      String[] words = event.split(" ");
      Map<String, Object> fields = new HashMap<>();
      fields.put("kind", List.of(words[0].split("")));
      Arrays.stream(words)
          .skip(1)
          .forEach(word -> fields.put(word.substring(0, 1), Integer.valueOf(word.substring(1))));
      events.add(Sample.at(events.size(), events.size(), fields));
    }
    return events;
  }

  /** What is counted of each rule is part of it, and what is taken of the event as well. */
  @Test
  void fields_arePartOfTheShape() {
    String rest = "type: value_count, rules: [A, B], timespan: 10s, condition: {gte: 2, field: ";

    assertThat(
            Stream.of(
                    "v}, aliases: {v: {A: x, B: y}}",
                    "v}, aliases: {v: {A: x, B: z}}",
                    "v}, aliases: {v: {A: x, B: x}}",
                    "[x, y]}",
                    "[x, z]}")
                .map(fields -> Rule.of(LivePattern.always(correlation(rest + fields))))
                .map(Rule::shape)
                .distinct())
        .hasSize(5);
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

    assertThat(parse(rest).patterns()).extracting(Pattern::id).containsExactly("b", "c", "d", "r");
    assertThat(parse(rest + ", generate: true").patterns())
        .extracting(Pattern::id)
        .containsExactly("id-a", "b", "c", "d", "r");
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
        "type: event_count, rules: [r], condition: {gte: 1}|WRONG|lead back to the correlation itself: r",
        "type: event_count, rules: a|WRONG|correlation.condition: is missing",
        "type: event_count, rules: a, condition: {}|WRONG|has no comparison",
        "type: event_count, rules: a, condition: {gte: x}|WRONG|is 'x'; write a number",
        "type: event_count, rules: a, condition: {gte: 1, field: u}|WRONG|'field' has no meaning",
        "type: value_count, rules: a, condition: {gte: 1}|WRONG|correlation.condition.field",
        "type: value_sum, rules: a, condition: {gte: 1, field: [u, w]}|UNSUPPORTED|"
            + "correlation.condition.field: are several fields, of which no number is made",
        "type: value_count, rules: a, condition: {gte: 1, field: [a, b, c, d, e, f, g, h, i]}|"
            + "UNSUPPORTED|correlation.condition.field: are more than 8 fields",
        "type: value_percentile, rules: a, condition: {gte: 1, field: u}|UNSUPPORTED|percentile",
        "type: value_percentile, rules: a, condition: {gte: 1, field: u, percentile: 0}|WRONG|"
            + "no number above 0",
        "type: event_count, rules: a, condition: {gte: 1}, timespan: 5min|WRONG|such as 30s",
        "type: event_count, rules: a, condition: {gte: 1}, timespan: 1M|WRONG|such as 30s",
        "type: event_count, rules: a, condition: {gte: 1}, timespan: 32d|UNSUPPORTED|31 days",
        "type: value_sum, rules: [a, b], condition: {gte: 1, field: u}, group-by: v,"
            + " aliases: {u: {a: x}}|WRONG|aliases.u.b: is missing",
        "type: temporal, rules: [a]|WRONG|at least two",
        "type: temporal, rules: [a, b], condition: {lt: 1}|WRONG|ask for 1 to 2 rules",
        "type: temporal, rules: [a, b], condition: {gt: 1, lt: 2}|WRONG|ask for 1 to 2 rules",
        "type: temporal, rules: [a, b], condition: {gte: 2.5}|WRONG|ask for 1 to 2 rules",
        "type: temporal_ordered, rules: [a, b], condition: {gte: 3}|WRONG|ask for 1 to 2 rules",
        "type: temporal_ordered, rules: [a, b], condition: {gte: 1, field: u}|WRONG|no meaning",
        "type: temporal, rules: [a, b], condition: a and x|WRONG|correlation.condition: 'x' is no"
            + " rule of the correlation; it has a, id-a, b",
        "type: temporal, rules: [a, b], condition: a|WRONG|does not depend on 'b'",
        "type: temporal, rules: [a, b], condition: not a and not b|WRONG|is never true at an"
            + " event of one of",
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

  /** {@code a|b !c@others} for one of two, and none of another in that collection. */
  private static String kinds(String rest) {
    Detection.Temporal temporal = (Detection.Temporal) detection(rest);
    return temporal.kinds().stream()
        .map(
            kind ->
                (kind.missing() ? "!" : "")
                    + ExpressionText.of(kind.events().condition())
                        .replaceAll("[^\"]*\"(.)\"[^\"]*", "$1|")
                        .replaceAll("\\|$", "")
                    + (kind.events().collection() == null ? "" : "@" + kind.events().collection()))
        .collect(Collectors.joining(" "));
  }

  /** Of rules that look for a {@code kind} in the collections acts and others. */
  private static Pattern correlation(String correlation) {
    StringBuilder rules = new StringBuilder();
    for (String rule : List.of("A", "B", "C", "D", "O")) {
      rules.append(
          "{title: T, name: %s, logsource: {product: %s}, detection: {s: {kind: %s}, condition: s}}\n---\n"
              .formatted(rule, rule.equals("O") ? "q" : "acts", rule));
    }
    SigmaRules read =
        SigmaRules.parse(
            Path.of("x.yml"),
            rules + "{title: T, id: r, correlation: {" + correlation + "}}",
            new SigmaSettings(
                List.of(
                    new LogSource("q", null, null, "others"),
                    new LogSource("acts", null, null, "acts")),
                Map.of(),
                Duration.ofMinutes(5)));
    assertThat(read.refusals()).isEmpty();
    return last(read);
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
