package io.millrace.patterns.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition or value over one event. Its value is a {@code String}, {@code BigDecimal}, {@code
 * Boolean}, a {@code List} of values, or null: the event has no such field, or what is asked of the
 * value has no answer. A condition holds if it is true, not if it is null.
 */
public sealed interface Expression {

  /** A value that is the same for every event. */
  record Constant(@Nullable Object value) implements Expression {}

  /**
   * A field of the event.
   *
   * @param path names joined by dots, as in {@code order.total}
   * @param optional whether the query said that the field may be nowhere ({@code ?field})
   */
  record Field(String path, boolean optional) implements Expression {

    /** The path of no field but of all texts, numbers and booleans of an event: a list of them. */
    public static final String EVERY_VALUE = "";
  }

  /** Null if the operand is. */
  record Not(Expression operand) implements Expression {}

  /** Of two or more. */
  record And(List<Expression> operands) implements Expression {
    public And {
      operands = List.copyOf(operands);
    }
  }

  /** Of two or more. */
  record Or(List<Expression> operands) implements Expression {
    public Or {
      operands = List.copyOf(operands);
    }
  }

  /** How two values are compared. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Of what a comparator said. */
    public boolean holds(int compared) {
      return switch (this) {
        case EQUAL -> compared == 0;
        case NOT_EQUAL -> compared != 0;
        case LESS -> compared < 0;
        case LESS_OR_EQUAL -> compared <= 0;
        case GREATER -> compared > 0;
        case GREATER_OR_EQUAL -> compared >= 0;
      };
    }
  }

  /**
   * Two values compared; null if either is. With the constant null, {@code EQUAL} asks whether
   * there is no value and {@code NOT_EQUAL} whether there is one.
   *
   * @param ignoreCase of texts
   */
  record Compare(Comparison how, Expression left, Expression right, boolean ignoreCase)
      implements Expression {}

  /** What kind of text pattern is looked for. */
  enum TextTest {
    /** {@code *} is any number of characters, {@code ?} one; the whole text. Nothing escapes. */
    WILDCARD,
    /** RE2/J syntax; the whole text. */
    REGEX,
    /** RE2/J syntax; anywhere in the text. */
    REGEX_FIND,
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    /** An address in one of these blocks, {@code 10.0.0.0/8}. */
    CIDR
  }

  /** Whether a text is as any of these patterns say. */
  record Matches(TextTest test, Expression operand, List<String> anyOf, boolean ignoreCase)
      implements Expression {
    public Matches {
      anyOf = List.copyOf(anyOf);
    }
  }

  /** Whether a value is equal to any of these. */
  record In(Expression operand, List<Expression> anyOf, boolean ignoreCase) implements Expression {
    public In {
      anyOf = List.copyOf(anyOf);
    }
  }

  /** A function by its name in lower case, as the documentation of functions has it. */
  record Call(String function, List<Expression> arguments, boolean ignoreCase)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** Several values as a list; null if one of them is. */
  record Tuple(List<Expression> parts) implements Expression {
    public Tuple {
      parts = List.copyOf(parts);
    }
  }

  /** An arithmetic operator. */
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MODULO
  }

  /** Two numbers; null if either is none, and for a division by zero. */
  record Arithmetic(Operator how, Expression left, Expression right) implements Expression {}
}
