package io.millrace.patterns.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Named;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Expression.TextTest;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatcherTest {

  private final Counters counters = new Counters();
  private final List<Match> matches = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();

  private final MatchOutput output =
      new MatchOutput() {
        @Override
        public void match(Match match) {
          matches.add(match);
        }

        @Override
        public void alert(Alert alert) {
          alerts.add(alert);
        }
      };

  private Matcher match(List<LivePattern> patterns, List<Sample> events, boolean indexed) {
    Matcher matcher = new Matcher(new Rules(patterns), Limits.DEFAULT, counters, indexed);
    for (Sample event : events) {
      matcher.match(event.event(), event.values(matcher.fields()), output);
    }
    return matcher;
  }

  private static List<LivePattern> always(Pattern... patterns) {
    return Arrays.stream(patterns).map(LivePattern::always).toList();
  }

  private static Pattern single(String id, Expression condition) {
    return Make.pattern(
        id, 1, new Detection.Eql(new Query.Single(new EventSelector("acts", condition))), null);
  }

  @Test
  void event_isOneMatchForAllRulesOfAKey() {
    match(
        always(
            Make.pattern("a", 1, Make.sequence("A B", 10, null), null),
            Make.pattern("b", 1, Make.sequence("X A A", 10, null), null),
            Make.pattern(
                "c",
                1,
                new Detection.Heartbeat(
                    Make.kind("A"),
                    List.of(new Key(Make.field("host"), false)),
                    Duration.ofSeconds(1)),
                null)),
        List.of(
            Sample.at(0, 0, Map.of("kind", "A", "user", "u", "host", "h")),
            Sample.at(1, 1, Map.of("kind", "A", "user", "u", "host", "u")),
            Sample.at(2, 2, Map.of("kind", "A", "host", "h")),
            Sample.at(3, 3, Map.of("kind", "C", "host", "h")),
            Sample.at(4, 4, "other", Map.of("kind", "A", "host", "h"))),
        true);

    assertThat(matches)
        .extracting(match -> match.ref().offset() + " " + match.key().values())
        .containsExactlyInAnyOrder("0 [u]", "0 [h]", "1 [u]", "2 [h]");
    assertThat(matches.stream().filter(match -> match.ref().offset() == 1).findFirst())
        .hasValueSatisfying(
            match -> assertThat(match.hits()).extracting(Hit::steps).containsOnlyOnce(6L));
    assertThat(counters.get(Counter.UNKEYED)).isEqualTo(3); // two rules, one of them with two steps
  }

  @Test
  void singleEvent_isAnAlertAtOnce() {
    Pattern pattern =
        new Pattern(
            "s",
            3,
            "A title",
            "",
            Pattern.Severity.LOW,
            List.of(),
            true,
            new Detection.Eql(new Query.Single(Make.kind("A"))),
            Duration.ZERO,
            null,
            Map.of("who", Make.field("user"), "what", Make.field("value")));

    match(always(pattern), Sample.read("A0=7@ann B1"), true);
    match(always(pattern), List.of(Sample.read("A0@bob").get(0).behind(1)), true);

    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).version()).isEqualTo(3);
    assertThat(alerts.get(0).events().get(0).fields())
        .containsExactly(new Named("what", new BigDecimal(7)), new Named("who", "ann"));
    assertThat(counters.get(Counter.LATE)).isEqualTo(1);
  }

  @Test
  void event_isJudgedByTheVersionOfItsTime() {
    Detection detection = new Detection.Eql(new Query.Single(Make.kind("A")));

    match(
        List.of(
            new LivePattern(
                Make.pattern("p", 1, detection, null), Long.MIN_VALUE, 2_000, Long.MIN_VALUE),
            new LivePattern(Make.pattern("p", 2, detection, null), 2_000, 3_000, Long.MIN_VALUE)),
        Sample.read("A1.999 A2 A2.999 A3"),
        true);

    assertThat(alerts).extracting(Alert::version).containsExactly(1, 2, 2);
  }

  @Test
  void keys_areEqualIfTheirValuesAre() {
    Rule rule = Rule.of(LivePattern.always(Make.pattern(Make.sequence("A B", 10, null))));

    assertThat(KeyBytes.of(rule, List.of(new BigDecimal("1"))))
        .isEqualTo(KeyBytes.of(rule, List.of(new BigDecimal("1.000"))))
        .isNotEqualTo(KeyBytes.of(rule, List.of("1")));
    assertThat(KeyBytes.of(rule, List.of(new BigDecimal("1e400"))))
        .isEqualTo(KeyBytes.of(rule, List.of(new BigDecimal("10e399"))));
    List<Object> values =
        List.of("a", new BigDecimal("2.5"), true, List.of(new BigDecimal(3), "é"));
    assertThat(KeyBytes.of(rule, values).values()).isEqualTo(values);
    assertThat(KeyBytes.ofBytes(KeyBytes.of(rule, values).toBytes()))
        .isEqualTo(KeyBytes.of(rule, values));
  }

  @Test
  void index_changesNothing() {
    Random random = new Random(20261123);
    for (int round = 0; round < 60; round++) {
      List<LivePattern> patterns = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        patterns.add(LivePattern.always(single("r" + i, condition(random, 3))));
      }
      List<Sample> events = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Map<String, Object> fields = new HashMap<>();
        for (String field : List.of("f", "g", "h")) {
          if (random.nextInt(4) > 0) {
            fields.put(field, value(random, true));
          }
        }
        events.add(Sample.at(i, i, fields));
      }
      alerts.clear();
      match(patterns, events, false);
      List<Alert> expected = List.copyOf(alerts);
      alerts.clear();
      match(patterns, events, true);
      assertThat(alerts).isEqualTo(expected);
      assertThat(alerts).isNotEmpty();
    }
  }

  private static Expression condition(Random random, int depth) {
    String field = List.of("f", "g", "h").get(random.nextInt(3));
    if (depth > 0) {
      switch (random.nextInt(6)) {
        case 0 -> {
          return new Expression.Or(
              List.of(condition(random, depth - 1), condition(random, depth - 1)));
        }
        case 1, 2 -> {
          return new Expression.And(
              List.of(condition(random, depth - 1), condition(random, depth - 1)));
        }
        case 3 -> {
          return new Expression.Not(condition(random, depth - 1));
        }
        default -> {}
      }
    }
    boolean ignoreCase = random.nextBoolean();
    switch (random.nextInt(8)) {
      case 0 -> {
        return Make.field(field);
      }
      case 1, 2 -> {
        return new Expression.Compare(
            Comparison.values()[random.nextInt(6)],
            Make.field(field),
            random.nextInt(8) == 0
                ? new Expression.Constant(null)
                : random.nextInt(8) == 0 ? Make.field("g") : Make.constant(value(random, false)),
            ignoreCase);
      }
      case 3 -> {
        return new Expression.Compare(
            Comparison.values()[random.nextInt(6)],
            Make.constant(value(random, false)),
            Make.field(field),
            ignoreCase);
      }
      case 4 -> {
        return new Expression.In(
            Make.field(field),
            List.of(
                Make.constant(value(random, false)),
                Make.constant(value(random, false)),
                Make.constant(value(random, false))),
            ignoreCase);
      }
      default -> {
        TextTest test = TextTest.values()[random.nextInt(6)];
        List<String> regexes =
            List.of("ab+c?", "a.c", "(ab|c)7", "a[bc]", "[^a]b", "\\Ab", "a{2}b", "(?i)ab", "a|b");
        List<String> wildcards = List.of("a*", "*b?", "abc", "?b*c", "*", "7", "1.50");
        List<String> texts = List.of("ab", "c", "", "7", "K", "true", "a*");
        List<String> from =
            switch (test) {
              case REGEX, REGEX_FIND -> regexes;
              case WILDCARD -> wildcards;
              default -> texts;
            };
        return new Expression.Matches(
            test,
            Make.field(field),
            List.of(from.get(random.nextInt(from.size())), from.get(random.nextInt(from.size()))),
            ignoreCase);
      }
    }
  }

  private static Object value(Random random, boolean lists) {
    return switch (random.nextInt(lists ? 7 : 6)) {
      case 0 -> List.of(1, 1.0, 1.5, 7, -3, 150).get(random.nextInt(6));
      case 1 -> random.nextBoolean();
      case 2 -> List.of("1", "1.50", "07", "true", "7").get(random.nextInt(5));
      case 3, 4 -> {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
          text.append("aAbBcC7".charAt(random.nextInt(7)));
        }
        yield text.toString();
      }
      case 5 ->
          List.of("ab\u212A", "\u017Fab", "ÀB", "àb", "\ud801\udc00ab").get(random.nextInt(5));
      default -> List.of(value(random, false), value(random, false));
    };
  }

  @Test
  void index_leavesFewConditionsToEvaluate() {
    List<LivePattern> patterns = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      patterns.add(
          LivePattern.always(
              single(
                  "r" + i,
                  new Expression.And(
                      List.of(
                          Make.equal("type", "login"),
                          i % 2 == 0
                              ? Make.equal("user", "user" + i)
                              : new Expression.Matches(
                                  TextTest.CONTAINS,
                                  Make.field("path"),
                                  List.of("/path/" + (char) ('a' + i % 26) + i + "/"),
                                  true))))));
    }
    List<Sample> events =
        List.of(
            Sample.at(0, 0, Map.of("type", "login", "user", "user4", "path", "/PATH/f5/")),
            Sample.at(1, 1, Map.of("type", "logout", "user", "user4")),
            Sample.at(2, 2, Map.of("type", "login")));

    Matcher matcher = match(patterns, events, true);

    assertThat(alerts).extracting(Alert::patternId).containsExactlyInAnyOrder("r4", "r5");
    assertThat(matcher.evaluated()).isLessThanOrEqualTo(4);
  }
}
