package io.millrace.patterns.eql;

import io.millrace.patterns.expression.BuiltIn;
import io.millrace.patterns.model.Expression;
import java.math.BigDecimal;
import java.util.Locale;

/** What an expression's value is, as far as its text tells. */
enum Kind {
  CONDITION("a condition"),
  NUMBER("a number"),
  TEXT("a text"),
  ANY("a value");

  private final String shown;

  Kind(String shown) {
    this.shown = shown;
  }

  String shown() {
    return shown;
  }

  static Kind of(Expression expression) {
    if (expression instanceof Expression.Field) {
      return ANY;
    }
    if (expression instanceof Expression.Constant constant) {
      Object value = constant.value();
      return value == null
          ? ANY
          : value instanceof BigDecimal ? NUMBER : value instanceof String ? TEXT : CONDITION;
    }
    if (expression instanceof Expression.Arithmetic) {
      return NUMBER;
    }
    if (expression instanceof Expression.Call call) {
      BuiltIn function = BuiltIn.of(call.function().toLowerCase(Locale.ROOT));
      return function == null
          ? ANY
          : switch (function.type()) {
            case BOOLEAN -> CONDITION;
            case NUMBER -> NUMBER;
            case TEXT -> TEXT;
          };
    }
    return CONDITION;
  }
}
