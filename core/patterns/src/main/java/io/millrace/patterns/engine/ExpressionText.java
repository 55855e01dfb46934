package io.millrace.patterns.engine;

import io.millrace.patterns.model.Expression;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An expression as one reads it: like EQL. Shapes are hashes of it, so it may not change. */
public final class ExpressionText {

  private static final int MOST_ZEROS = 20;

  private ExpressionText() {}

  /** The whole of it. */
  public static String of(Expression expression) {
    if (expression instanceof Expression.Constant constant) {
      return ofValue(constant.value());
    } else if (expression instanceof Expression.Field field) {
      return (field.optional() ? "?" : "") + field.path();
    } else if (expression instanceof Expression.Not not) {
      return "not " + inner(not.operand());
    } else if (expression instanceof Expression.And and) {
      return joined(and.operands(), " and ");
    } else if (expression instanceof Expression.Or or) {
      return joined(or.operands(), " or ");
    } else if (expression instanceof Expression.Compare compare) {
      return inner(compare.left())
          + " "
          + sign(compare.how())
          + (compare.ignoreCase() ? "~ " : " ")
          + inner(compare.right());
    } else if (expression instanceof Expression.Matches matches) {
      return inner(matches.operand())
          + " "
          + matches.test().name().toLowerCase(Locale.ROOT)
          + (matches.ignoreCase() ? "~ " : " ")
          + listed(matches.anyOf().stream().map(ExpressionText::ofValue).toList());
    } else if (expression instanceof Expression.In in) {
      return inner(in.operand())
          + (in.ignoreCase() ? " in~ " : " in ")
          + listed(in.anyOf().stream().map(ExpressionText::of).toList());
    } else if (expression instanceof Expression.Call call) {
      return call.function()
          + (call.ignoreCase() ? "~" : "")
          + listed(call.arguments().stream().map(ExpressionText::of).toList());
    } else if (expression instanceof Expression.Tuple tuple) {
      return listed(tuple.parts().stream().map(ExpressionText::of).toList());
    } else if (expression instanceof Expression.Arithmetic arithmetic) {
      return inner(arithmetic.left())
          + " "
          + sign(arithmetic.how())
          + " "
          + inner(arithmetic.right());
    }
    throw new AssertionError(expression);
  }

  /** A value of an expression. */
  public static String ofValue(@Nullable Object value) {
    if (value instanceof String text) {
      return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    } else if (value instanceof BigDecimal number) {
      BigDecimal digits = number.stripTrailingZeros();
      boolean plain = Math.abs((long) digits.scale()) <= MOST_ZEROS;
      return plain ? digits.toPlainString() : digits.toString();
    } else if (value instanceof List<?> list) {
      return list.stream().map(ExpressionText::ofValue).collect(Collectors.joining(", ", "[", "]"));
    }
    return String.valueOf(value);
  }

  private static String inner(Expression expression) {
    boolean alone =
        expression instanceof Expression.Constant
            || expression instanceof Expression.Field
            || expression instanceof Expression.Call;
    return alone ? of(expression) : "(" + of(expression) + ")";
  }

  private static String joined(List<Expression> operands, String word) {
    return operands.stream().map(ExpressionText::inner).collect(Collectors.joining(word));
  }

  private static String listed(List<String> texts) {
    return "(" + String.join(", ", texts) + ")";
  }

  private static String sign(Expression.Operator how) {
    return switch (how) {
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case MODULO -> "%";
    };
  }

  /** As in EQL. */
  public static String sign(Expression.Comparison how) {
    return switch (how) {
      case EQUAL -> "==";
      case NOT_EQUAL -> "!=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
    };
  }
}
