package io.millrace.patterns.engine.explain;

import io.millrace.patterns.engine.ExpressionText;
import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.Expression;
import java.util.List;
import java.util.stream.Stream;

/** An expression and all within it that depends on the event, each compiled by itself. */
record VerdictPlan(String text, CompiledExpression expression, List<VerdictPlan> parts) {

  static VerdictPlan of(Expression expression, FieldTable fields) {
    return new VerdictPlan(
        ExpressionText.of(expression),
        ExpressionCompiler.compile(expression, fields),
        operands(expression)
            .filter(operand -> !(operand instanceof Expression.Constant))
            .map(operand -> of(operand, fields))
            .toList());
  }

  private static Stream<Expression> operands(Expression expression) {
    if (expression instanceof Expression.Not not) {
      return Stream.of(not.operand());
    } else if (expression instanceof Expression.And and) {
      return and.operands().stream();
    } else if (expression instanceof Expression.Or or) {
      return or.operands().stream();
    } else if (expression instanceof Expression.Compare compare) {
      return Stream.of(compare.left(), compare.right());
    } else if (expression instanceof Expression.Matches matches) {
      return Stream.of(matches.operand());
    } else if (expression instanceof Expression.In in) {
      return Stream.concat(Stream.of(in.operand()), in.anyOf().stream());
    } else if (expression instanceof Expression.Call call) {
      return call.arguments().stream();
    } else if (expression instanceof Expression.Tuple tuple) {
      return tuple.parts().stream();
    } else if (expression instanceof Expression.Arithmetic arithmetic) {
      return Stream.of(arithmetic.left(), arithmetic.right());
    }
    return Stream.of();
  }

  Verdict of(EventFields event) {
    return new Verdict(
        text, expression.evaluate(event), parts.stream().map(part -> part.of(event)).toList());
  }
}
