package io.millrace.benchmarks;

import io.millrace.benchmarks.PatternRule.Kind;
import io.millrace.benchmarks.PatternRule.Stage;
import io.millrace.benchmarks.load.Mix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The sets of patterns that are measured. */
final class PatternRules {

  static final String THOUSAND = "1000";
  static final String TEN = "10";
  static final String ONE = "1";
  static final String FIVE_THOUSAND = "5000";

  /** Of the thousand: sequences, and thresholds. */
  static final int OF_A_KIND = 200;

  private static final int SINGLES = 600;

  private static final Duration SPAN = Duration.ofMinutes(2);
  private static final Duration SPAN_OF_TEN = Duration.ofMinutes(5);

  /** Of the one whose state is looked at. */
  static final Duration LONG_SPAN = Duration.ofHours(6);

  private static final Duration SUPPRESSED_FOR = Duration.ofHours(1);

  private PatternRules() {}

  /** An action and how it ended: one event in 1,200. */
  record What(int action, int outcome) {

    static What of(long random) {
      return new What(
          PatternEvent.FIRST_ACTION + (int) Long.remainderUnsigned(random, PatternEvent.ACTIONS),
          (int) Long.remainderUnsigned(Mix.mix(random), PatternEvent.outcomes()));
    }

    /** In one of the ways in which people write it. */
    String condition(int way) {
      String action = PatternEvent.action(this.action);
      String outcome = PatternEvent.outcome(this.outcome);
      return switch (way % 5) {
        case 0 -> "action == \"%s\" and outcome == \"%s\"".formatted(action, outcome);
        case 1 -> "action : \"STEP-%d\" and outcome : \"%s*\"".formatted(this.action, outcome);
        case 2 -> "message : \"%s ended with %s*\"".formatted(action, outcome);
        case 3 -> "message regex \"%s .* %s after [0-9]+ ms\"".formatted(action, outcome);
        default ->
            "outcome in (\"%s\", \"lost\") and endsWith(action, \"-%d\")"
                .formatted(outcome, this.action);
      };
    }

    Stage stage() {
      return new Stage(number -> number == action, event -> event.outcomeNumber() == outcome);
    }
  }

  static List<PatternRule> named(String name) {
    return switch (name) {
      case THOUSAND -> thousand();
      case TEN -> ten();
      case ONE -> List.of(one());
      case FIVE_THOUSAND -> fiveThousand();
      default -> throw new IllegalArgumentException("no rules are called " + name);
    };
  }

  /** 200 sequences, 200 thresholds, 600 single events. */
  static List<PatternRule> thousand() {
    return Stream.of(
            IntStream.range(0, OF_A_KIND).mapToObj(PatternRules::sequence),
            IntStream.range(0, OF_A_KIND).mapToObj(PatternRules::threshold),
            IntStream.range(0, SINGLES).mapToObj(PatternRules::single))
        .flatMap(rules -> rules)
        .toList();
  }

  /** The thousand five times, each under names of its own. */
  private static List<PatternRule> fiveThousand() {
    List<PatternRule> all = new ArrayList<>();
    for (int copy = 0; copy < 5; copy++) {
      for (PatternRule rule : thousand()) {
        String id = rule.id() + "-" + copy;
        all.add(
            new PatternRule(
                id,
                rule.definition().replace("id: " + rule.id() + "\n", "id: " + id + "\n"),
                rule.kind(),
                rule.stages(),
                rule.spanMillis(),
                rule.limit()));
      }
    }
    return all;
  }

  static int sequenceStages(int number) {
    return 2 + number % 2;
  }

  /** No two stages of a sequence are one event. */
  static What sequenceStage(int number, int stage) {
    What first = What.of(Mix.mix(number));
    int action = first.action() - PatternEvent.FIRST_ACTION + stage * 133;
    return new What(PatternEvent.FIRST_ACTION + action % PatternEvent.ACTIONS, first.outcome());
  }

  private static PatternRule sequence(int number) {
    List<What> stages =
        IntStream.range(0, sequenceStages(number))
            .mapToObj(stage -> sequenceStage(number, stage))
            .toList();
    return sequence(
        "sequence-" + number,
        SPAN,
        IntStream.range(0, stages.size())
            .mapToObj(stage -> stages.get(stage).condition(number + stage))
            .toList(),
        stages.stream().map(What::stage).toList());
  }

  private static PatternRule sequence(
      String id, Duration span, List<String> conditions, List<Stage> stages) {
    StringBuilder definition = new StringBuilder(head(id));
    definition.append("query: |\n  sequence by user.id with maxspan=");
    definition.append(span.toSeconds()).append("s\n");
    for (String condition : conditions) {
      definition.append("    [ steps where ").append(condition).append(" ]\n");
    }
    return new PatternRule(id, definition.toString(), Kind.SEQUENCE, stages, span.toMillis(), 0);
  }

  static What counted(int number) {
    return What.of(Mix.mix(1_000L + number));
  }

  private static PatternRule threshold(int number) {
    What what = counted(number);
    Kind kind =
        switch (number % 4) {
          case 0, 1 -> Kind.COUNT;
          case 2 -> Kind.DISTINCT_PAGES;
          default -> Kind.SUM_OF_QUANTITIES;
        };
    String aggregate =
        switch (kind) {
          case DISTINCT_PAGES -> "  aggregate: distinct\n  of: page.path\n";
          case SUM_OF_QUANTITIES -> "  aggregate: sum\n  of: quantity\n";
          case SINGLE, SEQUENCE, COUNT -> "";
        };
    int limit = kind == Kind.SUM_OF_QUANTITIES ? 2 * PatternEvent.QUANTITIES : 3;
    String id = "threshold-" + number;
    return new PatternRule(
        id,
        head(id)
            + "threshold:\n  collection: steps\n  where: |\n    "
            + what.condition(number)
            + "\n  group_by: user.id\n  window: "
            + SPAN.toSeconds()
            + " s\n"
            + aggregate
            + "  gte: "
            + limit
            + "\n",
        kind,
        List.of(what.stage()),
        SPAN.toMillis(),
        limit);
  }

  /** Its alerts are suppressed, or each event would be one. */
  private static PatternRule single(int number) {
    int nth = number / 6;
    return switch (number % 6) {
      case 0 -> {
        int country = nth % PatternEvent.COUNTRIES;
        int quantity = 1 + nth / PatternEvent.COUNTRIES % PatternEvent.QUANTITIES;
        int outcome = nth % PatternEvent.outcomes();
        yield single(
            number,
            "user.country == \"%s\" and outcome == \"%s\" and quantity == %d"
                .formatted(PatternEvent.country(country), PatternEvent.outcome(outcome), quantity),
            event ->
                event.countryNumber() == country
                    && event.outcomeNumber() == outcome
                    && event.quantity() == quantity);
      }
      case 1 -> {
        String beginning = Integer.toString(100 + nth * 9);
        yield single(
            number,
            "page.path : \"/products/" + beginning + "*/details\"",
            event -> Integer.toString(event.page()).startsWith(beginning));
      }
      case 2 -> {
        int network = 2 * nth;
        yield single(
            number,
            "cidrMatch(client.address, \"10." + network + ".0.0/16\")",
            event -> event.network() == network);
      }
      case 3 -> {
        int least = 98_000 + 20 * nth;
        yield single(
            number,
            "price >= %d.%02d and user.visits > %d"
                .formatted(least / 100, least % 100, PatternEvent.VISITS / 2),
            event -> event.cents() >= least && event.visits() > PatternEvent.VISITS / 2);
      }
      case 4 -> {
        int first = nth / 10;
        int last = nth % 10;
        yield single(
            number,
            "message regex \".* failure after %d[0-9]%d ms\"".formatted(first, last),
            event ->
                PatternEvent.outcome(event.outcomeNumber()).equals("failure")
                    && event.tookMillis() / 100 == first
                    && event.tookMillis() % 10 == last);
      }
      default -> {
        int browser = PatternEvent.FIRST_BROWSER + nth;
        yield single(
            number,
            "stringContains(agent, \"Chrome/%d.\") and user.visits < 100".formatted(browser),
            event -> event.browser() == browser && event.visits() < 100);
      }
    };
  }

  private static PatternRule single(int number, String condition, Predicate<PatternEvent> meaning) {
    String id = "single-" + number;
    return new PatternRule(
        id,
        head(id)
            + "query: |\n  steps where "
            + condition
            + "\nsuppress: {for: "
            + SUPPRESSED_FOR.toHours()
            + " h}\n",
        Kind.SINGLE,
        List.of(new Stage(action -> true, meaning)),
        SUPPRESSED_FOR.toMillis(),
        0);
  }

  /** Three stages each, of one event in forty: what FlinkCEP finds too, with a relaxed order. */
  static List<PatternRule> ten() {
    return IntStream.range(0, 10)
        .mapToObj(
            number ->
                sequence(
                    "sequence-" + number,
                    SPAN_OF_TEN,
                    beginnings(number).stream()
                        .map(
                            beginning ->
                                number % 2 == 0
                                    ? "action like \"step-" + beginning + "*\""
                                    : "startsWith(action, \"step-" + beginning + "\")")
                        .toList(),
                    beginnings(number).stream()
                        .map(beginning -> ofActions(action -> action / 10 == beginning))
                        .toList()))
        .toList();
  }

  /** The first two digits of the actions of each stage of one of the ten. */
  static List<Integer> beginnings(int number) {
    return List.of(10 + 3 * number, 11 + 3 * number, 12 + 3 * number);
  }

  static What stageOfTen(int number, int stage) {
    return new What(10 * beginnings(number).get(stage), 0);
  }

  /** Half of the events begin one, a quarter goes on, and one in forty ends it. */
  static PatternRule one() {
    return sequence(
        "sequence-0",
        LONG_SPAN,
        List.of(
            "action like (\"step-1*\", \"step-2*\")",
            "action like \"step-3*\"",
            "action like \"step-49*\""),
        List.of(
            ofActions(action -> action < 300),
            ofActions(action -> action / 100 == 3),
            ofActions(action -> action / 10 == 49)));
  }

  private static Stage ofActions(IntPredicate actions) {
    return new Stage(actions, event -> true);
  }

  private static String head(String id) {
    return "id: " + id + "\ntitle: Seen by " + id + "\nseverity: low\n";
  }
}
