package io.millrace.patterns.eql;

import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Expression.Operator;
import io.millrace.patterns.model.Expression.TextTest;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one text by recursive descent: a method for each level of the grammar. */
final class Parser {

  /** Of parentheses, calls, nots and signs within one another. */
  static final int DEEPEST = 100;

  /** Of arithmetic operators and methods in a query, each of which lies within the next. */
  static final int MOST_OPERATORS = 500;

  static final int MOST_STEPS = 64;
  static final int MOST_RUNS = 100;

  /** Of all steps together, a run counting as so many. */
  static final int MOST_EVENTS = 256;

  private static final int MOST_DIGITS = 100;

  private static final Pattern LARGE_EXPONENT = Pattern.compile("[eE][+-]?[0-9]{4}");

  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "any",
          "by",
          "false",
          "in",
          "maxspan",
          "not",
          "null",
          "of",
          "or",
          "sequence",
          "true",
          "until",
          "where",
          "with");

  private static final Set<String> KEYWORDS_OF_ELASTIC = Set.of("like", "regex", "sample");

  private static final Set<String> RELATIONS = Set.of("child", "descendant", "event");

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "==", Comparison.EQUAL,
          "!=", Comparison.NOT_EQUAL,
          "<", Comparison.LESS,
          "<=", Comparison.LESS_OR_EQUAL,
          ">", Comparison.GREATER,
          ">=", Comparison.GREATER_OR_EQUAL);

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private final String text;
  private final Dialect dialect;
  private final List<Token> tokens;
  private final Calls calls;
  private int at;
  private int depth;
  private int operators;

  Parser(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
    tokens = Lexer.tokens(text, dialect);
    calls = new Calls(text, dialect);
  }

  Query query() {
    Token first = peek();
    boolean category = peek(1).is("where");
    Query query;
    if (first.is("sequence") && !category) {
      query = sequence();
    } else if (!category && (first.is("sample") || first.is("join"))) {
      throw unsupported(first, "a " + first.value() + " of events; write a sequence");
    } else if (!category && (first.is("macro") || first.is("const"))) {
      throw unsupported(first, "a definition (" + first.value() + ")");
    } else {
      query = new Query.Single(event());
    }
    end();
    return query;
  }

  Expression wholeCondition() {
    Expression condition = condition();
    end();
    return condition;
  }

  Expression wholeValue() {
    Expression value = value();
    end();
    return value;
  }

  private void end() {
    if (peek().is("|")) {
      throw unsupported(
          peek(), "a pipe (| " + peek(1).value() + "): events are judged as they come");
    }
    if (peek().kind() != Token.Kind.END) {
      throw expected("the end of the query");
    }
  }

  // Sequences

  private Query sequence() {
    Token start = next();
    List<Key> shared = peek().is("by") ? keys() : List.of();
    Duration maxSpan = peek().is("with") ? maxSpan() : null;
    if (maxSpan != null && shared.isEmpty() && peek().is("by")) {
      if (dialect == Dialect.ELASTIC) {
        throw wrong(peek(), "found 'by' behind 'with', expected it before");
      }
      shared = keys();
    }
    List<Query.Stage> stages = new ArrayList<>();
    int events = 0;
    Token missing = null;
    boolean any = false;
    while (peek().is("[") || peek().is("!")) {
      Token first = peek();
      Query.Stage stage = stage(shared);
      if (stages.size() == MOST_STEPS) {
        throw wrong(first, "a sequence has at most " + MOST_STEPS + " steps");
      }
      checkKeys(stages, stage, first, shared.size());
      stages.add(stage);
      events += stage.runs();
      missing = missing == null && stage.missing() ? first : missing;
      any |= !stage.missing();
    }
    if (stages.isEmpty()) {
      throw expected("a step in brackets");
    }
    if (events < 2) {
      throw wrong(start, "found a sequence of 1 step, expected at least 2");
    }
    if (events > MOST_EVENTS) {
      throw wrong(start, "a sequence has at most " + MOST_EVENTS + " events, runs counted");
    }
    if (!any) {
      throw wrong(start, "found missing events only, expected at least one that happens");
    }
    if (missing != null && maxSpan == null) {
      throw wrong(missing, "a missing event needs 'with maxspan=…' behind 'sequence'");
    }
    Query.Stage until = null;
    if (peek().is("until")) {
      next();
      Token first = peek();
      until = stage(shared);
      if (until.missing() || until.runs() > 1) {
        throw wrong(first, "found a missing event or runs, expected one event");
      }
      checkKeys(stages, until, first, shared.size());
    }
    return new Query.Sequence(stages, maxSpan, until);
  }

  private Query.Stage stage(List<Key> shared) {
    boolean missing = peek().is("!");
    if (missing) {
      next();
    }
    take("[", "a step in brackets");
    EventSelector events = event();
    take("]", "] behind the condition");
    List<Key> keys = new ArrayList<>(shared);
    if (peek().is("by")) {
      keys.addAll(keys());
    }
    if (peek().is("fork")) {
      throw unsupported(peek(), "fork");
    }
    int runs = 1;
    if (peek().is("with")) {
      Token with = next();
      take("runs", "runs");
      take("=", "=");
      if (missing) {
        throw wrong(with, "found 'with runs' behind a missing event, where it means nothing");
      }
      Token number = peek();
      runs = wholeNumber(MOST_RUNS);
      if (runs < 1) {
        throw wrong(number, "found 0, expected a number from 1 to " + MOST_RUNS);
      }
    }
    return new Query.Stage(events, keys, runs, missing);
  }

  private void checkKeys(List<Query.Stage> before, Query.Stage stage, Token first, int shared) {
    int given = stage.keys().size();
    int wanted = before.isEmpty() ? given : before.get(0).keys().size();
    if (given != wanted) {
      throw wrong(
          first,
          "found a step with "
              + (given - shared)
              + (given - shared == 1 ? " key" : " keys")
              + " of its own, expected "
              + (wanted - shared)
              + " as in the first");
    }
  }

  private List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    do {
      next();
      Token first = peek();
      Expression value = value();
      if (Kind.of(value) == Kind.CONDITION || value instanceof Expression.Constant) {
        throw wrong(
            first,
            "found a "
                + (value instanceof Expression.Constant ? "constant" : "condition")
                + ", expected a field");
      }
      keys.add(new Key(value, value instanceof Expression.Field field && field.optional()));
    } while (peek().is(","));
    return keys;
  }

  private Duration maxSpan() {
    next();
    if (peek().is("fork") || peek().is("runs")) {
      throw unsupported(peek(), "'with " + peek().value() + "' of a whole sequence");
    }
    take("maxspan", "maxspan");
    take("=", "=");
    Token amount = peek();
    int number = wholeNumber(999_999_999);
    ChronoUnit unit = peek().kind() == Token.Kind.NAME ? unit(peek().value()) : null;
    if (unit == null) {
      throw expected("a unit: ms, s, m, h or d");
    }
    next();
    if (number == 0) {
      throw wrong(amount, "found 0, expected a length of time");
    }
    return Duration.of(number, unit);
  }

  private @Nullable ChronoUnit unit(String name) {
    if (dialect == Dialect.ENDGAME) {
      return switch (name) {
        case "ms", "milliseconds" -> ChronoUnit.MILLIS;
        case "s", "sec", "secs", "second", "seconds" -> ChronoUnit.SECONDS;
        case "m", "min", "mins", "minute", "minutes" -> ChronoUnit.MINUTES;
        case "h", "hr", "hrs", "hour", "hours" -> ChronoUnit.HOURS;
        case "d", "day", "days" -> ChronoUnit.DAYS;
        default -> null;
      };
    }
    return UNITS.get(name);
  }

  private int wholeNumber(int most) {
    Token number = peek();
    if (number.kind() != Token.Kind.NUMBER || !number.value().matches("[0-9]+")) {
      throw expected("a whole number");
    }
    if (number.value().length() > 9 || Integer.parseInt(number.value()) > most) {
      throw wrong(number, "found " + found(number) + ", expected at most " + most);
    }
    next();
    return Integer.parseInt(number.value());
  }

  private EventSelector event() {
    Token category = peek();
    boolean named =
        category.kind() == Token.Kind.TEXT
            || category.kind() == Token.Kind.QUOTED_NAME
            || (category.kind() == Token.Kind.NAME
                && (category.value().equals("any") || peek(1).is("where") || !isKeyword(category)));
    if (!named || (category.kind() != Token.Kind.NAME && category.value().isEmpty())) {
      throw expected("a category of events, or any");
    }
    next();
    take("where", "where");
    return new EventSelector(category.is("any") ? null : category.value(), condition());
  }

  // Conditions

  private Expression condition() {
    Token first = peek();
    return asCondition(or(), first);
  }

  private Expression asCondition(Expression expression, Token first) {
    Kind kind = Kind.of(expression);
    if (kind == Kind.NUMBER || kind == Kind.TEXT) {
      throw wrong(first, "found " + kind.shown() + ", expected a condition");
    }
    return expression;
  }

  private Expression or() {
    return joined("or", this::and, Expression.Or::new);
  }

  private Expression and() {
    return joined("and", this::not, Expression.And::new);
  }

  private Expression joined(
      String word, Supplier<Expression> part, Function<List<Expression>, Expression> all) {
    Token first = peek();
    Expression one = part.get();
    if (!peek().is(word)) {
      return one;
    }
    List<Expression> parts = new ArrayList<>(List.of(asCondition(one, first)));
    while (peek().is(word)) {
      next();
      first = peek();
      parts.add(asCondition(part.get(), first));
    }
    return all.apply(parts);
  }

  private Expression not() {
    if (!peek().is("not")) {
      return comparison();
    }
    next();
    Token first = peek();
    return new Expression.Not(asCondition(deeper(this::not), first));
  }

  private Expression comparison() {
    Expression left = value();
    Expression compared = predicate(left);
    if (compared != left
        && (COMPARISONS.containsKey(peek().value()) || peek().is(":"))
        && peek().kind() == Token.Kind.SYMBOL) {
      throw wrong(peek(), "comparisons have no chains; write 'and' between two of them");
    }
    return compared;
  }

  private Expression predicate(Expression left) {
    Token word = peek();
    if (word.kind() == Token.Kind.SYMBOL) {
      if (word.is("=") && dialect == Dialect.ELASTIC) {
        throw expected("== or :");
      }
      Comparison how = word.is("=") ? Comparison.EQUAL : COMPARISONS.get(word.value());
      if (how != null) {
        next();
        return compare(how, left, value());
      }
      if (word.is(":")) {
        next();
        return same(left, constants());
      }
    }
    if (word.is("not") && peek(1).is("in")) {
      next();
      return new Expression.Not(in(left));
    }
    if (word.is("in")) {
      return in(left);
    }
    if (dialect == Dialect.ELASTIC && (word.is("like") || word.is("regex"))) {
      next();
      boolean ignoreCase = caseless(word);
      return matches(
          word.is("like") ? TextTest.WILDCARD : TextTest.REGEX, left, constants(), ignoreCase);
    }
    return left;
  }

  private Expression compare(Comparison how, Expression left, Expression right) {
    boolean endgame = dialect == Dialect.ENDGAME;
    boolean equality = how == Comparison.EQUAL || how == Comparison.NOT_EQUAL;
    if (endgame && equality && (isWildcard(left) || isWildcard(right))) {
      Expression pattern = isWildcard(right) ? right : left;
      String wildcard = (String) Objects.requireNonNull(((Expression.Constant) pattern).value());
      Expression operand = isWildcard(right) ? left : right;
      Expression matches =
          new Expression.Matches(TextTest.WILDCARD, operand, List.of(wildcard), true);
      return how == Comparison.EQUAL ? matches : new Expression.Not(matches);
    }
    return new Expression.Compare(how, left, right, endgame);
  }

  private static boolean isWildcard(Expression expression) {
    return expression instanceof Expression.Constant constant
        && constant.value() instanceof String value
        && (value.indexOf('*') >= 0 || value.indexOf('?') >= 0);
  }

  /** The operator {@code :}, of texts with wildcards and of other values. */
  private Expression same(Expression left, List<Token> constants) {
    List<String> texts = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    for (Token constant : constants) {
      if (constant.kind() == Token.Kind.TEXT) {
        texts.add(constant.value());
      } else if (constant.kind() == Token.Kind.NUMBER) {
        others.add(new Expression.Constant(number(constant)));
      } else if (constant.is("true") || constant.is("false")) {
        others.add(new Expression.Constant(constant.is("true")));
      } else {
        throw wrong(
            constant, "found " + found(constant) + ", expected a text, number, true or false");
      }
    }
    Expression matches = new Expression.Matches(TextTest.WILDCARD, left, texts, true);
    Expression in = new Expression.In(left, others, true);
    if (others.isEmpty()) {
      return matches;
    }
    return texts.isEmpty() ? in : new Expression.Or(List.of(matches, in));
  }

  private Expression matches(
      TextTest test, Expression left, List<Token> constants, boolean ignoreCase) {
    List<String> patterns = new ArrayList<>();
    for (Token constant : constants) {
      if (constant.kind() != Token.Kind.TEXT) {
        throw wrong(constant, "found " + found(constant) + ", expected a text");
      }
      String problem = ExpressionCompiler.problem(test, constant.value(), ignoreCase);
      if (problem != null) {
        throw wrong(constant, problem);
      }
      patterns.add(constant.value());
    }
    return new Expression.Matches(test, left, patterns, ignoreCase);
  }

  /** One, or several in parentheses. */
  private List<Token> constants() {
    if (!peek().is("(")) {
      return List.of(constant());
    }
    List<Token> all = new ArrayList<>();
    do {
      next();
      all.add(constant());
    } while (peek().is(","));
    take(")", ") behind the list");
    return all;
  }

  private Token constant() {
    Token token = peek();
    if (token.kind() != Token.Kind.TEXT
        && token.kind() != Token.Kind.NUMBER
        && !token.is("true")
        && !token.is("false")) {
      throw expected("a text");
    }
    return next();
  }

  private Expression in(Expression left) {
    Token in = next();
    boolean ignoreCase = caseless(in) || dialect == Dialect.ENDGAME;
    if (!peek().is("(")) {
      throw expected("( and a list of values");
    }
    List<Expression> all = new ArrayList<>();
    do {
      next();
      all.add(value());
    } while (peek().is(","));
    take(")", ") behind the list");
    return new Expression.In(left, all, ignoreCase);
  }

  /** Whether the word before has a tilde of its own. */
  private boolean caseless(Token word) {
    if (dialect == Dialect.ELASTIC && peek().is("~") && peek().from() == word.to()) {
      next();
      return true;
    }
    return false;
  }

  // Values

  private Expression value() {
    Token first = peek();
    Expression left = product();
    while (peek().is("+") || peek().is("-")) {
      Operator how = peek().is("+") ? Operator.ADD : Operator.SUBTRACT;
      left = arithmetic(how, left, first, this::product);
    }
    return left;
  }

  private Expression product() {
    Token first = peek();
    Expression left = signed();
    while (peek().is("*") || peek().is("/") || peek().is("%")) {
      Operator how =
          peek().is("*") ? Operator.MULTIPLY : peek().is("/") ? Operator.DIVIDE : Operator.MODULO;
      left = arithmetic(how, left, first, this::signed);
    }
    return left;
  }

  private Expression arithmetic(
      Operator how, Expression left, Token first, Supplier<Expression> operand) {
    asNumber(left, first);
    operator(next());
    Token second = peek();
    return new Expression.Arithmetic(how, left, asNumber(operand.get(), second));
  }

  private void operator(Token token) {
    if (++operators > MOST_OPERATORS) {
      throw wrong(token, "the query has more than " + MOST_OPERATORS + " operators and methods");
    }
  }

  private Expression asNumber(Expression expression, Token first) {
    Kind kind = Kind.of(expression);
    if (kind != Kind.NUMBER && kind != Kind.ANY) {
      throw wrong(first, "found " + kind.shown() + ", expected a number");
    }
    return expression;
  }

  private Expression signed() {
    if (!peek().is("-") && !peek().is("+")) {
      return methods(primary());
    }
    Token sign = next();
    Token first = peek();
    Expression operand = asNumber(deeper(this::signed), first);
    if (sign.is("+")) {
      return operand;
    }
    if (operand instanceof Expression.Constant constant
        && constant.value() instanceof BigDecimal number) {
      return new Expression.Constant(number.negate());
    }
    return new Expression.Arithmetic(
        Operator.SUBTRACT, new Expression.Constant(BigDecimal.ZERO), operand);
  }

  /** Endgame's {@code field:length()} is {@code length(field)}. */
  private Expression methods(Expression primary) {
    Expression value = primary;
    while (dialect == Dialect.ENDGAME && peek().is(":")) {
      operator(next());
      Token name = peek();
      if (name.kind() != Token.Kind.NAME || !peek(1).is("(")) {
        throw expected("a function");
      }
      next();
      value = call(name, value, name.from());
    }
    return value;
  }

  private Expression primary() {
    Token token = peek();
    switch (token.kind()) {
      case TEXT -> {
        next();
        return new Expression.Constant(token.value());
      }
      case NUMBER -> {
        next();
        return new Expression.Constant(number(token));
      }
      case QUOTED_NAME -> {
        return field(false);
      }
      case NAME -> {
        return word(token);
      }
      case SYMBOL -> {
        if (token.is("(")) {
          next();
          Expression inner = deeper(this::or);
          take(")", "an operator or )");
          return inner;
        }
        if (token.is("?") && dialect == Dialect.ELASTIC) {
          next();
          return field(true);
        }
      }
      case END -> {}
    }
    throw expected("a value");
  }

  private Expression word(Token token) {
    Token behind = peek(1);
    if (behind.is("of") && RELATIONS.contains(token.value())) {
      throw unsupported(token, "'" + token.value() + " of'; write a sequence");
    }
    boolean tilde = behind.is("~") && behind.from() == token.to();
    if (!isKeyword(token) && (behind.is("(") || (tilde && peek(2).is("(")))) {
      next();
      return call(token, null, token.from());
    }
    switch (token.value()) {
      case "true", "false" -> {
        next();
        return new Expression.Constant(token.is("true"));
      }
      case "null" -> {
        next();
        return new Expression.Constant(null);
      }
      default -> {
        if (isKeyword(token)) {
          throw expected("a value");
        }
        return field(false);
      }
    }
  }

  private Expression call(Token name, @Nullable Expression receiver, int place) {
    boolean caseless = peek().is("~");
    if (caseless) {
      next();
    }
    List<Expression> arguments = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    if (receiver != null) {
      arguments.add(receiver);
      places.add(place);
    }
    take("(", "(");
    while (!peek().is(")")) {
      places.add(peek().from());
      arguments.add(deeper(this::or));
      if (!peek().is(",")) {
        break;
      }
      next();
      if (peek().is(")")) {
        throw expected("a value");
      }
    }
    take(")", ", or )");
    return calls.meaning(new Calls.Written(name, caseless, arguments, places));
  }

  private Expression field(boolean optional) {
    Token first = peek();
    if (first.kind() != Token.Kind.QUOTED_NAME
        && (first.kind() != Token.Kind.NAME || isKeyword(first))) {
      throw expected("the name of a field");
    }
    StringBuilder path = new StringBuilder(next().value());
    while (peek().is(".")) {
      next();
      Token name = peek();
      if (name.kind() != Token.Kind.NAME && name.kind() != Token.Kind.QUOTED_NAME) {
        throw expected("the name of a field, in backticks if it is no word");
      }
      path.append('.').append(next().value());
    }
    if (peek().is("[") && peek(1).kind() == Token.Kind.NUMBER) {
      throw unsupported(peek(), "a position in a list");
    }
    return new Expression.Field(path.toString(), optional);
  }

  private BigDecimal number(Token token) {
    String written = token.value();
    if (written.length() > MOST_DIGITS || LARGE_EXPONENT.matcher(written).find()) {
      throw wrong(
          token, "a number has at most " + MOST_DIGITS + " digits and an exponent up to 999");
    }
    return new BigDecimal(written);
  }

  // Words

  private Expression deeper(Supplier<Expression> inner) {
    if (++depth > DEEPEST) {
      throw wrong(peek(), "the condition is nested more than " + DEEPEST + " deep");
    }
    Expression expression = inner.get();
    depth--;
    return expression;
  }

  private boolean isKeyword(Token token) {
    return KEYWORDS.contains(token.value())
        || (dialect == Dialect.ELASTIC && KEYWORDS_OF_ELASTIC.contains(token.value()));
  }

  private Token peek() {
    return peek(0);
  }

  private Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  private Token next() {
    return tokens.get(at++);
  }

  private void take(String symbol, String expected) {
    if (!peek().is(symbol)) {
      throw expected(expected);
    }
    next();
  }

  private String found(Token token) {
    if (token.kind() == Token.Kind.END) {
      return "the end";
    }
    String written = text.substring(token.from(), Math.min(token.to(), token.from() + 40));
    String shown = written.lines().findFirst().orElse("") + (written.length() == 40 ? "…" : "");
    return token.kind() == Token.Kind.TEXT ? shown : "'" + shown + "'";
  }

  private SyntaxException expected(String what) {
    return wrong(peek(), "found " + found(peek()) + ", expected " + what);
  }

  private SyntaxException unsupported(Token token, String what) {
    return wrong(token, "not supported: " + what);
  }

  private SyntaxException wrong(Token token, String problem) {
    return Lexer.at(text, token.from(), problem);
  }
}
