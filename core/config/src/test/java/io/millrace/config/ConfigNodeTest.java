package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigNodeTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOST", "broker", "PORT", "9042", "ON", "true");

  @Test
  void treeOfTheUser_isGivenWhole() {
    ConfigNode node = yaml("event: {a: {b: [1, {c: null}]}, d: '${env:HOST}'}\ntext: x\n");

    assertThat(node.tree("event").toString()).isEqualTo("{a={b=[1, {c=null}]}, d=${env:HOST}}");
    assertThat(node.tree("absent")).isEmpty();
    assertThat(node.child("event").tree()).isEqualTo(node.tree("event"));
    assertThatThrownBy(() -> node.tree("text"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("x.yaml: text: found the text 'x'; write a mapping of keys and values");
  }

  @Test
  void everyType_isReadAsWritten() {
    ConfigNode node =
        yaml(
            """
            text: hello
            number: 12
            decimal: 0.10
            yes: true
            wait: 10 s
            one: a
            many: [a, b.c]
            types: {price: decimal, "b.c": bigint}
            filters:
              - {operator: eq}
              - {operator: ne}
            labels: {x: {k: 1}, a: {k: 2}}
            raw: [1.50, a, true, null]
            nothing:
            empty: ""
            """);

    assertThat(node.requiredText("text")).isEqualTo("hello");
    assertThat(node.integer("number", 1, 0, 99)).isEqualTo(12);
    assertThat(node.optionalDecimal("decimal")).isEqualTo(new BigDecimal("0.10"));
    assertThat(node.bool("yes", false)).isTrue();
    assertThat(node.duration("wait", Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
    assertThat(node.texts("one")).containsExactly("a");
    assertThat(node.texts("many")).containsExactly("a", "b.c");
    assertThat(node.map("types").toString()).isEqualTo("{price=decimal, b.c=bigint}");
    assertThat(node.children("filters"))
        .extracting(filter -> filter.requiredText("operator"))
        .containsExactly("eq", "ne");
    assertThat(node.namedChildren("labels").keySet()).containsExactly("x", "a");
    assertThat(node.namedChildren("labels").get("a").integer("k", 0, 0, 9)).isEqualTo(2);
    assertThat(node.namedChildren("labels").get("x").integer("k", 0, 0, 9)).isEqualTo(1);
    assertThat(node.raw("raw")).isEqualTo(Arrays.asList(new BigDecimal("1.50"), "a", true, null));
    assertThat(node.optionalText("nothing")).isNull();
    assertThat(node.has("nothing")).isFalse();
    assertThat(node.requiredText("empty")).isEmpty();
    node.rejectUnknownKeys();
  }

  @Test
  void absentKeys_takeTheirDefaults() {
    ConfigNode node = yaml("a: b");

    assertThat(node.text("x", "fallback")).isEqualTo("fallback");
    assertThat(node.longInteger("x", 7, 0, 9)).isEqualTo(7);
    assertThat(node.optionalDecimal("x")).isNull();
    assertThat(node.bool("x", true)).isTrue();
    assertThat(node.duration("x", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThat(node.oneOf("x", List.of("p", "q"), "p")).isEqualTo("p");
    assertThat(node.optionalChild("x")).isNull();
    assertThat(node.childOrEmpty("x").text("y", "z")).isEqualTo("z");
    assertThat(node.children("x")).isEmpty();
    assertThat(node.namedChildren("x")).isEmpty();
    assertThat(node.texts("x")).isEmpty();
    assertThat(node.map("x")).isEmpty();
    assertThat(node.raw("x")).isNull();
    assertThat(node.optionalPath("x")).isNull();
  }

  @Test
  void jsonFile_readsLikeYaml() {
    ConfigNode node = parse("x.json", "{\n\t\"a\": {\"b\": 1e3}, \"c\": \"\"}");

    assertThat(node.child("a").integer("b", 0, 0, 1000)).isEqualTo(1000);
    assertThat(node.requiredText("c")).isEmpty();
  }

  @Test
  void byteOrderMark_isSkipped() {
    assertThat(yaml("\uFEFFa: b").requiredText("a")).isEqualTo("b");
  }

  @Test
  void wordsThatOlderYamlTakesForBooleans_areTexts() {
    assertThat(yaml("country: NO").requiredText("country")).isEqualTo("NO");
  }

  @ParameterizedTest
  @CsvSource({
    "500 ms, PT0.5S", "500ms, PT0.5S", "10 s, PT10S", "15 min, PT15M", "2 h, PT2H",
    "31 d, PT744H", "PT10S, PT10S", "P1D, PT24H", "0 s, PT0S", "${env:PORT} s, PT9042S"
  })
  void duration_isSpelledWithItsUnit(String spelled, Duration expected) {
    assertThat(yaml("wait: " + spelled).duration("wait", Duration.ZERO)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'10'", "10 m", "soon", "-1 s", "1.5 h", "PT-1S", "99999999999999999 d", "''"})
  void wrongDuration_isNamed(String spelled) {
    assertError(
        "wait: " + spelled,
        node -> node.duration("wait", Duration.ZERO),
        "x.yaml: wait: found the text "
            + (spelled.startsWith("'") ? spelled : "'" + spelled + "'")
            + "; write a length of time such as '500 ms', '10 s', '15 min', '2 h', '31 d'");
  }

  @Test
  void references_areResolved(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("password"), "s3cret\n");
    ConfigNode node =
        yaml(
            """
            broker: "${env:HOST}:${env:PORT}"
            port: ${env:PORT}
            on: ${env:ON}
            absent: ${env:ABSENT:-none}
            blank: "${env:ABSENT:-}"
            password: ${file:%s}
            keen: ${keen.ip}
            literal: $${env:HOST}
            """
                .formatted(secret));

    assertThat(node.requiredText("broker")).isEqualTo("broker:9042");
    assertThat(node.integer("port", 0, 1, 65535)).isEqualTo(9042);
    assertThat(node.bool("on", false)).isTrue();
    assertThat(node.requiredText("absent")).isEqualTo("none");
    assertThat(node.requiredText("blank")).isEmpty();
    assertThat(node.requiredText("password")).isEqualTo("s3cret");
    assertThat(node.requiredText("keen")).isEqualTo("${keen.ip}");
    assertThat(node.requiredText("literal")).isEqualTo("${env:HOST}");
  }

  /** Neither a variable nor a file of this process, nor the default beside them. */
  @ParameterizedTest
  @ValueSource(strings = {"${env:HOST}", "${env:ABSENT:-x}", "${file:/etc/hostname}"})
  void reference_ofSomebodyElse_isRefused(String reference) {
    ConfigNode node = ConfigFile.parseForeign(Path.of("x.yaml"), "a: '" + reference + "'");

    assertThatThrownBy(() -> node.requiredText("a"))
        .hasMessage(
            "x.yaml: a: the reference %s is not resolved here; write the value itself, or $%s for"
                    .formatted(reference, reference)
                + " this text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${env:HOST}", "$${env:HOST} ${file:/a}", "${env:", "$a", "${keen.ip}"})
  void escaped_isTheTextItself(String text) {
    String written = "{\"a\":\"" + ConfigFile.escape(text) + "\"}";

    assertThat(ConfigFile.parseForeign(Path.of("x.json"), written).requiredText("a"))
        .isEqualTo(text);
    assertThat(yaml(written).requiredText("a")).isEqualTo(text);
  }

  @Test
  void missingVariable_isNamed() {
    assertError(
        "kafka: {password: \"${env:ABSENT}\"}",
        node -> node.child("kafka").requiredText("password"),
        "x.yaml: kafka.password: the environment variable ABSENT is not set; set it, or write"
            + " ${env:ABSENT:-default}");
  }

  @Test
  void missingSecretFile_isNamed() {
    assertError(
        "password: ${file:/no/such/secret}",
        node -> node.requiredText("password"),
        "x.yaml: password: the file /no/such/secret cannot be read; put the value into it, or"
            + " correct the path");
  }

  @Test
  void secretOfWrongType_staysSecret(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("port"), "hunter2");
    assertError(
        "port: ${file:" + secret + "}",
        node -> node.integer("port", 0, 1, 65535),
        "x.yaml: port: found the text '${file:"
            + secret
            + "}'; write a whole number from 1 to 65535");
  }

  @Test
  void missingKey_saysWhatToWrite() {
    assertError(
        "kafka: {}",
        node -> node.child("kafka").requiredText("bootstrap"),
        "x.yaml: kafka.bootstrap: is missing; write a text");
    assertError(
        "a: b",
        node -> node.child("kafka"),
        "x.yaml: kafka: is missing; write a mapping of keys and values");
    assertError(
        "a: b",
        node -> node.requiredInteger("version", 1, Integer.MAX_VALUE),
        "x.yaml: version: is missing; write a whole number of at least 1");
    assertError(
        "a:",
        node -> node.oneOf("a", List.of("p", "q")),
        "x.yaml: a: is missing; write one of p, q");
  }

  @Test
  void wrongType_saysWhatWasFound() {
    assertError(
        "a: 12",
        node -> node.requiredText("a"),
        "x.yaml: a: found the number 12; put it in quotes to make it a text");
    assertError("a: [b]", node -> node.requiredText("a"), "x.yaml: a: found a list; write a text");
    assertError(
        "a: [b, true]",
        node -> node.texts("a"),
        "x.yaml: a[1]: found the boolean true; put it in quotes to make it a text");
    assertError(
        "a: {b: c}",
        node -> node.texts("a"),
        "x.yaml: a: found a mapping; write a text or a list of texts");
    assertError(
        "a: '1'",
        node -> node.integer("a", 0, 0, 9),
        "x.yaml: a: found the text '1'; write a whole number from 0 to 9");
    assertError(
        "a: 1.5",
        node -> node.integer("a", 0, 0, Integer.MAX_VALUE),
        "x.yaml: a: found the number 1.5; write a whole number of at least 0");
    assertError(
        "a: 1e999",
        node -> node.integer("a", 0, 0, 9),
        "x.yaml: a: found the number 1E+999; write a whole number from 0 to 9");
    assertError(
        "a: x", node -> node.optionalDecimal("a"), "x.yaml: a: found the text 'x'; write a number");
    assertError(
        "a: 'true'",
        node -> node.bool("a", true),
        "x.yaml: a: found the text 'true'; write true or false");
    assertError(
        "a: 10",
        node -> node.optionalDuration("a"),
        "x.yaml: a: found the number 10; write a length of time such as '500 ms', '10 s',"
            + " '15 min', '2 h', '31 d'");
    assertError(
        "a: b",
        node -> node.child("a"),
        "x.yaml: a: found the text 'b'; write a mapping of keys and values");
    assertError(
        "a: {b: c}",
        node -> node.children("a"),
        "x.yaml: a: found a mapping; write a list of mappings");
    assertError(
        "a: [{b: c}, d]",
        node -> node.children("a"),
        "x.yaml: a[1]: found the text 'd'; write a mapping of keys and values");
    assertError(
        "a: {b: c}",
        node -> node.raw("a"),
        "x.yaml: a: found a mapping; write a text, a number, a boolean or a list of these");
  }

  @Test
  void unknownKey_isSuggested() {
    assertError(
        "rollup: {emit_evry: 10 s}",
        node -> {
          ConfigNode rollup = node.child("rollup");
          rollup.duration("emit_every", Duration.ZERO);
          rollup.optionalText("backend");
          node.rejectUnknownKeys();
        },
        "x.yaml: rollup.emit_evry: unknown key; did you mean 'emit_every'? the keys here are"
            + " emit_every, backend");
    assertError(
        "filters: [{operator: eq}, {zzz: eq}]",
        node -> {
          node.children("filters").forEach(filter -> filter.has("operator"));
          node.rejectUnknownKeys();
        },
        "x.yaml: filters[1].zzz: unknown key; the keys here are operator");
  }

  @Test
  void ignoredKey_isKnown() {
    ConfigNode node = yaml("a: 1");
    node.ignore("a");
    node.rejectUnknownKeys();
  }

  @Test
  void wordOutsideAClosedList_isSuggested() {
    assertError(
        "operator: gtt",
        node -> node.oneOf("operator", List.of("eq", "gt")),
        "x.yaml: operator: unknown value 'gtt'; did you mean 'gt'? write one of eq, gt");
    assertError(
        "operator: like",
        node -> node.oneOf("operator", List.of("eq", "gt"), "eq"),
        "x.yaml: operator: unknown value 'like'; write one of eq, gt");
  }

  @Test
  void callersError_carriesFileAndPath() {
    ConfigNode node = yaml("a: {b: {c: d}}").child("a").child("b");

    assertThat(node.error("c", "is taken; write another"))
        .hasMessage("x.yaml: a.b.c: is taken; write another");
    assertThat(node.error("holds too little; add keys"))
        .hasMessage("x.yaml: a.b: holds too little; add keys");
  }

  @Test
  void relativePath_startsAtTheFile() {
    ConfigNode node = parse("conf/x.yaml", "datasets: sets");

    assertThat(node.optionalPath("datasets")).isEqualTo(Path.of("conf/sets"));
  }

  private static void assertError(String yaml, Consumer<ConfigNode> reading, String message) {
    ConfigNode node = yaml(yaml);
    assertThatThrownBy(() -> reading.accept(node))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private static ConfigNode yaml(String text) {
    return parse("x.yaml", text);
  }

  private static ConfigNode parse(String name, String text) {
    return ConfigFile.parse(Path.of(name), text, ENVIRONMENT::get);
  }
}
