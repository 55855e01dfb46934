package io.millrace.patterns.expression;

import io.millrace.config.ConfigException;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Expression.TextTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes expressions ready. What does not depend on the event is computed once. What is made is for
 * one thread, as the regexes in it keep what they work on.
 *
 * <p>Of a list every part is asked, and a condition is true if it is so of any of them; what is
 * said with a not, {@code !=} too, is true if it is so of none. Texts are compared by UTF-16 code
 * units. A number or boolean is taken for its text where a text is asked for.
 */
public final class ExpressionCompiler {

  /** So deep that no text of a query gets there, and no stack is too small. */
  private static final int DEEPEST = 1_000;

  /** A condition over one value; null if it has no answer. */
  private interface Test {
    @Nullable Boolean of(Object value);
  }

  /** The same for every event. */
  private record Fixed(@Nullable Object value) implements CompiledExpression {
    @Override
    public @Nullable Object evaluate(EventFields event) {
      return value;
    }
  }

  private static final EventFields NO_EVENT = slot -> null;

  private final FieldTable fields;
  private int depth;

  private ExpressionCompiler(FieldTable fields) {
    this.fields = fields;
  }

  /**
   * Compiles an expression.
   *
   * @param fields gets the fields that the expression names
   * @throws ConfigException for a pattern of a text, a function or a number of arguments that is
   *     none
   */
  public static CompiledExpression compile(Expression expression, FieldTable fields) {
    return new ExpressionCompiler(fields).compile(expression);
  }

  /**
   * What is wrong with a pattern of a {@link Expression.Matches}, without the pattern itself; null
   * if nothing is.
   */
  public static @Nullable String problem(TextTest test, String pattern, boolean ignoreCase) {
    if (TextPatterns.isRegex(test)) {
      return Regexes.problem(pattern, ignoreCase);
    }
    if (test == TextTest.CIDR && CidrBlocks.of(List.of(pattern)) == null) {
      return "it is no block of addresses, such as 10.0.0.0/8 or fd00::/8";
    }
    return null;
  }

  private CompiledExpression compile(Expression expression) {
    if (++depth > DEEPEST) {
      throw new ConfigException("the condition is nested more than " + DEEPEST + " deep");
    }
    CompiledExpression compiled = compiled(expression);
    depth--;
    return compiled;
  }

  private CompiledExpression compiled(Expression expression) {
    if (expression instanceof Expression.Constant constant) {
      return new Fixed(constant.value());
    }
    if (expression instanceof Expression.Field field) {
      int slot = fields.slot(field.path());
      return event -> event.value(slot);
    }
    if (expression instanceof Expression.Not not) {
      return not(compile(not.operand()));
    }
    if (expression instanceof Expression.And and) {
      return junction(and.operands(), false);
    }
    if (expression instanceof Expression.Or or) {
      return junction(or.operands(), true);
    }
    if (expression instanceof Expression.Compare compare) {
      return compare(compare);
    }
    if (expression instanceof Expression.Matches matches) {
      return matches(matches);
    }
    if (expression instanceof Expression.In in) {
      return in(in);
    }
    if (expression instanceof Expression.Call call) {
      return call(call);
    }
    if (expression instanceof Expression.Tuple tuple) {
      return tuple(tuple);
    }
    return arithmetic((Expression.Arithmetic) expression);
  }

  private static CompiledExpression foldedIf(boolean constant, CompiledExpression expression) {
    return constant ? new Fixed(expression.evaluate(NO_EVENT)) : expression;
  }

  /** Whether a value, as a condition, is true; null if it is none. */
  private static @Nullable Boolean truth(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    return any(value, part -> part instanceof Boolean truth ? truth : null);
  }

  private static @Nullable Boolean any(@Nullable Object value, Test test) {
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> parts)) {
      return test.of(value);
    }
    Boolean answer = null;
    for (int i = 0; i < parts.size(); i++) {
      Boolean one = test.of(parts.get(i));
      if (one != null && one) {
        return true;
      }
      answer = one == null ? answer : one;
    }
    return answer;
  }

  private static CompiledExpression not(CompiledExpression operand) {
    return foldedIf(
        operand instanceof Fixed,
        event -> {
          Boolean truth = truth(operand.evaluate(event));
          return truth == null ? null : (Boolean) !truth;
        });
  }

  /** Of or, one that is true decides; of and, one that is false. */
  private CompiledExpression junction(List<Expression> operands, boolean decides) {
    List<CompiledExpression> open = new ArrayList<>();
    boolean decided = false;
    for (Expression operand : operands) {
      CompiledExpression compiled = compile(operand);
      Boolean known = compiled instanceof Fixed fixed ? truth(fixed.value) : null;
      decided |= known != null && known == decides;
      if (known == null) {
        open.add(compiled);
      }
    }
    if (decided || open.isEmpty()) {
      return new Fixed(decided == decides);
    }
    CompiledExpression[] all = open.toArray(CompiledExpression[]::new);
    return foldedIf(
        open.stream().allMatch(Fixed.class::isInstance),
        event -> {
          boolean unknown = false;
          for (CompiledExpression one : all) {
            Boolean truth = truth(one.evaluate(event));
            if (truth == null) {
              unknown = true;
            } else if (truth == decides) {
              return truth;
            }
          }
          return unknown ? null : (Boolean) !decides;
        });
  }

  private CompiledExpression compare(Expression.Compare compare) {
    Comparison how = compare.how();
    if (how == Comparison.NOT_EQUAL) {
      return not(
          compare(
              new Expression.Compare(
                  Comparison.EQUAL, compare.left(), compare.right(), compare.ignoreCase())));
    }
    boolean equal = how == Comparison.EQUAL;
    if (equal && isNull(compare.right())) {
      return isAbsent(compile(compare.left()));
    }
    if (equal && isNull(compare.left())) {
      return isAbsent(compile(compare.right()));
    }
    CompiledExpression left = compile(compare.left());
    CompiledExpression right = compile(compare.right());
    boolean ignoreCase = compare.ignoreCase();
    if (equal && right instanceof Fixed fixed && fixed.value != null) {
      return among(left, List.of(fixed.value), ignoreCase);
    }
    if (equal && left instanceof Fixed fixed && fixed.value != null) {
      return among(right, List.of(fixed.value), ignoreCase);
    }
    return foldedIf(
        left instanceof Fixed && right instanceof Fixed,
        event -> {
          Object second = right.evaluate(event);
          return any(
              second == null ? null : left.evaluate(event),
              a -> any(second, b -> compare(how, a, b, ignoreCase)));
        });
  }

  private static @Nullable Boolean compare(
      Comparison how, Object left, Object right, boolean ignoreCase) {
    if (how == Comparison.EQUAL) {
      return Values.equal(left, right, ignoreCase);
    }
    Integer order = Values.order(left, right, ignoreCase);
    return order == null ? null : (Boolean) how.holds(order);
  }

  private static boolean isNull(Expression expression) {
    return expression instanceof Expression.Constant constant && constant.value() == null;
  }

  private static CompiledExpression isAbsent(CompiledExpression operand) {
    return foldedIf(operand instanceof Fixed, event -> operand.evaluate(event) == null);
  }

  private static CompiledExpression among(
      CompiledExpression operand, List<?> constants, boolean ignoreCase) {
    Alternatives alternatives = new Alternatives(constants, ignoreCase);
    return foldedIf(
        operand instanceof Fixed, event -> any(operand.evaluate(event), alternatives::hold));
  }

  private CompiledExpression in(Expression.In in) {
    CompiledExpression operand = compile(in.operand());
    List<CompiledExpression> all = new ArrayList<>();
    for (Expression one : in.anyOf()) {
      all.add(compile(one));
    }
    List<Object> constants = new ArrayList<>();
    for (CompiledExpression one : all) {
      if (one instanceof Fixed fixed && fixed.value != null) {
        constants.add(fixed.value);
      }
    }
    if (constants.size() == all.size()) {
      return among(operand, constants, in.ignoreCase());
    }
    return foldedIf(
        operand instanceof Fixed && all.stream().allMatch(Fixed.class::isInstance),
        event -> {
          Object value = operand.evaluate(event);
          Boolean answer = value == null ? null : (Boolean) false;
          for (CompiledExpression one : all) {
            Object other = one.evaluate(event);
            Boolean equal = any(value, a -> any(other, b -> Values.equal(a, b, in.ignoreCase())));
            if (equal == null) {
              answer = null;
            } else if (equal) {
              return true;
            }
          }
          return answer;
        });
  }

  private CompiledExpression matches(Expression.Matches matches) {
    for (String pattern : matches.anyOf()) {
      String problem = problem(matches.test(), pattern, matches.ignoreCase());
      if (problem != null) {
        throw new ConfigException("'" + pattern + "': " + problem);
      }
    }
    CompiledExpression operand = compile(matches.operand());
    Test test;
    if (matches.test() == TextTest.CIDR) {
      CidrBlocks blocks = Objects.requireNonNull(CidrBlocks.of(matches.anyOf()));
      test = value -> value instanceof String text ? blocks.hold(text) : null;
    } else {
      Predicate<String> any =
          TextPatterns.any(matches.test(), matches.anyOf(), matches.ignoreCase());
      test =
          matches.ignoreCase() && !TextPatterns.isRegex(matches.test())
              ? value -> any.test(Values.fold(Values.text(value)))
              : value -> any.test(Values.text(value));
    }
    return foldedIf(operand instanceof Fixed, event -> any(operand.evaluate(event), test));
  }

  private CompiledExpression call(Expression.Call call) {
    BuiltIn function = BuiltIn.of(call.function());
    if (function == null) {
      throw new ConfigException("there is no function '" + call.function() + "'");
    }
    if (!function.takes(call.arguments().size())) {
      throw new ConfigException("the arguments are not those of " + function.signature());
    }
    CompiledExpression[] arguments =
        call.arguments().stream().map(this::compile).toArray(CompiledExpression[]::new);
    boolean constant = true;
    for (CompiledExpression argument : arguments) {
      constant &= argument instanceof Fixed;
    }
    return foldedIf(
        constant,
        event -> {
          @Nullable Object[] values = new @Nullable Object[arguments.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = arguments[i].evaluate(event);
          }
          return function.apply(values, call.ignoreCase());
        });
  }

  private CompiledExpression tuple(Expression.Tuple tuple) {
    List<CompiledExpression> parts = tuple.parts().stream().map(this::compile).toList();
    return foldedIf(
        parts.stream().allMatch(Fixed.class::isInstance),
        event -> {
          List<Object> values = new ArrayList<>(parts.size());
          for (CompiledExpression part : parts) {
            Object value = part.evaluate(event);
            if (value == null) {
              return null;
            }
            values.add(value);
          }
          return Collections.unmodifiableList(values);
        });
  }

  private CompiledExpression arithmetic(Expression.Arithmetic sum) {
    BuiltIn function =
        switch (sum.how()) {
          case ADD -> BuiltIn.ADD;
          case SUBTRACT -> BuiltIn.SUBTRACT;
          case MULTIPLY -> BuiltIn.MULTIPLY;
          case DIVIDE -> BuiltIn.DIVIDE;
          case MODULO -> BuiltIn.MODULO;
        };
    CompiledExpression left = compile(sum.left());
    CompiledExpression right = compile(sum.right());
    return foldedIf(
        left instanceof Fixed && right instanceof Fixed,
        event ->
            function.apply(
                new @Nullable Object[] {left.evaluate(event), right.evaluate(event)}, false));
  }
}
