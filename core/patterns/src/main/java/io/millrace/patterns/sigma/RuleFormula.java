package io.millrace.patterns.sigma;

import io.millrace.patterns.model.Expression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which rules of a correlation have to occur together, as clauses that all have to be true. */
final class RuleFormula {

  private static final int MOST_CLAUSES = 512;

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

    int size() {
      return wanted.size() + unwanted.size();
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

  /**
   * That as many of the rules occur as one of the counts says.
   *
   * @param counts at least one, from 1 to the number of rules
   */
  static List<Clause> ofCounts(String at, SortedSet<Integer> counts, int rules) {
    RuleFormula formula = new RuleFormula(at);
    List<Clause> clauses = new ArrayList<>();
    // Of any that are one more than may be absent one occurs,
    formula.choose(rules - counts.first() + 1, rules, true, clauses);
    for (int count = counts.first() + 1; count < counts.last(); count++) {
      if (!counts.contains(count)) {
        // of any that are as many one does not if none of the others does,
        formula.notExactly(count, rules, clauses);
      }
    }
    if (counts.last() < rules) {
      // and of any that are one too many one does not.
      formula.choose(counts.last() + 1, rules, false, clauses);
    }
    return clauses;
  }

  private void notExactly(int count, int rules, List<Clause> clauses) {
    List<Clause> chosen = new ArrayList<>();
    choose(count, rules, false, chosen);
    for (Clause unwanted : chosen) {
      Set<Integer> others = new TreeSet<>();
      for (int rule = 0; rule < rules; rule++) {
        if (!unwanted.names(rule)) {
          others.add(rule);
        }
      }
      clauses.add(new Clause(others, unwanted.unwanted()));
    }
    check(clauses, MOST_CLAUSES);
  }

  /** A clause for any so many of the rules. */
  private void choose(int many, int rules, boolean wanted, List<Clause> clauses) {
    choose(many, 0, rules, wanted, new Clause(Set.of(), Set.of()), clauses);
  }

  private void choose(
      int more, int from, int rules, boolean wanted, Clause chosen, List<Clause> clauses) {
    if (more == 0) {
      clauses.add(chosen);
      check(clauses, MOST_CLAUSES);
      return;
    }
    for (int rule = from; rule <= rules - more; rule++) {
      choose(more - 1, rule + 1, rules, wanted, chosen.or(Clause.of(rule, wanted)), clauses);
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
    check(different, MOST_ON_THE_WAY);
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

  private void check(Collection<Clause> clauses, int most) {
    if (clauses.size() > most) {
      throw Refused.unsupported(at, "has too many combinations of rules; write fewer");
    }
  }
}
