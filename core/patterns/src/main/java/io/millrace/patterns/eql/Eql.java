package io.millrace.patterns.eql;

import io.millrace.patterns.expression.BuiltIn;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Query;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The Event Query Language; docs/patterns/eql.md tells what we have of it. */
public final class Eql {

  private Eql() {}

  /**
   * A whole query: {@code category where condition}, or a sequence of such.
   *
   * @throws SyntaxException if it is none, or asks for what is not supported
   */
  public static Query parse(String text, Dialect dialect) {
    return new Parser(text, dialect).query();
  }

  /**
   * What stands behind {@code where}.
   *
   * @throws SyntaxException if it is none
   */
  public static Expression condition(String text, Dialect dialect) {
    return new Parser(text, dialect).wholeCondition();
  }

  /**
   * A field, or what is computed of fields; what stands behind {@code by}.
   *
   * @throws SyntaxException if it is none
   */
  public static Expression value(String text, Dialect dialect) {
    return new Parser(text, dialect).wholeValue();
  }

  /** The functions, each with its arguments, those in brackets being optional. */
  public static List<String> functions(Dialect dialect) {
    Stream<String> all = Arrays.stream(BuiltIn.values()).map(BuiltIn::signature);
    return (dialect == Dialect.ELASTIC
            ? all
            : Stream.concat(all, Calls.OF_ENDGAME.values().stream()))
        .toList();
  }
}
