package io.millrace.patterns.engine.match;

import io.millrace.patterns.expression.Literals;
import io.millrace.patterns.expression.Values;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds probes for a condition: alternatives of which at least one applies to each event for which
 * it holds.
 */
final class Probes {

  private Probes() {}

  /**
   * Every choice of alternatives that there is; none if nothing can be said. An And offers those of
   * each operand, an Or those of all its operands together.
   */
  static List<List<Probe>> choices(Expression condition) {
    if (condition instanceof Expression.And and) {
      return and.operands().stream().flatMap(operand -> choices(operand).stream()).toList();
    } else if (condition instanceof Expression.Or or) {
      return one(union(or));
    } else if (condition instanceof Expression.Compare compare) {
      return compared(compare);
    } else if (condition instanceof Expression.In in) {
      return in(in);
    } else if (condition instanceof Expression.Matches matches
        && matches.operand() instanceof Expression.Field field) {
      return texts(matches, field);
    } else if (condition instanceof Expression.Field field) {
      return List.of(List.of(new Probe.Present(field.path())));
    }
    return List.of();
  }

  private static List<List<Probe>> one(@Nullable List<Probe> alternatives) {
    return alternatives == null ? List.of() : List.of(alternatives);
  }

  /** What has no value is no text, and not one of several. */
  private static List<List<Probe>> withPresent(
      @Nullable List<Probe> alternatives, Expression.Field field) {
    List<Probe> present = List.of(new Probe.Present(field.path()));
    return alternatives == null ? List.of(present) : List.of(alternatives, present);
  }

  private static @Nullable List<Probe> union(Expression.Or or) {
    List<Probe> all = new ArrayList<>();
    for (Expression operand : or.operands()) {
      List<Probe> best = null;
      for (List<Probe> choice : choices(operand)) {
        if (best == null || breadth(choice) < breadth(best)) {
          best = choice;
        }
      }
      if (best == null) {
        return null;
      }
      all.addAll(best);
    }
    return all;
  }

  private static List<List<Probe>> compared(Expression.Compare compare) {
    Comparison how = compare.how();
    Expression left = compare.left();
    Expression right = compare.right();
    if (left instanceof Expression.Constant first && right instanceof Expression.Field second) {
      return compared(new Expression.Compare(turned(how), second, first, compare.ignoreCase()));
    }
    if (!(left instanceof Expression.Field field)) {
      return List.of();
    }
    List<Probe> present = List.of(new Probe.Present(field.path()));
    if (!(right instanceof Expression.Constant constant)) {
      return List.of(present);
    }
    Object value = constant.value();
    if (value == null) {
      return how == Comparison.NOT_EQUAL ? List.of(present) : List.of();
    }
    return switch (how) {
      case EQUAL ->
          value instanceof List<?>
              ? List.of(present)
              : List.of(List.of(new Probe.Equal(field.path(), Values.key(value, true))), present);
      case NOT_EQUAL -> List.of(present);
      case LESS, LESS_OR_EQUAL -> bounded(field, value, false, present);
      case GREATER, GREATER_OR_EQUAL -> bounded(field, value, true, present);
    };
  }

  private static Comparison turned(Comparison how) {
    return switch (how) {
      case EQUAL, NOT_EQUAL -> how;
      case LESS -> Comparison.GREATER;
      case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
      case GREATER -> Comparison.LESS;
      case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
    };
  }

  private static List<List<Probe>> bounded(
      Expression.Field field, Object value, boolean least, List<Probe> present) {
    return value instanceof BigDecimal bound
        ? List.of(List.of(new Probe.Bound(field.path(), bound, least)), present)
        : List.of(present);
  }

  private static List<List<Probe>> in(Expression.In in) {
    if (!(in.operand() instanceof Expression.Field field)) {
      return List.of();
    }
    List<Probe> all = new ArrayList<>();
    for (Expression one : in.anyOf()) {
      if (!(one instanceof Expression.Constant constant)
          || constant.value() == null
          || constant.value() instanceof List<?>) {
        return withPresent(null, field);
      }
      all.add(new Probe.Equal(field.path(), Values.key(constant.value(), true)));
    }
    return withPresent(all, field);
  }

  /** Of one pattern each literal is a choice, of several the longest of each together. */
  private static List<List<Probe>> texts(Expression.Matches matches, Expression.Field field) {
    List<List<Probe>> choices = new ArrayList<>();
    if (matches.anyOf().size() == 1) {
      for (Probe probe : texts(matches.test(), matches.anyOf().get(0), field)) {
        choices.add(List.of(probe));
      }
    } else {
      List<Probe> all = new ArrayList<>();
      for (String pattern : matches.anyOf()) {
        texts(matches.test(), pattern, field).stream()
            .min(Comparator.comparingDouble(Probes::breadth))
            .ifPresent(all::add);
      }
      if (all.size() == matches.anyOf().size()) {
        choices.add(all);
      }
    }
    choices.add(List.of(new Probe.Present(field.path())));
    return choices;
  }

  private static List<Probe> texts(
      Expression.TextTest test, String pattern, Expression.Field field) {
    boolean whole =
        test == Expression.TextTest.WILDCARD
            && pattern.indexOf('*') < 0
            && pattern.indexOf('?') < 0;
    if (whole) {
      return List.of(new Probe.Equal(field.path(), Values.key(pattern, true)));
    }
    List<String> literals =
        switch (test) {
          case CONTAINS, STARTS_WITH, ENDS_WITH -> Literals.ofText(pattern);
          case WILDCARD -> Literals.ofWildcard(pattern);
          case REGEX, REGEX_FIND -> Literals.ofRegex(pattern);
          case CIDR -> List.of();
        };
    return test == Expression.TextTest.CIDR
        ? List.of(new Probe.Block(field.path(), pattern))
        : literals.stream().<Probe>map(part -> new Probe.Part(field.path(), part)).toList();
  }

  /** Which share of events one has to fear that it applies to; a guess. */
  static double breadth(List<Probe> alternatives) {
    return alternatives.stream().mapToDouble(Probes::breadth).sum();
  }

  private static double breadth(Probe probe) {
    if (probe instanceof Probe.Equal equal) {
      return equal.key().equals("true") || equal.key().equals("false") ? 0.5 : 0.01;
    } else if (probe instanceof Probe.Part part) {
      return Math.max(0.01, 0.8 / (1 << Math.min(10, part.literal().length() - 1)));
    }
    if (probe instanceof Probe.Block) {
      return 0.05;
    }
    return probe instanceof Probe.Bound ? 0.5 : 0.9;
  }
}
