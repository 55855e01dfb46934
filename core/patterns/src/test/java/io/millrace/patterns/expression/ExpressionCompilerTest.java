package io.millrace.patterns.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.patterns.eql.Dialect;
import io.millrace.patterns.eql.Eql;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.TextTest;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are from Elastic's public documentation and, where it is silent, from ours. */
class ExpressionCompilerTest {

  private static final String EVENT =
      """
      {"t": true, "f": false, "n": 10, "four": 4, "x": 0.5, "s": "start regsvr32.exe", "num": "1337",
       "list": ["a", 7, true], "ns": [1, 2], "flags": [false, true], "no": [false],
       "domain": "subdomain.example.com", "ip": "192.168.152.12", "v6": "fd00::1", "e": ""}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        // Three values.
        "t and t; true",
        "t and f; false",
        "t and z; null",
        "f and z; false",
        "z and f; false",
        "t or z; true",
        "z or t; true",
        "f or z; null",
        "f or f; false",
        "not z; null",
        "not t; false",
        "s and t; null",
        "not s; null",
        "flags and true; true",
        "not flags; false",
        "not no; true",
        "true or z; true",
        "false or z; null",
        "true and t; true",
        "null or t; true",
        "null and f; false",
        "null and null; null",
        // Null in comparisons.
        "z == null; true",
        "null == z; true",
        "n == null; false",
        "n != null; true",
        "null == null; true",
        "null != null; false",
        "z == 1; null",
        "z != 1; null",
        "z == z; null",
        "z < 1; null",
        "1 > z; null",
        "z in (1); null",
        "z not in (1); null",
        "n in (1, z); null",
        "n in (z, 10); true",
        "n in (null); null",
        "z : \"a\"; null",
        "z regex \"a\"; null",
        // Types.
        "n == 10.0; true",
        "n == \"10\"; true",
        "n == \"10.0\"; true",
        "num == 1337; true",
        "num == 1337.0; true",
        "num == \"1337.0\"; false",
        "num > 1336; true",
        "num < 1336; false",
        "num < \"2\"; true",
        "n < \"9\"; false",
        "n < \"x\"; null",
        "n == \"x\"; false",
        "n != \"x\"; true",
        "t == \"true\"; true",
        "t == \"TRUE\"; false",
        "t == 1; false",
        "t < f; null",
        "n : \"1*\"; true",
        "t : \"TRUE\"; true",
        "x like \"0.?\"; true",
        "n == x; false",
        "n > x; true",
        "s == s; true",
        "n == four + 6; true",
        // Lists.
        "list == \"a\"; true",
        "list == \"7\"; true",
        "list == true; true",
        "list != \"a\"; false",
        "list != \"b\"; true",
        "not list == \"b\"; true",
        "list in (\"x\", 7); true",
        "list not in (\"x\", 7); false",
        "list like \"A\"; false",
        "list like~ \"A\"; true",
        "list > 6; true",
        "list == ns; false",
        "ns == four - 2; true",
        "ns < ns; true",
        "ns + 1 == 3; true",
        "string(ns) == \"2\"; true",
        "length(concat(list, ns)) == 2; true",
        "startsWith(list, \"a\"); true",
        "startsWith(list, num); false",
        // Wildcards.
        "s : \"*REGSVR32*\"; true",
        "s : \"start?regsvr32.exe\"; true",
        "s : \"start\"; false",
        "s : \"*.dll\"; false",
        "s like \"s*t*exe\"; true",
        "s like \"s*t*dll\"; false",
        "e : \"*\"; true",
        "e : \"?\"; false",
        "e : \"\"; true",
        "s : \"\"; false",
        // Functions.
        "add(4, -2); 2",
        "add(0.5, 0.25); 0.75",
        "add(null, 4); null",
        "add(n, z); null",
        "add(s, 1); null",
        "divide(4, 3); 1",
        "divide(-4, 3); -1",
        "divide(4, 0.5); 8.0",
        "divide(4, 3.0); 1.333333333333333333333333333333333",
        "divide(x, 4); 0.125",
        "divide(n, 0); null",
        "4 / 0.5 / 3; 2.666666666666666666666666666666667",
        "modulo(10, 6); 4",
        "modulo(10, 0.5); 0.0",
        "modulo(10, -6); 4",
        "modulo(-10, -6); -4",
        "modulo(10, 0); null",
        "multiply(0.25, 2); 0.50",
        "subtract(-2, 4); -6",
        "-n; -10",
        "- -n + 1; 11",
        "between(\"\", \"a\", \"b\"); ~~",
        "between(\"\", \"\", \"\"); ~~",
        "between(null, \"a\", \"b\"); null",
        "between(s, \"workspace\", \".exe\"); ~~",
        "between(s, \"start \", \"32\"); regsvr",
        "between(\"welcome to event query language\", \" \", \" \"); to",
        "between(\"welcome to event query language\", \" \", \" \", true); to event query",
        "between(\"aXbxc\", \"x\", \"X\"); ~~",
        "between~(\"aXbxc\", \"x\", \"X\"); b",
        "cidrMatch(ip, \"10.0.0.0/8\"); false",
        "cidrMatch(ip, null); null",
        "cidrMatch(s, \"10.0.0.0/8\"); null",
        "cidrMatch(v6, \"fd00::/8\"); true",
        "cidrMatch(ip, concat(\"192.168.0.0/\", 16)); true",
        "cidrMatch(ip, concat(\"192.168.0.0/\", 33)); null",
        "concat(s); start regsvr32.exe",
        "concat(\"a\", 42.5, true); a42.5true",
        "concat(null, \"a\"); null",
        "concat(s, z); null",
        "endsWith(s, \".exe\"); true",
        "endsWith(\"\", \"\"); true",
        "endsWith(s, null); null",
        "endsWith(null, \".exe\"); null",
        "indexOf(domain, \".\"); 9",
        "indexOf(domain, \".\", 9); 9",
        "indexOf(domain, \".\", 10); 17",
        "indexOf(domain, \".\", -6); 9",
        "indexOf(domain, \"D\"); null",
        "indexOf~(domain, \"D\"); 3",
        "indexOf(\"\", \"\"); 0",
        "indexOf(domain, \"\", 9); 9",
        "indexOf(domain, \"\", -6); 0",
        "indexOf(domain, \".\", 30); null",
        "indexOf(domain, \".\", null); null",
        "indexOf(domain, \".\", 1.5); null",
        "length(\"explorer.exe\"); 12",
        "length(\"\"); 0",
        "length(null); null",
        "length(n); 2",
        "number(\"1337\"); 1337",
        "number(\"42.5\"); 42.5",
        "number(\"deadbeef\", 16); 3735928559",
        "number(\"0xdeadbeef\"); 3735928559",
        "number(\"0xdeadbeef\", 16); 3735928559",
        "number(\"0xdeadbeef\", null); 3735928559",
        "number(\"1337\", null); 1337",
        "number(\"+1337\"); 1337",
        "number(\"-1337\"); -1337",
        "number(\"  1337  \"); 1337",
        "number(\"\"); null",
        "number(\"+-1\"); null",
        "number(\"z\"); null",
        "number(\"z\", 36); 35",
        "number(\"z\", 37); null",
        "number(\"1e999999999\"); null",
        "number(null, 16); null",
        "number(n); 10",
        "number(t); null",
        "startsWith(\"regsvr32.exe\", \"regsvr32\"); true",
        "startsWith(s, \"START\"); false",
        "startsWith~(s, \"START\"); true",
        "startsWith(\"\", null); null",
        "string(42.5); 42.5",
        "string(true); true",
        "string(null); null",
        "stringContains(s, \"regsvr32\"); true",
        "stringContains(s, \"\"); false",
        "stringContains(\"\", \"\"); false",
        "stringContains(s, null); null",
        "substring(s, 6); regsvr32.exe",
        "substring(s, 0, 5); start",
        "substring(s, 6, 14); regsvr32",
        "substring(s, -4); .exe",
        "substring(s, -4, -1); .ex",
        "substring(s, 9, 3); ~~",
        "substring(s, 99); ~~",
        "substring(s, -99, 99); start regsvr32.exe",
        "substring(s, 1.5); null",
        "substring(s, 9999999999); ~~"
      })
  void text_hasTheValue(String text, String expected) {
    assertThat(value(text)).isEqualTo(expected);
  }

  /** The same, where nothing can be computed before there is an event. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "concat(e, \"a\") == \"a\"; true",
        "four + 0 == 4; true",
        "four * x == 2; true",
        "four / 8.0 == x; true",
        "indexOf(s, substring(s, 6)) == 6; true"
      })
  void textOverFields_hasTheValue(String text, String expected) {
    assertThat(value(text)).isEqualTo(expected);
  }

  @Test
  void numberThatGrows_endsAsNull() {
    String text = "n" + " * n".repeat(400);
    String longer = "(" + text + ") * (" + "n" + " * n".repeat(90) + ")";
    String longest = longer.replace("n", "9999999999");

    assertThat(value(text)).hasSize(402);
    assertThat(value(longest)).isEqualTo("null");
  }

  @Test
  void constant_namesNoField_andIsComputedOnce() {
    FieldTable table = new FieldTable();
    CompiledExpression compiled =
        ExpressionCompiler.compile(
            Eql.condition("length(\"ab\") + 1 == 3 and \"x\" : \"X\"", Dialect.ELASTIC), table);

    assertThat(table.paths()).isEmpty();
    assertThat(compiled.holds(slot -> fail())).isTrue();
  }

  private static Object fail() {
    throw new AssertionError("asked for a field");
  }

  @Test
  void condition_holdsOnlyIfItIsTrue() {
    assertThat(compile(Eql.condition("z == 1", Dialect.ELASTIC)).holds(slot -> null)).isFalse();
    assertThat(compile(Eql.condition("z", Dialect.ELASTIC)).holds(slot -> "true")).isFalse();
    assertThat(compile(Eql.condition("z", Dialect.ELASTIC)).holds(slot -> true)).isTrue();
    assertThat(compile(Eql.condition("z", Dialect.ELASTIC)).holds(slot -> List.of(false, true)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "REGEX, (, true",
    "REGEX, (?=a), true",
    "REGEX_FIND, ((a{100}){100}){100}, true",
    "CIDR, 10.0.0.0, true",
    "CIDR, 10.0.0.0/33, true",
    "WILDCARD, (*?, false",
    "CONTAINS, (, false",
    "CIDR, 10.0.0.0/8, false",
    "REGEX, a{1000}, false"
  })
  void pattern_thatIsNone_isRefused(TextTest test, String pattern, boolean refused) {
    Expression matches =
        new Expression.Matches(test, new Expression.Field("a", false), List.of(pattern), false);

    if (refused) {
      assertThat(ExpressionCompiler.problem(test, pattern, false)).isNotBlank();
      assertThatThrownBy(() -> compile(matches))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("'" + pattern + "': ");
    } else {
      assertThat(ExpressionCompiler.problem(test, pattern, false)).isNull();
      compile(matches);
    }
  }

  @Test
  void regexFind_looksAnywhere_andItsDotStopsAtALine() {
    assertThat(matches(TextTest.REGEX_FIND, "b.c", "ab\ncb-cd")).isEqualTo(true);
    assertThat(matches(TextTest.REGEX_FIND, "b.c", "ab\ncd")).isEqualTo(false);
    assertThat(matches(TextTest.REGEX, ".*b.c.*", "ab\ncd")).isEqualTo(true);
  }

  @Test
  void callOfNoFunction_isRefused() {
    assertThatThrownBy(() -> compile(new Expression.Call("nothing", List.of(), false)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no function 'nothing'");
    assertThatThrownBy(() -> compile(new Expression.Call("length", List.of(), false)))
        .hasMessage("the arguments are not those of length(text)");
  }

  @Test
  void expressionThatIsTooDeep_isRefused() {
    Expression deep = new Expression.Field("a", false);
    for (int i = 0; i < 100_000; i++) {
      deep = new Expression.Not(deep);
    }
    Expression deepest = deep;

    assertThatThrownBy(() -> compile(deepest))
        .hasMessage("the condition is nested more than 1000 deep");
  }

  private static Object matches(TextTest test, String pattern, String text) {
    Expression field = new Expression.Field("a", false);
    return compile(new Expression.Matches(test, field, List.of(pattern), false))
        .evaluate(slot -> text);
  }

  private static CompiledExpression compile(Expression expression) {
    return ExpressionCompiler.compile(expression, new FieldTable());
  }

  private static String value(String text) {
    FieldTable table = new FieldTable();
    CompiledExpression compiled =
        ExpressionCompiler.compile(Eql.value("(" + text + ")", Dialect.ELASTIC), table);
    JsonFields event = new JsonFields(table);
    assertThat(event.read(EVENT.getBytes(UTF_8))).isTrue();
    Object value = compiled.evaluate(event);
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }
}
