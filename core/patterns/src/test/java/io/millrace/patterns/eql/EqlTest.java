package io.millrace.patterns.eql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.And;
import io.millrace.patterns.model.Expression.Arithmetic;
import io.millrace.patterns.model.Expression.Call;
import io.millrace.patterns.model.Expression.Compare;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Expression.Constant;
import io.millrace.patterns.model.Expression.Field;
import io.millrace.patterns.model.Expression.In;
import io.millrace.patterns.model.Expression.Matches;
import io.millrace.patterns.model.Expression.Not;
import io.millrace.patterns.model.Expression.Operator;
import io.millrace.patterns.model.Expression.Or;
import io.millrace.patterns.model.Expression.TextTest;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EqlTest {

  private static final Field A = new Field("a", false);
  private static final Field B = new Field("b", false);
  private static final Expression TRUE = new Constant(true);

  static Stream<Arguments> conditions() {
    return Stream.of(
        Arguments.of("true", TRUE),
        Arguments.of("a", A),
        Arguments.of("((a))", A),
        Arguments.of("?a.b.c", new Field("a.b.c", true)),
        Arguments.of("`my-a`.`x``y`.in", new Field("my-a.x`y.in", false)),
        Arguments.of("@a_1.b2", new Field("@a_1.b2", false)),
        Arguments.of("a == \"x\"", equal(A, text("x"))),
        Arguments.of("\"x\" == a", equal(text("x"), A)),
        Arguments.of("a != b", new Compare(Comparison.NOT_EQUAL, A, B, false)),
        Arguments.of("a < 1.50", new Compare(Comparison.LESS, A, number("1.50"), false)),
        Arguments.of("a <= .5", new Compare(Comparison.LESS_OR_EQUAL, A, number("0.5"), false)),
        Arguments.of("a > -1", new Compare(Comparison.GREATER, A, number("-1"), false)),
        Arguments.of("a >= 2e3", new Compare(Comparison.GREATER_OR_EQUAL, A, number("2e3"), false)),
        Arguments.of("a == null", equal(A, new Constant(null))),
        Arguments.of("a==false", equal(A, new Constant(false))),
        Arguments.of("not a and b", new And(List.of(new Not(A), B))),
        Arguments.of("not (a and b)", new Not(new And(List.of(A, B)))),
        Arguments.of("not not a", new Not(new Not(A))),
        Arguments.of("a or b and a", new Or(List.of(A, new And(List.of(B, A))))),
        Arguments.of("a and b and a", new And(List.of(A, B, A))),
        Arguments.of("(a or b) and a", new And(List.of(new Or(List.of(A, B)), A))),
        Arguments.of("not a == b", new Not(equal(A, B))),
        Arguments.of(
            "a + 1 * b == 2",
            equal(
                new Arithmetic(Operator.ADD, A, new Arithmetic(Operator.MULTIPLY, number("1"), B)),
                number("2"))),
        Arguments.of(
            "a - 1 - b == 2",
            equal(
                new Arithmetic(
                    Operator.SUBTRACT, new Arithmetic(Operator.SUBTRACT, A, number("1")), B),
                number("2"))),
        Arguments.of(
            "(a - 1) / b % 3 == -b",
            equal(
                new Arithmetic(
                    Operator.MODULO,
                    new Arithmetic(
                        Operator.DIVIDE, new Arithmetic(Operator.SUBTRACT, A, number("1")), B),
                    number("3")),
                new Arithmetic(Operator.SUBTRACT, number("0"), B))),
        Arguments.of("a : \"X*\"", matches(TextTest.WILDCARD, true, "X*")),
        Arguments.of("a : (\"x\", \"y?\")", matches(TextTest.WILDCARD, true, "x", "y?")),
        Arguments.of("a : 5", new In(A, List.of(number("5")), true)),
        Arguments.of(
            "a : (\"x\", true)",
            new Or(List.of(matches(TextTest.WILDCARD, true, "x"), new In(A, List.of(TRUE), true)))),
        Arguments.of("a like \"x*\"", matches(TextTest.WILDCARD, false, "x*")),
        Arguments.of("a like~ (\"x*\", \"y\")", matches(TextTest.WILDCARD, true, "x*", "y")),
        Arguments.of("a regex \"x.\"", matches(TextTest.REGEX, false, "x.")),
        Arguments.of("a regex~ (\"x.\")", matches(TextTest.REGEX, true, "x.")),
        Arguments.of("a in (1, \"x\", b)", new In(A, List.of(number("1"), text("x"), B), false)),
        Arguments.of("a in~ (\"x\")", new In(A, List.of(text("x")), true)),
        Arguments.of("a not in (1)", new Not(new In(A, List.of(number("1")), false))),
        Arguments.of("a not in~ (1)", new Not(new In(A, List.of(number("1")), true))),
        Arguments.of("startsWith(a, \"x\")", matches(TextTest.STARTS_WITH, false, "x")),
        Arguments.of("endsWith~(a, \"x\")", matches(TextTest.ENDS_WITH, true, "x")),
        Arguments.of("stringContains(a, \"x\")", matches(TextTest.CONTAINS, false, "x")),
        Arguments.of(
            "stringContains(a, \"\")", new Call("stringcontains", List.of(A, text("")), false)),
        Arguments.of("startsWith(a, b)", new Call("startswith", List.of(A, B), false)),
        Arguments.of(
            "cidrMatch(a, \"10.0.0.0/8\", \"::1/128\")",
            matches(TextTest.CIDR, false, "10.0.0.0/8", "::1/128")),
        Arguments.of(
            "length(concat(a, 1)) == 2",
            equal(
                new Call(
                    "length", List.of(new Call("concat", List.of(A, number("1")), false)), false),
                number("2"))),
        Arguments.of(
            "a == \"\\\\ \\\" \\n \\r \\t \\u{20AC} \\u{0001f600}\"",
            equal(A, text("\\ \" \n \r \t € \uD83D\uDE00"))),
        Arguments.of("a == \"\"\"C:\\new \"x\"\"\"\"", equal(A, text("C:\\new \"x\""))),
        Arguments.of(
            "a == \"\"\"\"\"\" /* x // y */ and // b\n b",
            new And(List.of(equal(A, text("")), B))));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void condition_isReadAsItBinds(String text, Expression expected) {
    assertThat(Eql.condition(text, Dialect.ELASTIC)).isEqualTo(expected);
  }

  static Stream<Arguments> conditionsOfEndgame() {
    return Stream.of(
        Arguments.of("a == 'X'", new Compare(Comparison.EQUAL, A, text("X"), true)),
        Arguments.of("a = \"it's\"", new Compare(Comparison.EQUAL, A, text("it's"), true)),
        Arguments.of("a == '*x?'", matches(TextTest.WILDCARD, true, "*x?")),
        Arguments.of("'*x' = a", matches(TextTest.WILDCARD, true, "*x")),
        Arguments.of("a != \"*x\"", new Not(matches(TextTest.WILDCARD, true, "*x"))),
        Arguments.of("a > 'm'", new Compare(Comparison.GREATER, A, text("m"), true)),
        Arguments.of("a in ('x', 1)", new In(A, List.of(text("x"), number("1")), true)),
        Arguments.of("a not in ('x')", new Not(new In(A, List.of(text("x")), true))),
        Arguments.of(
            "a == ?'C:\\new\\' b'", new Compare(Comparison.EQUAL, A, text("C:\\new' b"), true)),
        Arguments.of("wildcard(a, '*x', 'y')", matches(TextTest.WILDCARD, true, "*x", "y")),
        Arguments.of("match(a, ?'x\\d')", matches(TextTest.REGEX_FIND, true, "\\A(?:x\\d)")),
        Arguments.of("arrayContains(a, 'x', b)", new In(A, List.of(text("x"), B), true)),
        Arguments.of("startsWith(a, 'x')", matches(TextTest.STARTS_WITH, true, "x")),
        Arguments.of("like", new Field("like", false)),
        Arguments.of(
            "a:between('x', b):length() > 5",
            new Compare(
                Comparison.GREATER,
                new Call(
                    "length", List.of(new Call("between", List.of(A, text("x"), B), true)), false),
                number("5"),
                true)));
  }

  @ParameterizedTest
  @MethodSource("conditionsOfEndgame")
  void conditionOfEndgame_neverMindsCase(String text, Expression expected) {
    assertThat(Eql.condition(text, Dialect.ENDGAME)).isEqualTo(expected);
  }

  static Stream<Arguments> queries() {
    EventSelector any = new EventSelector(null, TRUE);
    EventSelector p = new EventSelector("p", A);
    EventSelector f = new EventSelector("f", TRUE);
    Key b = new Key(B, false);
    Key maybe = new Key(new Field("c", true), true);
    return Stream.of(
        Arguments.of("any where true", new Query.Single(any)),
        Arguments.of("p where a", new Query.Single(p)),
        Arguments.of("\"p\" where a", new Query.Single(p)),
        Arguments.of("\"\"\"p-1 x\"\"\" where a", new Query.Single(new EventSelector("p-1 x", A))),
        Arguments.of("sample where a", new Query.Single(new EventSelector("sample", A))),
        Arguments.of(
            "sequence [p where a] [f where true]",
            sequence(null, null, step(p, 1, false), step(f, 1, false))),
        Arguments.of("sequence [p where a] with runs=2", sequence(null, null, step(p, 2, false))),
        Arguments.of(
            "sequence by b, ?c with maxspan=1h [p where a] ![f where true]",
            sequence(
                Duration.ofHours(1),
                null,
                step(p, 1, false, b, maybe),
                step(f, 1, true, b, maybe))),
        Arguments.of(
            """
            sequence by b with maxspan = 500 ms
              [ p where a ] by ?c with runs=3 // the first
              [ f where true ] by length(a)
            until [ any where true ] by a
            """,
            sequence(
                Duration.ofMillis(500),
                step(any, 1, false, b, new Key(A, false)),
                step(p, 3, false, b, maybe),
                step(f, 1, false, b, new Key(new Call("length", List.of(A), false), false)))),
        Arguments.of(
            "sequence with maxspan=2d ![p where a] [f where true]",
            sequence(Duration.ofDays(2), null, step(p, 1, true), step(f, 1, false))));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void query_isReadWithItsSteps(String text, Query expected) {
    assertThat(Eql.parse(text, Dialect.ELASTIC)).isEqualTo(expected);
  }

  @Test
  void queryOfEndgame_mayHaveItsKeysBehindItsSpan() {
    Key b = new Key(B, false);

    assertThat(
            Eql.parse(
                "sequence with maxspan=5 minutes by b [p where true] [f where true]",
                Dialect.ENDGAME))
        .isEqualTo(
            sequence(
                Duration.ofMinutes(5),
                null,
                step(new EventSelector("p", TRUE), 1, false, b),
                step(new EventSelector("f", TRUE), 1, false, b)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '§',
      value = {
        "'' ¦ line 1, column 1: found ', expected a text in double quotes",
        "p where ¦ line 1, column 8: found the end, expected a value",
        "p where a == ) ¦ line 1, column 14: found ')', expected a value",
        "p a ¦ line 1, column 3: found 'a', expected where",
        "where ¦ line 1, column 1: found 'where', expected a category of events, or any",
        "1 where a ¦ line 1, column 1: found '1', expected a category of events, or any",
        "p where a b ¦ line 1, column 11: found 'b', expected the end of the query",
        "p where a = 1 ¦ line 1, column 11: found '=', expected == or :",
        "p where 1 ¦ line 1, column 9: found a number, expected a condition",
        "p where a and \"x\" ¦ line 1, column 15: found a text, expected a condition",
        "p where length(a) or b ¦ line 1, column 9: found a number, expected a condition",
        "p where not (a + 1) ¦ line 1, column 13: found a number, expected a condition",
        "p where a + \"x\" == 1 ¦ line 1, column 13: found a text, expected a number",
        "p where -(a == b) == 1 ¦ line 1, column 10: found a condition, expected a number",
        "p where 1 < a < 2 ¦ line 1, column 15: comparisons have no chains; write 'and' between two of them",
        "p where a in () ¦ line 1, column 15: found ')', expected a value",
        "p where a in b ¦ line 1, column 14: found 'b', expected ( and a list of values",
        "p where a in (1 ¦ line 1, column 16: found the end, expected ) behind the list",
        "p where a like b ¦ line 1, column 16: found 'b', expected a text",
        "p where a like 1 ¦ line 1, column 16: found '1', expected a text",
        "p where a : null ¦ line 1, column 13: found 'null', expected a text",
        "p where a regex \"(\" ¦ line 1, column 17: the regex is not one of RE2's syntax: missing closing )",
        "p where a regex \"(a{1000}){1000}\" ¦ line 1, column 17: the regex may have more than 4000 parts once its repetitions are written out; write smaller counts in its braces",
        "p where and ¦ line 1, column 9: found 'and', expected a value",
        "p where ?true ¦ line 1, column 10: found 'true', expected the name of a field",
        "p where a. ¦ line 1, column 11: found the end, expected the name of a field, in backticks if it is no word",
        "p where a[0] == 1 ¦ line 1, column 10: not supported: a position in a list",
        "p where (a ¦ line 1, column 11: found the end, expected an operator or )",
        "p where a == \"x ¦ line 1, column 14: the text has no end; write \" behind it, on the same line",
        "p where a == \"\"\"x\" ¦ line 1, column 14: the raw text has no end; write \"\"\" behind it",
        "p where `a ¦ line 1, column 9: the name has no end; write ` behind it",
        "p where `` ¦ line 1, column 9: found ``, expected a name within",
        "p where a /* x ¦ line 1, column 11: the comment has no end; write */ behind it",
        "p where a == \"\\x\" ¦ line 1, column 15: no escape; write \\\\ for a backslash, or one of \\n \\r \\t \\\" \\u{…}",
        "p where a == \"\\u{110000}\" ¦ line 1, column 15: no escape; a character is \\u{…} with 2 to 8 hexadecimal digits",
        "p where a == \"\\u{d800}\" ¦ line 1, column 15: no escape; a character is \\u{…} with 2 to 8 hexadecimal digits",
        "p where a == 1e1000 ¦ line 1, column 14: a number has at most 100 digits and an exponent up to 999",
        "p where a # b ¦ line 1, column 11: found the character '#', which means nothing here",
        "p where a == é ¦ line 1, column 14: found the character U+00E9, which means nothing here",
        "p where lenght(a) == 1 ¦ line 1, column 9: there is no function 'lenght'; did you mean 'length'?",
        "p where startswith(a, \"x\") ¦ line 1, column 9: there is no function 'startswith'; did you mean 'startsWith'?",
        "p where arrayCount(a, x, x) == 1 ¦ line 1, column 9: the function arrayCount is not supported",
        "p where wildcard(a, \"x\") ¦ line 1, column 9: wildcard is a function of Endgame's dialect; write like~",
        "p where length() == 1 ¦ line 1, column 9: found 0 arguments, expected length(text)",
        "p where length(a, b) == 1 ¦ line 1, column 9: found 2 arguments, expected length(text)",
        "p where length(a,) == 1 ¦ line 1, column 18: found ')', expected a value",
        "p where length(a == 1 ¦ line 1, column 22: found the end, expected , or )",
        "p where length~(a) == 1 ¦ line 1, column 15: found '~', but length has no such form",
        "p where add(a, \"x\") == 1 ¦ line 1, column 16: found a text, expected a number",
        "p where between(a, b, b, 1) == \"\" ¦ line 1, column 26: found a number, expected true or false",
        "p where cidrMatch(a, \"10.0.0.0\") ¦ line 1, column 22: it is no block of addresses, such as 10.0.0.0/8 or fd00::/8",
        "p where a | head 10 ¦ line 1, column 11: not supported: a pipe (| head): events are judged as they come",
        "sample by a [p where a] [p where b] ¦ line 1, column 1: not supported: a sample of events; write a sequence",
        "p where child of [p where a] ¦ line 1, column 9: not supported: 'child of'; write a sequence",
        "sequence ¦ line 1, column 9: found the end, expected a step in brackets",
        "sequence [p where a] ¦ line 1, column 1: found a sequence of 1 step, expected at least 2",
        "sequence [p where a] [p where b ¦ line 1, column 32: found the end, expected ] behind the condition",
        "sequence [p where a] ![p where b] ¦ line 1, column 22: a missing event needs 'with maxspan=…' behind 'sequence'",
        "sequence with maxspan=1s ![p where a] ![p where b] ¦ line 1, column 1: found missing events only, expected at least one that happens",
        "sequence with maxspan=1s [p where a] ![p where b] with runs=2 ¦ line 1, column 51: found 'with runs' behind a missing event, where it means nothing",
        "sequence [p where a] with runs=0 [p where b] ¦ line 1, column 32: found 0, expected a number from 1 to 100",
        "sequence [p where a] with runs=101 [p where b] ¦ line 1, column 32: found '101', expected at most 100",
        "sequence [p where a] with runs=1.5 [p where b] ¦ line 1, column 32: found '1.5', expected a whole number",
        "sequence [p where a] by a [p where b] ¦ line 1, column 27: found a step with 0 keys of its own, expected 1 as in the first",
        "sequence by a [p where a] [p where b] until [p where a] by b ¦ line 1, column 45: found a step with 1 key of its own, expected 0 as in the first",
        "sequence by 1 [p where a] [p where b] ¦ line 1, column 13: found a constant, expected a field",
        "sequence [p where a] [p where b] until ![p where a] ¦ line 1, column 40: found a missing event or runs, expected one event",
        "sequence with maxspan=1w [p where a] [p where b] ¦ line 1, column 24: found 'w', expected a unit: ms, s, m, h or d",
        "sequence with maxspan=1.5h [p where a] [p where b] ¦ line 1, column 23: found '1.5', expected a whole number",
        "sequence with maxspan=0s [p where a] [p where b] ¦ line 1, column 23: found 0, expected a length of time",
        "sequence with maxspan=1s by a [p where a] [p where b] ¦ line 1, column 26: found 'by' behind 'with', expected it before",
        "sequence with runs=3 [p where a] [p where b] ¦ line 1, column 15: not supported: 'with runs' of a whole sequence"
      })
  void textThatIsNoQuery_isRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> Eql.parse(text, Dialect.ELASTIC))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '§',
      value = {
        "p where a like 'x' ¦ line 1, column 11: found 'like', expected the end of the query",
        "p where a : 'x' ¦ line 1, column 13: found 'x', expected a function",
        "p where ?a ¦ line 1, column 9: found '?', expected a value",
        "p where wildcard(a) ¦ line 1, column 9: found 1 argument, expected wildcard(text, pattern[, …])",
        "p where match(a, b) ¦ line 1, column 9: match takes texts as patterns, each written in the query",
        "p where match(a, '(') ¦ line 1, column 18: the regex is not one of RE2's syntax: missing closing )",
        "p where endsWith~(a, 'x') ¦ line 1, column 17: found '~', but endsWith has no such form",
        "join [p where a] [p where b] ¦ line 1, column 1: not supported: a join of events; write a sequence",
        "macro X(a) a == 1 ¦ line 1, column 1: not supported: a definition (macro)",
        "p where descendant of [p where a] ¦ line 1, column 9: not supported: 'descendant of'; write a sequence",
        "p where true | unique a ¦ line 1, column 14: not supported: a pipe (| unique): events are judged as they come",
        "sequence [p where a] fork=true [p where b] ¦ line 1, column 22: not supported: fork"
      })
  void textThatIsNoQueryOfEndgame_isRefusedByName(String text, String message) {
    assertThatThrownBy(() -> Eql.parse(text, Dialect.ENDGAME)).hasMessage(message);
  }

  @Test
  void place_isCountedFromOneInItsLine() {
    assertThatThrownBy(() -> Eql.parse("p where\r\n  a ==\n\t)", Dialect.ELASTIC))
        .isInstanceOfSatisfying(
            SyntaxException.class,
            wrong -> {
              assertThat(wrong.line()).isEqualTo(3);
              assertThat(wrong.column()).isEqualTo(2);
              assertThat(wrong.problem()).isEqualTo("found ')', expected a value");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "( ~ a ~ ) ~ 100 ~ the condition is nested more than 100 deep",
        "'not ' ~ a ~ '' ~ 100 ~ the condition is nested more than 100 deep",
        "-  ~ a ~ '' ~ 100 ~ the condition is nested more than 100 deep",
        "length( ~ a ~ ) ~ 100 ~ the condition is nested more than 100 deep",
        "a+ ~ a ~ '' ~ 500 ~ the query has more than 500 operators and methods",
        "'a == 1 or ' ~ a ~ '' ~ 3999 ~ the query has more than 20000 words"
      })
  void hostileText_isRefusedInTime(
      String before, String middle, String after, int most, String problem) {
    String right = before.repeat(most) + " " + middle + after.repeat(most);
    String wrong = before.repeat(most * 2) + " " + middle + after.repeat(most * 2);

    assertThatCode(() -> compile(read(right))).doesNotThrowAnyException();
    assertThatThrownBy(() -> read(wrong))
        .isInstanceOf(SyntaxException.class)
        .hasMessageEndingWith(problem);
  }

  @Test
  void textThatIsTooLong_isRefused() {
    assertThatThrownBy(() -> Eql.parse(" ".repeat(100_001), Dialect.ELASTIC))
        .hasMessage("line 1, column 1: the query has more than 100000 characters");
    String steps = "[p where a]".repeat(65);
    assertThatThrownBy(() -> Eql.parse("sequence " + steps, Dialect.ELASTIC))
        .hasMessageEndingWith("a sequence has at most 64 steps");
    String runs = "[p where a] with runs=100".repeat(3);
    assertThatThrownBy(() -> Eql.parse("sequence " + runs, Dialect.ELASTIC))
        .hasMessageEndingWith("a sequence has at most 256 events, runs counted");
  }

  /** Whatever the text, it is a query that can be compiled, or refused with a place in it. */
  @Test
  void anyText_isReadOrRefused() {
    List<String> words =
        List.of(
            "p",
            "a",
            "b.c",
            "where",
            "and",
            "or",
            "not",
            "in",
            "in~",
            "like",
            "regex~",
            "sequence",
            "by",
            "with",
            "maxspan=1s",
            "runs=2",
            "until",
            "[",
            "]",
            "![",
            "(",
            ")",
            ",",
            "==",
            "!=",
            "<",
            ":",
            "=",
            "+",
            "-",
            "*",
            "/",
            "%",
            "?",
            "~",
            "|",
            "\"x\"",
            "\"*\"",
            "\"",
            "'y'",
            "\"\"\"",
            "`q`",
            "`",
            "1",
            "2.5",
            ".",
            "true",
            "null",
            "any",
            "length(",
            "startsWith~(",
            "cidrMatch(",
            "\"10.0.0.0/8\"",
            "wildcard(",
            "//",
            "/*",
            "\n",
            "\\",
            "of",
            "child",
            "é");
    List<String> beginnings =
        List.of("", "p where ", "p where a ", "sequence [p where a] [", "sequence by a ");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      String text =
          beginnings.get(random.nextInt(beginnings.size()))
              + IntStream.range(0, random.nextInt(9))
                  .mapToObj(i -> words.get(random.nextInt(words.size())))
                  .collect(Collectors.joining(random.nextBoolean() ? " " : ""));
      Dialect dialect = random.nextBoolean() ? Dialect.ELASTIC : Dialect.ENDGAME;
      try {
        Query query = Eql.parse(text, dialect);
        if (query instanceof Query.Single single) {
          compile(single.events().condition());
        }
        read++;
      } catch (SyntaxException wrong) {
        String[] lines = text.split("\n", -1);
        assertThat(wrong.line()).isBetween(1, lines.length);
        assertThat(wrong.column()).isBetween(1, lines[wrong.line() - 1].length() + 1);
        assertThat(wrong.getMessage()).doesNotContain("\n");
      } catch (RuntimeException | StackOverflowError unexpected) {
        throw new AssertionError("seed " + seed + ": " + text, unexpected);
      }
    }
    assertThat(read).isGreaterThan(100);
  }

  private static Expression read(String text) {
    try {
      return Eql.value(text, Dialect.ELASTIC);
    } catch (SyntaxException noValue) {
      return Eql.condition(text, Dialect.ELASTIC);
    }
  }

  private static void compile(Expression expression) {
    ExpressionCompiler.compile(expression, new FieldTable()).evaluate(slot -> null);
  }

  private static Query sequence(Duration span, Query.Stage until, Query.Stage... steps) {
    return new Query.Sequence(List.of(steps), span, until);
  }

  private static Query.Stage step(EventSelector events, int runs, boolean missing, Key... keys) {
    return new Query.Stage(events, List.of(keys), runs, missing);
  }

  private static Compare equal(Expression left, Expression right) {
    return new Compare(Comparison.EQUAL, left, right, false);
  }

  private static Matches matches(TextTest test, boolean ignoreCase, String... anyOf) {
    return new Matches(test, A, List.of(anyOf), ignoreCase);
  }

  private static Constant text(String value) {
    return new Constant(value);
  }

  private static Constant number(String value) {
    return new Constant(new BigDecimal(value));
  }
}
