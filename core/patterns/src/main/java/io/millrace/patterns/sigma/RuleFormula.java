package io.millrace.patterns.sigma;

import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which rules of a correlation have to occur. */
final class RuleFormula {

  /** Of more, only which ones are named is looked at. */
  private static final int MOST_TO_TRY = 12;

  private RuleFormula() {}

  /**
   * Of a text such as {@code a and (b or c) and not d}.
   *
   * @param names by which each rule may be meant
   */
  static Combination parse(String at, String text, List<Set<String>> names) {
    Map<String, Logic> identifiers = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      // A rule is to the formula what a field that is true or not is to a condition.
      Logic rule = new Logic.Leaf(new Expression.Field(Integer.toString(i), false));
      names.get(i).forEach(name -> identifiers.put(name, rule));
    }
    return combination(ConditionParser.parse(at, "rule of the correlation", text, identifiers));
  }

  private static Combination combination(Logic logic) {
    if (logic instanceof Logic.Not not) {
      return new Combination.Not(combination(not.operand()));
    } else if (logic instanceof Logic.All all) {
      return new Combination.All(all.operands().stream().map(RuleFormula::combination).toList());
    } else if (logic instanceof Logic.Any any) {
      return new Combination.Any(any.operands().stream().map(RuleFormula::combination).toList());
    }
    Expression.Field rule = (Expression.Field) ((Logic.Leaf) logic).condition();
    return new Combination.Kind(Integer.parseInt(rule.path()));
  }

  /** Whether it can be true at an event, of which at least one rule is. */
  static boolean canHold(Combination formula, int rules) {
    return rules > MOST_TO_TRY || anyOf(rules).skip(1).anyMatch(formula::holds);
  }

  /** Whether it can make a difference to it if the rule occurs. */
  static boolean dependsOn(Combination formula, int rule, int rules) {
    return rules > MOST_TO_TRY
        ? names(formula, rule)
        : anyOf(rules).anyMatch(some -> formula.holds(some) != formula.holds(some ^ 1L << rule));
  }

  private static Stream<Long> anyOf(int rules) {
    return Stream.iterate(0L, some -> some < 1L << rules, some -> some + 1);
  }

  private static boolean names(Combination formula, int rule) {
    return formula instanceof Combination.Not not
        ? names(not.operand(), rule)
        : formula instanceof Combination.All all
            ? all.operands().stream().anyMatch(one -> names(one, rule))
            : formula instanceof Combination.Any any
                ? any.operands().stream().anyMatch(one -> names(one, rule))
                : formula.equals(new Combination.Kind(rule));
  }
}
