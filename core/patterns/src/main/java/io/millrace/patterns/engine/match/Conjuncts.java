package io.millrace.patterns.engine.match;

import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.Expression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parts of all conditions, each compiled once. */
final class Conjuncts {

  private final Map<Expression, Conjunct> all = new HashMap<>();
  private final FieldTable fields;

  Conjuncts(FieldTable fields) {
    this.fields = fields;
  }

  /** An And holds if each of its operands does; anything else is a part by itself. */
  Conjunct[] of(Expression condition) {
    List<Expression> parts = new ArrayList<>();
    split(condition, parts);
    return parts.stream()
        .sorted(Comparator.comparingInt(Conjuncts::cost))
        .map(
            part ->
                all.computeIfAbsent(
                    part, one -> new Conjunct(ExpressionCompiler.compile(one, fields))))
        .toArray(Conjunct[]::new);
  }

  private static void split(Expression condition, List<Expression> parts) {
    if (condition instanceof Expression.And and) {
      for (Expression operand : and.operands()) {
        // Within an And a list is true if any part of it is; so it is within an Or of one.
        split(isCondition(operand) ? operand : new Expression.Or(List.of(operand)), parts);
      }
    } else {
      parts.add(condition);
    }
  }

  private static boolean isCondition(Expression expression) {
    return !(expression instanceof Expression.Field
        || expression instanceof Expression.Constant
        || expression instanceof Expression.Call
        || expression instanceof Expression.Arithmetic);
  }

  private static int cost(Expression part) {
    if (part instanceof Expression.Compare || part instanceof Expression.In) {
      return 0;
    } else if (part instanceof Expression.Matches matches) {
      return switch (matches.test()) {
        case STARTS_WITH, ENDS_WITH -> 1;
        case CONTAINS, WILDCARD, CIDR -> 2;
        case REGEX, REGEX_FIND -> 4;
      };
    }
    return 3;
  }
}
