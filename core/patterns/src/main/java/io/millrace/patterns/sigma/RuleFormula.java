package io.millrace.patterns.sigma;

import io.millrace.patterns.model.Expression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which rules of a correlation have to occur together, as clauses that all have to be true. */
final class RuleFormula {

  private static final int MOST_CLAUSES = 32;

  /** Of what is multiplied out, before it is found to be the same. */
  private static final int MOST_ON_THE_WAY = 1_000;

  private final String at;

  /**
   * One of these rules occurs, or one of those does not.
   *
   * @param wanted by their places in the list of rules
   */
  record Clause(Set<Integer> wanted, Set<Integer> unwanted) {

    static Clause of(int rule, boolean wanted) {
      return new Clause(wanted ? Set.of(rule) : Set.of(), wanted ? Set.of() : Set.of(rule));
    }

    Clause or(Clause other) {
      Set<Integer> bothWanted = new TreeSet<>(wanted);
      bothWanted.addAll(other.wanted);
      Set<Integer> bothUnwanted = new TreeSet<>(unwanted);
      bothUnwanted.addAll(other.unwanted);
      return new Clause(bothWanted, bothUnwanted);
    }

    boolean names(int rule) {
      return wanted.contains(rule) || unwanted.contains(rule);
    }

    /** The first of its rules. */
    int first() {
      return Stream.concat(wanted.stream(), unwanted.stream())
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }

    private boolean isAlwaysTrue() {
      return wanted.stream().anyMatch(unwanted::contains);
    }

    /** Whether it is true whenever the other is, which may be the same. */
    private boolean followsFrom(Clause other) {
      return wanted.containsAll(other.wanted) && unwanted.containsAll(other.unwanted);
    }
  }

  private RuleFormula(String at) {
    this.at = at;
  }

  /**
   * Of a text such as {@code a and (b or c) and not d}.
   *
   * @param names by which each rule may be meant
   */
  static List<Clause> parse(String at, String text, List<Set<String>> names) {
    Map<String, Logic> identifiers = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      // A rule is to the formula what a field that is true or not is to a condition.
      Logic rule = new Logic.Leaf(new Expression.Field(Integer.toString(i), false));
      names.get(i).forEach(name -> identifiers.put(name, rule));
    }
    Logic logic = ConditionParser.parse(at, "rule of the correlation", text, identifiers);
    return new RuleFormula(at).clauses(logic, true);
  }

  /** That so many of the rules occur: of any that are one more than may be absent one does. */
  static List<Clause> atLeast(String at, int least, int rules) {
    List<Clause> clauses = new ArrayList<>();
    new RuleFormula(at)
        .choose(rules - least + 1, 0, rules, new Clause(Set.of(), Set.of()), clauses);
    return clauses;
  }

  private void choose(int more, int from, int rules, Clause chosen, List<Clause> clauses) {
    if (more == 0) {
      clauses.add(chosen);
      check(clauses, MOST_CLAUSES);
      return;
    }
    for (int rule = from; rule <= rules - more; rule++) {
      choose(more - 1, rule + 1, rules, chosen.or(Clause.of(rule, true)), clauses);
    }
  }

  private List<Clause> clauses(Logic logic, boolean wanted) {
    if (logic instanceof Logic.Not not) {
      return clauses(not.operand(), !wanted);
    }
    if (logic instanceof Logic.All all) {
      return wanted ? together(all.operands(), true) : oneOf(all.operands(), false);
    }
    if (logic instanceof Logic.Any any) {
      return wanted ? oneOf(any.operands(), true) : together(any.operands(), false);
    }
    Expression.Field rule = (Expression.Field) ((Logic.Leaf) logic).condition();
    return List.of(Clause.of(Integer.parseInt(rule.path()), wanted));
  }

  private List<Clause> together(List<Logic> operands, boolean wanted) {
    List<Clause> all = new ArrayList<>();
    operands.forEach(operand -> all.addAll(clauses(operand, wanted)));
    return least(all);
  }

  private List<Clause> oneOf(List<Logic> operands, boolean wanted) {
    List<Clause> product = List.of(new Clause(Set.of(), Set.of()));
    for (Logic operand : operands) {
      List<Clause> more = clauses(operand, wanted);
      List<Clause> longer = new ArrayList<>();
      for (Clause clause : product) {
        more.forEach(other -> longer.add(clause.or(other)));
        check(longer, MOST_ON_THE_WAY);
      }
      product = least(longer);
    }
    return product;
  }

  /** Without those that others say already. */
  private List<Clause> least(List<Clause> clauses) {
    Set<Clause> different = new LinkedHashSet<>(clauses);
    different.removeIf(Clause::isAlwaysTrue);
    List<Clause> least =
        different.stream()
            .filter(
                clause ->
                    different.stream()
                        .noneMatch(other -> !other.equals(clause) && clause.followsFrom(other)))
            .toList();
    check(least, MOST_CLAUSES);
    return least;
  }

  private void check(List<Clause> clauses, int most) {
    if (clauses.size() > most) {
      throw Refused.unsupported(at, "has too many combinations of rules; write fewer");
    }
  }
}
