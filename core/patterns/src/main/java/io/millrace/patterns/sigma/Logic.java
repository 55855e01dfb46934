package io.millrace.patterns.sigma;

import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import java.util.List;

/**
 * What Sigma combines. Its conditions are true or not, where an {@link Expression} may also be
 * null: what is said of an absent field is not true, and so its negation is.
 */
sealed interface Logic {

  Expression NULL = new Expression.Constant(null);

  /** What one field or the event is asked. */
  record Leaf(Expression condition) implements Logic {}

  /** Of one at least. */
  record All(List<Logic> operands) implements Logic {
    public All {
      operands = List.copyOf(operands);
    }
  }

  /** Of one at least. */
  record Any(List<Logic> operands) implements Logic {
    public Any {
      operands = List.copyOf(operands);
    }
  }

  /** The opposite. */
  record Not(Logic operand) implements Logic {}

  static Logic all(List<Logic> operands) {
    return operands.size() == 1 ? operands.get(0) : new All(operands);
  }

  static Logic any(List<Logic> operands) {
    return operands.size() == 1 ? operands.get(0) : new Any(operands);
  }

  /** As an expression that holds exactly if this is true. */
  default Expression expression() {
    return expression(this, true);
  }

  private static Expression expression(Logic logic, boolean wanted) {
    if (logic instanceof Not not) {
      return expression(not.operand(), !wanted);
    }
    if (logic instanceof All all) {
      return junction(all.operands(), wanted, wanted);
    }
    if (logic instanceof Any any) {
      return junction(any.operands(), wanted, !wanted);
    }
    Expression condition = ((Leaf) logic).condition();
    return wanted ? condition : untrue(condition);
  }

  private static Expression junction(List<Logic> operands, boolean wanted, boolean and) {
    List<Expression> expressions = operands.stream().map(one -> expression(one, wanted)).toList();
    if (expressions.size() == 1) {
      return expressions.get(0);
    }
    return and ? new Expression.And(expressions) : new Expression.Or(expressions);
  }

  /** True if the condition is false or null. */
  private static Expression untrue(Expression condition) {
    if (condition instanceof Expression.Compare compare && compare.right().equals(NULL)) {
      Comparison opposite =
          compare.how() == Comparison.EQUAL ? Comparison.NOT_EQUAL : Comparison.EQUAL;
      return new Expression.Compare(opposite, compare.left(), NULL, false);
    }
    return new Expression.Or(
        List.of(
            new Expression.Compare(Comparison.EQUAL, condition, NULL, false),
            new Expression.Not(condition)));
  }
}
