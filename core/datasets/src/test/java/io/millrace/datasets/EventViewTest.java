package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventViewTest {

  @Test
  void everyType_isRead() {
    assertThat(
            values(
                "{\"s\":\"a\\u0041\",\"n\":0.10,\"i\":9223372036854775808,\"t\":true,\"f\":false,"
                    + "\"z\":null}",
                "s",
                "n",
                "i",
                "t",
                "f",
                "z",
                "x"))
        .containsExactly(
            "aA",
            new BigDecimal("0.10"),
            new BigDecimal("9223372036854775808"),
            true,
            false,
            Missing.NULL,
            Missing.ABSENT);
  }

  @Test
  void dottedPath_descendsObjectsOnly() {
    assertThat(
            values(
                "{\"a\":{\"x\":9,\"b\":{\"c\":1},\"d\":[{\"e\":2}]},\"b\":{\"c\":3}}",
                "a.b.c",
                "a.d.e",
                "b.c.d",
                "c"))
        .containsExactly(BigDecimal.ONE, Missing.ABSENT, Missing.ABSENT, Missing.ABSENT);
  }

  /** Names are told by their length, their first eight and their last eight bytes. */
  @ParameterizedTest
  @CsvSource({
    "abcdefgh, abcdefgx",
    "abcdefghi, abcdefghx",
    "abcdefghijklmnop, abcdefghxjklmnop",
    "abcdefghi_jklmnopq, abcdefghx_jklmnopq",
    "abcdefgh1ijklmnop, abcdefgh2ijklmnop",
    "abcdefgh12345ijklmnop, abcdefgh12x45ijklmnop"
  })
  void longNames_differAnywhere(String wanted, String other) {
    assertThat(values("{\"" + other + "\":1}", wanted)).containsExactly(Missing.ABSENT);
    assertThat(values("{\"" + other + "\":1,\"" + wanted + "\":2}", wanted))
        .containsExactly(BigDecimal.valueOf(2));
  }

  @Test
  void objectAndItsParts_areReadTogether() {
    assertThat(values("{\"a\":{\"b\":{\"c\":[1, 2]},\"d\":\"x\"}}", "a.b.c", "a.b", "a", "a.d"))
        .containsExactly(
            new Structure("[1,2]", List.of(new BigDecimal("1"), new BigDecimal("2"))),
            new Structure("{\"c\":[1,2]}", List.of()),
            new Structure("{\"b\":{\"c\":[1,2]},\"d\":\"x\"}", List.of()),
            "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "[ ]; []",
        "{ }; {}",
        "[ 1.50 , 1e3, -0.0 , \"a\\\"b\" , [ ] , { \"k\" : [ null, true ] } ];"
            + " [1.5,1000,0,\"a\\\"b\",[],{\"k\":[null,true]}]",
        "{ \"b\":1, \"a\" : \"\\u00e9\\n\" }; {\"b\":1,\"a\":\"é\\n\"}",
        "[\"[\",\"{\"]; [\"[\",\"{\"]"
      })
  void structure_isCompactAndCanonical(String written, String compact) {
    Object value = values("{\"p\":" + written + "}", "p").get(0);

    assertThat(((Structure) value).json()).isEqualTo(compact);
  }

  @Test
  void nextEvent_forgetsTheOneBefore() {
    EventView view = new EventView(List.of("a"));
    view.read(bytes("{\"a\":1}"));
    view.read(bytes("{}"));

    assertThat(view.property("a").value()).isEqualTo(Missing.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "1", "{\"a\":", "{\"a\":1", "{\"a\":1e9999}", "{\"a\":nope}"})
  void bytesThatIngestNeverWrites_areNotRead(String bytes) {
    assertThat(new EventView(List.of("a", "z")).read(bytes(bytes))).isFalse();
  }

  @Test
  void walk_endsWithTheLastChosenProperty() {
    assertThat(values("{\"a\":{\"b\":1,\"c\":{\"d\":[\"}\"]}},\"e\":2,nonsense", "a.b", "e"))
        .containsExactly(BigDecimal.ONE, new BigDecimal("2"));
  }

  private static List<Object> values(String json, String... paths) {
    EventView view = new EventView(List.of(paths));
    assertThat(view.read(bytes(json))).isTrue();
    return Arrays.stream(paths).map(path -> view.property(path).value()).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
