package io.millrace.udfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventBodyTest {

  private static final String ORDER =
      """
      {"keen": {"timestamp": "2026-03-01T00:00:01.250Z", "id": "e1"},
       "user": {"id": "ada", "tags": [1, "two", {"k": 1.50}], "vip": true, "age": null},
       "price": 19.99, "quantity": 3, "id": "outer", "": "nameless"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id           | outer",
        "user.id      | ada",
        "user.vip     | true",
        "price        | 19.99",
        "user.tags    | [1,\"two\",{\"k\":1.50}]",
        "user         | {\"id\":\"ada\",\"tags\":[1,\"two\",{\"k\":1.50}],\"vip\":true,\"age\":null}",
        "''           | nameless",
        "user.age     |",
        "user.name    |",
        "user.id.x    |",
        "user.tags.k  |",
        "user.        |",
        ".user        |",
        "nothing      |",
      })
  void path_namesAValue_isItsText(String path, String expected) {
    assertThat(EventBody.text(bytes(ORDER), path)).isEqualTo(expected);
  }

  @Test
  void text_escapesAndOtherScripts_areDecoded() {
    assertThat(EventBody.text(bytes("{\"city\": \"K\\u00f6ln \\\"süd\\\" 🚲\"}"), "city"))
        .isEqualTo("Köln \"süd\" 🚲");
  }

  @Test
  void text_number_keepsEveryDigit() {
    String digits = "123456789012345678901234567890.000100";
    assertThat(EventBody.text(bytes("{\"n\": " + digits + "}"), "n")).isEqualTo(digits);
    assertThat(EventBody.text(bytes("{\"o\": {\"n\": " + digits + "}}"), "o"))
        .isEqualTo("{\"n\":" + digits + "}");
  }

  @Test
  void text_twoPropertiesOfOneName_isTheFirst() {
    assertThat(EventBody.text(bytes("{\"a\": 1, \"a\": 2}"), "a")).isEqualTo("1");
  }

  @Test
  void text_brokenBehindTheValue_isStillRead() {
    assertThat(EventBody.text(bytes("{\"a\": 1, \"b\": oops"), "a")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"a\"",
        "7",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\": [1",
        "nonsense"
      })
  void body_noWholeObject_givesNull(String body) {
    assertThat(EventBody.text(bytes(body), "a")).isNull();
    assertThat(EventBody.number(bytes(body), "a")).isNull();
    assertThat(EventBody.time(bytes(body))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "19.99, 19.990000000000000000",
    "-0.5, -0.500000000000000000",
    "0, 0.000000000000000000",
    "-0.0, 0.000000000000000000",
    "0e99, 0.000000000000000000",
    "1e3, 1000.000000000000000000",
    "12.50E-1, 1.250000000000000000",
    "0.30000000000000004, 0.300000000000000040",
    "99999999999999999999.999999999999999999, 99999999999999999999.999999999999999999",
    "1.0000000000000000000000, 1.000000000000000000",
    "9007199254740993, 9007199254740993.000000000000000000",
  })
  void number_fits_isExact(String written, BigDecimal expected) {
    assertThat(EventBody.number(bytes("{\"n\": " + written + "}"), "n")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100000000000000000000",
        "1e20",
        "1e999999999",
        "1e99999999999999",
        "1e-19",
        "1e-999999999",
        "0.1234567890123456789",
        "\"19.99\"",
        "true",
        "null",
        "[1]",
        "{}",
        "NaN",
        "01",
        "1."
      })
  void number_doesNotFitOrIsNone_isNull(String written) {
    assertThat(EventBody.number(bytes("{\"n\": " + written + "}"), "n")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T00:00:01.250Z, 2026-03-01T00:00:01.250Z",
    "2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "2026-03-01T01:30:00+05:30, 2026-02-28T20:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
  })
  void time_isoWithOffset_isAnInstant(String written, Instant expected) {
    assertThat(EventBody.time(bytes(stamped("\"" + written + "\"")))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1772323201250",
        "null",
        "{}",
        "\"\"",
        "\"2026-03-01\"",
        "\"2026-03-01T00:00:00\"",
        "\"2026-02-30T00:00:00Z\"",
        "\"+999999999-01-01T00:00:00Z\"",
        "\"-0001-01-01T00:00:00Z\"",
        "\"yesterday\""
      })
  void time_anythingElse_isNull(String written) {
    assertThat(EventBody.time(bytes(stamped(written)))).isNull();
  }

  @Test
  void everyFunction_anyBytes_neverThrows() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] whole = bytes(ORDER);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = whole.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      String told = "seed " + seed + ", round " + i;
      for (String path : new String[] {"user.tags", "price", "keen.timestamp", "user"}) {
        assertThat(catchAll(body, path)).as(told).isNull();
      }
    }
  }

  @Test
  void body_nestedBeyondReason_givesNull() {
    byte[] deep = bytes("{\"a\":".repeat(100_000));
    assertThat(EventBody.text(deep, "b")).isNull();
    assertThat(EventBody.text(deep, "a")).isNull();
  }

  private static Throwable catchAll(byte[] body, String path) {
    try {
      EventBody.text(body, path);
      EventBody.number(body, path);
      EventBody.time(body);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static String stamped(String timestamp) {
    return "{\"keen\": {\"id\": \"e1\", \"timestamp\": " + timestamp + "}}";
  }

  private static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }
}
