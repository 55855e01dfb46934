package io.millrace.patterns.eql;

import io.millrace.config.Suggestion;
import io.millrace.patterns.expression.BuiltIn;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.TextTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which functions there are, and what a call of one means. */
final class Calls {

  /** Those that only that dialect has, by their names. */
  static final Map<String, String> OF_ENDGAME =
      new TreeMap<>(
          Map.of(
              "arrayContains", "arrayContains(list, value[, …])",
              "match", "match(text, regex[, …])",
              "wildcard", "wildcard(text, pattern[, …])"));

  /** What stands in for those of Endgame that Elastic does not have. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "arrayContains", "write == or in, which look at each part of a list",
          "match", "write regex~",
          "wildcard", "write like~");

  private static final List<String> NOT_OURS = List.of("arrayCount", "arraySearch", "safe");

  /**
   * A call as it was written.
   *
   * @param places where each argument begins
   */
  record Written(Token name, boolean caseless, List<Expression> arguments, List<Integer> places) {}

  private final String text;
  private final Dialect dialect;

  Calls(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
  }

  Expression meaning(Written call) {
    String name = call.name.value();
    if (dialect == Dialect.ENDGAME && OF_ENDGAME.containsKey(name)) {
      return meaningInEndgame(call);
    }
    BuiltIn function = BuiltIn.of(name.toLowerCase(Locale.ROOT));
    if (function == null || !function.written().equals(name)) {
      throw Lexer.at(text, call.name.from(), unknown(name));
    }
    if (call.caseless && (dialect == Dialect.ENDGAME || !function.hasCaselessForm())) {
      throw Lexer.at(text, call.name.to(), "found '~', but " + name + " has no such form");
    }
    int given = call.arguments.size();
    if (!function.takes(given)) {
      throw arguments(call, function.signature());
    }
    boolean ignoreCase =
        function.hasCaselessForm() && (call.caseless || dialect == Dialect.ENDGAME);
    for (int i = 0; i < given; i++) {
      checkArgument(function, call, i);
    }
    TextTest test = textTest(function);
    List<String> patterns = test == null ? null : texts(call);
    if (test != null && patterns != null && !patterns.contains("")) {
      return matches(test, call, patterns, ignoreCase);
    }
    return new Expression.Call(name.toLowerCase(Locale.ROOT), call.arguments, ignoreCase);
  }

  private void checkArgument(BuiltIn function, Written call, int at) {
    Expression argument = call.arguments.get(at);
    Kind kind = Kind.of(argument);
    boolean wantsNumber =
        switch (function) {
          case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> true;
          case INDEX_OF -> at == 2;
          case NUMBER -> at == 1;
          case SUBSTRING -> at > 0;
          default -> false;
        };
    if (wantsNumber && kind != Kind.NUMBER && kind != Kind.ANY) {
      throw Lexer.at(text, call.places.get(at), "found " + kind.shown() + ", expected a number");
    }
    if (function == BuiltIn.BETWEEN && at == 3 && kind != Kind.CONDITION) {
      throw Lexer.at(
          text, call.places.get(at), "found " + kind.shown() + ", expected true or false");
    }
  }

  private Expression meaningInEndgame(Written call) {
    String name = call.name.value();
    if (call.caseless || call.arguments.size() < 2) {
      throw arguments(call, OF_ENDGAME.getOrDefault(name, name));
    }
    List<Expression> rest = call.arguments.subList(1, call.arguments.size());
    if (name.equals("arrayContains")) {
      return new Expression.In(call.arguments.get(0), rest, true);
    }
    List<String> patterns = texts(call);
    if (patterns == null) {
      throw Lexer.at(
          text, call.name.from(), name + " takes texts as patterns, each written in the query");
    }
    if (name.equals("wildcard")) {
      return matches(TextTest.WILDCARD, call, patterns, true);
    }
    // From the text's beginning, but not to its end.
    return matches(
        TextTest.REGEX_FIND,
        call,
        patterns.stream().map(regex -> "\\A(?:" + regex + ")").toList(),
        true);
  }

  private Expression matches(
      TextTest test, Written call, List<String> patterns, boolean ignoreCase) {
    for (int i = 0; i < patterns.size(); i++) {
      String problem = ExpressionCompiler.problem(test, patterns.get(i), ignoreCase);
      if (problem != null) {
        throw Lexer.at(text, call.places.get(i + 1), problem);
      }
    }
    return new Expression.Matches(test, call.arguments.get(0), patterns, ignoreCase);
  }

  private static @Nullable TextTest textTest(BuiltIn function) {
    return switch (function) {
      case STARTS_WITH -> TextTest.STARTS_WITH;
      case ENDS_WITH -> TextTest.ENDS_WITH;
      case STRING_CONTAINS -> TextTest.CONTAINS;
      case CIDR_MATCH -> TextTest.CIDR;
      default -> null;
    };
  }

  /** All arguments but the first; null if any is not a text that is written there. */
  private static @Nullable List<String> texts(Written call) {
    List<String> texts = new ArrayList<>();
    for (Expression argument : call.arguments.subList(1, call.arguments.size())) {
      if (!(argument instanceof Expression.Constant constant)
          || !(constant.value() instanceof String value)) {
        return null;
      }
      texts.add(value);
    }
    return texts;
  }

  private SyntaxException arguments(Written call, String signature) {
    int given = call.arguments.size();
    return Lexer.at(
        text,
        call.name.from(),
        "found " + given + (given == 1 ? " argument" : " arguments") + ", expected " + signature);
  }

  private String unknown(String name) {
    if (NOT_OURS.contains(name)) {
      return "the function " + name + " is not supported";
    }
    if (dialect == Dialect.ELASTIC && INSTEAD.containsKey(name)) {
      return name + " is a function of Endgame's dialect; " + INSTEAD.get(name);
    }
    List<String> known =
        new ArrayList<>(Arrays.stream(BuiltIn.values()).map(BuiltIn::written).toList());
    if (dialect == Dialect.ENDGAME) {
      known.addAll(OF_ENDGAME.keySet());
    }
    return "there is no function '"
        + name
        + "'"
        + Suggestion.nearest(name, known).map(near -> "; did you mean '" + near + "'?").orElse("");
  }
}
