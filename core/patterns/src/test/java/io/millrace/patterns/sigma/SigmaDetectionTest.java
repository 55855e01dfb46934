package io.millrace.patterns.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.expression.CompiledExpression;
import io.millrace.patterns.expression.ExpressionCompiler;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules hold of which events, by the words of the specification. */
class SigmaDetectionTest {

  private static final SigmaSettings SETTINGS =
      new SigmaSettings(
          List.of(),
          Map.of("admins", List.of("root", "adm*"), "hosts", List.of("a", "b")),
          Duration.ofMinutes(1));

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '§',
      value = {
        // A text: case does not matter, the whole of it, numbers are as good as their digits.
        "f: Cmd.exe ~ {'f':'cMD.EXE'} ~ true",
        "f: cmd ~ {'f':'cmd.exe'} ~ false",
        "f: cmd ~ {'g':'cmd'} ~ false",
        "f: 4625 ~ {'f':4625} ~ true",
        "f: 4625 ~ {'f':'4625'} ~ true",
        "f: '4625' ~ {'f':4625} ~ true",
        "f: true ~ {'f':true} ~ true",
        "f: true ~ {'f':false} ~ false",
        "f: '' ~ {'f':''} ~ true",
        "f: '' ~ {} ~ false",
        "f: null ~ {} ~ true",
        "f: null ~ {'f':null} ~ true",
        "f: null ~ {'f':''} ~ false",
        "f: ~ {} ~ true",
        "a.b: x ~ {'a':{'b':'x'}} ~ true",
        "f: x ~ {'f':['y','x']} ~ true",
        // Lists of values and several fields.
        "f: [a, b] ~ {'f':'B'} ~ true",
        "f: [a, 5, null] ~ {'f':5} ~ true",
        "f: [a, 5, null] ~ {} ~ true",
        "f: [a, 5, null] ~ {'f':'b'} ~ false",
        "{f: a, g: b} ~ {'f':'a','g':'b'} ~ true",
        "{f: a, g: b} ~ {'f':'a'} ~ false",
        "[{f: a}, {g: b}] ~ {'g':'b'} ~ true",
        "[{f: a}, {g: b}] ~ {'g':'a'} ~ false",
        // Wildcards.
        "f: 'a*c' ~ {'f':'ABBC'} ~ true",
        "f: 'a?c' ~ {'f':'abc'} ~ true",
        "f: 'a?c' ~ {'f':'ac'} ~ false",
        "f: 'a*' ~ {'f':'a'} ~ true",
        "f: '*a' ~ {'f':'ba'} ~ true",
        "f: '*a' ~ {'f':'ab'} ~ false",
        "f: '*a*' ~ {'f':'xax'} ~ true",
        "f: '**a**' ~ {'f':'xax'} ~ true",
        "f: '*' ~ {'f':7} ~ true",
        "f: '*' ~ {} ~ false",
        "f: '?*' ~ {'f':''} ~ false",
        "f: '?*' ~ {'f':'ab'} ~ true",
        // Escapes: \* and \? are plain, \\ is a backslash, a backslash before others is plain.
        "f: 'a\\*' ~ {'f':'a*'} ~ true",
        "f: 'a\\*' ~ {'f':'ab'} ~ false",
        "f: 'a\\?b' ~ {'f':'a?b'} ~ true",
        "f: 'c:\\x' ~ {'f':'C:\\\\x'} ~ true",
        "f: 'c:\\\\x' ~ {'f':'C:\\\\x'} ~ true",
        "f: 'c:\\\\*' ~ {'f':'C:\\\\x'} ~ true",
        "f: 'c:\\\\*' ~ {'f':'C:*'} ~ false",
        "f: 'c:\\\\\\*' ~ {'f':'C:\\\\*'} ~ true",
        "f: 'c:\\\\\\*' ~ {'f':'C:\\\\x'} ~ false",
        "f: '\\\\\\\\x' ~ {'f':'\\\\\\\\x'} ~ true",
        "f: '*\\*b*c' ~ {'f':'x*bxc'} ~ true",
        "f: '*\\*b*c' ~ {'f':'xxbxc'} ~ false",
        "f: '(\\**' ~ {'f':'(*+'} ~ true",
        // Places.
        "f|contains: b ~ {'f':'ABC'} ~ true",
        "f|contains: 62 ~ {'f':4625} ~ true",
        "f|contains: 'a?c' ~ {'f':'xabcx'} ~ true",
        "f|contains: '' ~ {'f':'x'} ~ true",
        "f|contains: '' ~ {} ~ false",
        "f|startswith: ab ~ {'f':'ABC'} ~ true",
        "f|startswith: bc ~ {'f':'ABC'} ~ false",
        "f|endswith: '\\cmd.exe' ~ {'f':'C:\\\\CMD.exe'} ~ true",
        "f|endswith: cmd ~ {'f':'cmd.exe'} ~ false",
        "f|contains: [x, y] ~ {'f':'ay'} ~ true",
        "f|contains|all: [x, y] ~ {'f':'ay'} ~ false",
        "f|contains|all: [x, y] ~ {'f':'yax'} ~ true",
        "f|all: ['a*', '*b'] ~ {'f':'ab'} ~ true",
        "f|all: ['a*', '*b'] ~ {'f':'ac'} ~ false",
        // Case.
        "f|cased: Ab ~ {'f':'Ab'} ~ true",
        "f|cased: Ab ~ {'f':'ab'} ~ false",
        "f|contains|cased: B ~ {'f':'abc'} ~ false",
        "f|cased: 'A*c' ~ {'f':'abc'} ~ false",
        // Regexes: anywhere, case matters.
        "f|re: 'b+c' ~ {'f':'abbc'} ~ true",
        "f|re: '^b' ~ {'f':'abbc'} ~ false",
        "f|re: 'B' ~ {'f':'abbc'} ~ false",
        "f|re|i: 'B' ~ {'f':'abbc'} ~ true",
        "f|re: '^b' ~ {'f':'a\\nb'} ~ false",
        "f|re|m: '^b' ~ {'f':'a\\nb'} ~ true",
        "f|re: 'a.b' ~ {'f':'a\\nb'} ~ false",
        "f|re|s: 'a.b' ~ {'f':'a\\nb'} ~ true",
        "f|re|i|s|m: 'A.^b' ~ {'f':'a\\nb'} ~ true",
        "f|re: [x, c$] ~ {'f':'abc'} ~ true",
        "f|re|all: [a, x] ~ {'f':'abc'} ~ false",
        // Addresses.
        "f|cidr: 10.0.0.0/8 ~ {'f':'10.1.2.3'} ~ true",
        "f|cidr: [192.168.0.0/16, 10.0.0.0/8] ~ {'f':'11.1.2.3'} ~ false",
        "f|cidr: 10.1.2.3 ~ {'f':'10.1.2.3'} ~ true",
        "f|cidr: 'fe80::/10' ~ {'f':'fe80::1'} ~ true",
        // Numbers.
        "f|lt: 5 ~ {'f':4.9} ~ true",
        "f|lt: 5 ~ {'f':5} ~ false",
        "f|lte: 5 ~ {'f':5} ~ true",
        "f|gt: 5 ~ {'f':5} ~ false",
        "f|gte: 5 ~ {'f':5} ~ true",
        "f|gte: 5 ~ {'f':'6'} ~ true",
        "f|gte: 5 ~ {} ~ false",
        // Parts of a time, as they stand there; of a number in UTC: 1970-01-02T01:02.
        "f|minute: 5 ~ {'f':'2026-01-31T23:05:59+02:00'} ~ true",
        "f|hour: 23 ~ {'f':'2026-01-31T23:05:59+02:00'} ~ true",
        "f|hour: 21 ~ {'f':'2026-01-31T23:05:59+02:00'} ~ false",
        "f|day: 31 ~ {'f':'2026-01-31 23:05:59'} ~ true",
        "f|week: 5 ~ {'f':'2026-01-31'} ~ true",
        "f|month: 1 ~ {'f':'2026-01-31'} ~ true",
        "f|year: 2026 ~ {'f':'2026-01-31'} ~ true",
        "f|hour: 0 ~ {'f':'2026-01-31'} ~ false",
        "f|day: 2 ~ {'f':90120000} ~ true",
        "f|hour: 1 ~ {'f':90120000} ~ true",
        "f|minute: 2 ~ {'f':'90120000'} ~ true",
        "f|hour: [22, 23] ~ {'f':'2026-01-31T23:05:59Z'} ~ true",
        "f|hour: [21, 22] ~ {'f':'2026-01-31T23:05:59Z'} ~ false",
        "f|hour: 23 ~ {'f':['x','2026-01-31T23:05:59Z']} ~ true",
        "f|hour|gte: 22 ~ {'f':'2026-01-31T22:00Z'} ~ true",
        "f|hour|gt: 22 ~ {'f':'2026-01-31T22:59Z'} ~ false",
        "f|hour|lt: 6 ~ {'f':'2026-01-31T05:59Z'} ~ true",
        "f|hour|lte: 6 ~ {'f':'2026-01-31T06:59Z'} ~ true",
        "f|lte|hour: 6 ~ {'f':'2026-01-31T07:00Z'} ~ false",
        "f|hour|neq: 6 ~ {'f':'2026-01-31T07:00Z'} ~ true",
        "f|hour|neq: [6, 7] ~ {'f':'2026-01-31T07:00Z'} ~ false",
        "f|hour|neq: 6 ~ {} ~ true",
        "f|hour|lt: 24 ~ {'f':'yesterday'} ~ false",
        "f|hour|lt: 24 ~ {} ~ false",
        // Different from all of them; an absent field is.
        "f|neq: a ~ {'f':'b'} ~ true",
        "f|neq: a ~ {'f':'A'} ~ false",
        "f|neq: [a, b] ~ {'f':'b'} ~ false",
        "f|neq: a ~ {} ~ true",
        "f|neq: 5 ~ {'f':6} ~ true",
        "f|contains|neq: a ~ {'f':'bab'} ~ false",
        "f|exists: true ~ {'f':''} ~ true",
        "f|exists: true ~ {} ~ false",
        "f|exists: false ~ {} ~ true",
        "f|fieldref: g ~ {'f':'A','g':'a'} ~ true",
        "f|fieldref: g ~ {'f':'a','g':'b'} ~ false",
        "f|fieldref: g ~ {} ~ false",
        "f|fieldref|neq: g ~ {'f':'a','g':'b'} ~ true",
        "f|fieldref|neq: g ~ {'f':'a','g':'a'} ~ false",
        "f|fieldref|cased: g ~ {'f':'A','g':'a'} ~ false",
        "f|fieldref|startswith: g ~ {'f':'Abc','g':'ab'} ~ true",
        "f|fieldref|endswith: g ~ {'f':'Abc','g':'ab'} ~ false",
        "f|fieldref|contains: g ~ {'f':'Abc','g':'b'} ~ true",
        // A dash that begins a flag is any of five.
        "f|contains|windash: ' -enc' ~ {'f':'x /ENC y'} ~ true",
        "f|contains|windash: ' -enc' ~ {'f':'x –enc'} ~ true",
        "f|contains|windash: ' /enc' ~ {'f':'x -enc'} ~ true",
        "f|contains|windash: ' -enc' ~ {'f':'x enc'} ~ false",
        "f|windash|contains|all: [' -a', ' -b-c'] ~ {'f':'x /b-c —a'} ~ true",
        "f|windash|contains|all: [' -a', ' -b-c'] ~ {'f':'x /b/c —a'} ~ false",
        "f|windash: '-a *-b' ~ {'f':'/a x-b'} ~ true",
        // foobar is Zm9vYmFy; with one byte before it mb29iYX, with two Zvb2Jhc.
        "f|base64: foobar ~ {'f':'Zm9vYmFy'} ~ true",
        "f|base64|contains: fo ~ {'f':'xZm8=x'} ~ true",
        "f|base64offset|contains: foobar ~ {'f':'xxZm9vYmFyxx'} ~ true",
        "f|base64offset|contains: foobar ~ {'f':'eGZvb2Jhcg=='} ~ true",
        "f|base64offset|contains: foobar ~ {'f':'eHhmb29iYXI='} ~ true",
        "f|base64offset|contains: foobar ~ {'f':'eHh4'} ~ false",
        // a is 61 00, in big order 00 61, with the mark FF FE 61 00.
        "f|wide|base64: a ~ {'f':'YQA='} ~ true",
        "f|utf16le|base64: a ~ {'f':'YQA='} ~ true",
        "f|utf16be|base64: a ~ {'f':'AGE='} ~ true",
        "f|utf16|base64: a ~ {'f':'//5hAA=='} ~ true",
        "f|wide|base64offset|contains: ab ~ {'f':'xYQBiAx'} ~ true",
        // Placeholders, with values that may have wildcards.
        "f|expand: '%admins%' ~ {'f':'Root'} ~ true",
        "f|expand: '%admins%' ~ {'f':'admin'} ~ true",
        "f|expand: '%admins%' ~ {'f':'ada'} ~ false",
        "f|expand: 'x%hosts%-%hosts%' ~ {'f':'xb-a'} ~ true",
        "f|expand: '\\%hosts%hosts%' ~ {'f':'%hostsa'} ~ true",
        "f: '%admins%' ~ {'f':'root'} ~ false",
        "f: '%admins%' ~ {'f':'%admins%'} ~ true",
        // Words anywhere in the event.
        "[evil, bad] ~ {'a':{'b':['so EVIL indeed']}} ~ true",
        "[evil, bad] ~ {'evil':'x'} ~ false",
        "[462] ~ {'a':4625} ~ true",
        "evil ~ {'a':'evil'} ~ true",
        "['e*l'] ~ {'a':'so evil'} ~ true",
        "{'|all': [x, y]} ~ {'a':'x','b':'y'} ~ true",
        "{'|all': [x, y]} ~ {'a':'x','b':'z'} ~ false",
        "{'|re': 'a.c'} ~ {'a':'xabcx'} ~ true",
        "[evil, {f: a}] ~ {'f':'a'} ~ true"
      })
  void selection_holdsOfTheEvent(String selection, String event, boolean holds) {
    String block =
        selection.startsWith("{") || selection.startsWith("[") || !selection.contains(":")
            ? " " + selection
            : "\n    " + selection;
    String rule = rule("  s:" + block + "\n  condition: s\n");
    String negated = rule("  s:" + block + "\n  condition: not s\n");

    assertThat(holds(rule, event)).isEqualTo(holds);
    assertThat(holds(negated, event)).isEqualTo(!holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '§',
      value = {
        "a ~ a1 ~ true",
        "a ~ b1 ~ false",
        "a and b ~ a1 b1 ~ true",
        "a and b ~ a1 ~ false",
        "a or b and c ~ a1 ~ true",
        "a or b and c ~ b1 ~ false",
        "(a or b) and c ~ a1 ~ false",
        "(a or b) and c ~ b1 c1 ~ true",
        "not a and b ~ b1 ~ true",
        "not a and b ~ a1 b1 ~ false",
        "not (a and b) ~ a1 ~ true",
        "not (a and b) ~ a1 b1 ~ false",
        "not (a or not b) ~ b1 ~ true",
        "not (a or not b) ~ c1 ~ false",
        "not not a ~ a1 ~ true",
        "a AND NOT b ~ a1 ~ true",
        "1 of them ~ c1 ~ true",
        "1 of them ~ x1 ~ false",
        "any of them ~ b1 ~ true",
        "all of them ~ a1 b1 c1 ab1 ~ true",
        "all of them ~ a1 b1 c1 ~ false",
        "1 of a* ~ ab1 ~ true",
        "1 of a* ~ b1 ~ false",
        "all of a* ~ a1 ab1 ~ true",
        "all of a* ~ a1 ~ false",
        "1 of *b ~ b1 ~ true",
        "1 of a ~ ab1 ~ false",
        "1 of _* ~ x1 ~ true",
        "c and not 1 of a* ~ c1 ~ true",
        "c and not 1 of a* ~ c1 ab1 ~ false",
        "c and not all of a* ~ c1 ab1 ~ true",
        "[a and b, c] ~ c1 ~ true",
        "[a and b, c] ~ a1 ~ false"
      })
  void condition_joinsWhatItNames(String condition, String present, boolean holds) {
    String rule =
        rule(
            """
              a: {a1: y}
              b: {b1: y}
              c: {c1: y}
              ab: {ab1: y}
              _x: {x1: y}
              condition: %s
            """
                .formatted(condition));
    StringBuilder event = new StringBuilder();
    for (String field : present.split(" ")) {
      event.append(event.isEmpty() ? "{" : ",").append("'" + field + "':'y'");
    }

    assertThat(holds(rule, event + "}")).isEqualTo(holds);
  }

  /** With the index and without. */
  @Test
  void partsOfTimes_areFoundByTheMatcher() {
    SigmaRules rules =
        SigmaRules.parse(
            Path.of("x.yml"),
            rule("  s: {kind: A, at|hour|gte: 22}\n  condition: s\n")
                + "---\n"
                + rule("  s: {at|hour: 21}\n  condition: not s\n").replace("id: r", "id: n"),
            SETTINGS);
    List<Sample> events =
        List.of(
            Sample.at(0, 0, Map.of("kind", "A", "at", "2026-01-31T21:59Z")),
            Sample.at(1, 1, Map.of("kind", "A", "at", "2026-01-31T22:00Z")),
            Sample.at(2, 2, Map.of("kind", "B", "at", "2026-01-31T22:00Z")),
            Sample.at(3, 3, Map.of("kind", "A")));

    assertThat(rules.refusals()).isEmpty();
    assertThat(Trial.told(new Trial(rules.patterns().get(0)).alerts(events))).isEqualTo(": 1 @1");
    assertThat(Trial.told(new Trial(rules.patterns().get(1)).alerts(events)))
        .isEqualTo(": 1 @1; : 2 @2; : 3 @3");
  }

  /** What is wanted of few events has to be found by an index over values. */
  @Test
  void plainestTest_isMade() {
    assertThat(condition(rule("  s: {f: ['*a', 'b*', '*c*', d, e]}\n  condition: s\n")).toString())
        .isEqualTo(
            "Or[operands=[In[operand=Field[path=f, optional=false], anyOf=[Constant[value=d],"
                + " Constant[value=e]], ignoreCase=true], Matches[test=ENDS_WITH,"
                + " operand=Field[path=f, optional=false], anyOf=[a], ignoreCase=true],"
                + " Matches[test=STARTS_WITH, operand=Field[path=f, optional=false], anyOf=[b],"
                + " ignoreCase=true], Matches[test=CONTAINS, operand=Field[path=f,"
                + " optional=false], anyOf=[c], ignoreCase=true]]]");
  }

  private static String rule(String detection) {
    return "title: t\nid: r\nlogsource: {product: p}\ndetection:\n" + detection;
  }

  static Object condition(String rule) {
    return events(rule).condition();
  }

  private static EventSelector events(String rule) {
    SigmaRules rules = SigmaRules.parse(Path.of("x.yml"), rule, SETTINGS);
    assertThat(rules.refusals()).isEmpty();
    Pattern pattern = rules.patterns().get(0);
    return ((Query.Single) ((Detection.Eql) pattern.detection()).query()).events();
  }

  private static boolean holds(String rule, String event) {
    FieldTable table = new FieldTable();
    CompiledExpression compiled = ExpressionCompiler.compile(events(rule).condition(), table);
    JsonFields fields = new JsonFields(table);
    assertThat(fields.read(event.replace('\'', '"').getBytes(UTF_8))).isTrue();
    return compiled.holds(fields);
  }
}
