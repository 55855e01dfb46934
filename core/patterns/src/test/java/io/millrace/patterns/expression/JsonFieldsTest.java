package io.millrace.patterns.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.model.Expression;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

  private final FieldTable table = new FieldTable();
  private final int name = table.slot("name");
  private final int nested = table.slot("user.id");
  private final int deep = table.slot("user.address.city");
  private final JsonFields fields = new JsonFields(table);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      nullValues = "-",
      value = {
        // event; name; user.id; user.address.city
        "{\"name\":\"ada\"}; ada; -; -",
        "{\"user\":{\"id\":\"u\"},\"name\":\"ada\"}; ada; u; -",
        "{\"user\":{\"address\":{\"zip\":[1,{}],\"city\":\"c\"},\"x\":{},\"id\":\"u\"}}; -; u; c",
        "{\"user\":{\"id\":null},\"name\":\"ada\"}; ada; -; -",
        "{\"user\":\"u\",\"name\":\"ada\"}; ada; -; -",
        "{\"user\":{\"id\":{\"name\":\"x\"}},\"name\":{}}; -; -; -",
        "{\"user.id\":\"u\",\"other\":{\"name\":\"x\"}}; -; -; -",
        "{\"name\":\"first\",\"name\":\"second\",\"user\":{\"id\":\"u\"}}; first; u; -",
        "{\"user\":1,\"user\":{\"id\":\"u\"},\"name\":\"ada\"}; ada; -; -",
        "{\"n\\u0061me\":\"a\\u0064a\"}; ada; -; -",
        "{}; -; -; -"
      })
  void event_hasTheFieldsThatThePathsLeadTo(String json, String first, String id, String city) {
    assertThat(fields.read(json.getBytes(UTF_8))).isTrue();

    assertThat(fields.value(name)).isEqualTo(first);
    assertThat(fields.value(nested)).isEqualTo(id);
    assertThat(fields.value(deep)).isEqualTo(city);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-0.10", "1e2", "9223372036854775808", "0.1000000000000000055"})
  void number_keepsEveryDigit(String number) {
    fields.read(("{\"name\":" + number + "}").getBytes(UTF_8));

    assertThat((BigDecimal) fields.value(name)).isEqualByComparingTo(new BigDecimal(number));
  }

  @Test
  void wholeNumber_isNoFraction() {
    fields.read("{\"name\":4,\"user\":{\"id\":4.0}}".getBytes(UTF_8));

    assertThat(fields.value(name)).isEqualTo(new BigDecimal("4"));
    assertThat(fields.value(nested)).isEqualTo(new BigDecimal("4.0"));
  }

  @Test
  void numberThatIsLongOnceItIsWrittenOut_isNoValue() {
    assertThat(fields.read("{\"name\":1e999999999}".getBytes(UTF_8))).isTrue();

    assertThat(fields.value(name)).isNull();
  }

  @Test
  void list_isTheListOfItsValues() {
    fields.read(
        "{\"name\":[1,\"a\",null,[true,[false]],{\"x\":2}],\"user\":{\"id\":[],\"address\":3}}"
            .getBytes(UTF_8));

    assertThat(fields.value(name)).isEqualTo(List.of(BigDecimal.ONE, "a", true, false));
    assertThat(fields.value(nested)).isNull();
  }

  @Test
  void pathThroughAList_leadsToTheValueOfEachObjectInIt() {
    fields.read(
        """
        {"user": [{"id": 1, "address": [{"city": "x"}, {"city": "y"}]}, {"id": [2, 3]}, "none",
          {"address": {"city": "z"}}], "name": "last"}
        """
            .getBytes(UTF_8));

    assertThat(fields.value(nested))
        .isEqualTo(List.of(BigDecimal.valueOf(1), BigDecimal.valueOf(2), BigDecimal.valueOf(3)));
    assertThat(fields.value(deep)).isEqualTo(List.of("x", "y", "z"));
    assertThat(fields.value(name)).isEqualTo("last");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "\"name\"",
        "{\"name\":\"ada\"",
        "{\"name\":\"ada\",}",
        "{\"name\":\"ada\",\"x\":[1,2}",
        "{\"user\":[{\"id\":1},"
      })
  void whatIsNoObject_hasNoFields(String json) {
    fields.read("{\"name\":\"before\"}".getBytes(UTF_8));

    assertThat(fields.read(json.getBytes(UTF_8))).isFalse();
    assertThat(fields.value(name)).isNull();
    assertThat(fields.value(nested)).isNull();
  }

  @Test
  void event_isNotReadBehindItsLastField() {
    String json = "{\"user\":{\"address\":{\"city\":\"c\"},\"id\":1},\"name\":2, what is this";

    assertThat(fields.read(json.getBytes(UTF_8))).isTrue();
    assertThat(fields.value(name)).isEqualTo(BigDecimal.valueOf(2));
  }

  @Test
  void fieldAndFieldWithin_areBothFound() {
    FieldTable both = new FieldTable();
    int outer = both.slot("a");
    int inner = both.slot("a.b");
    JsonFields read = new JsonFields(both);

    read.read("{\"a\":[5,{\"b\":6}]}".getBytes(UTF_8));

    assertThat(read.value(outer)).isEqualTo(List.of(BigDecimal.valueOf(5)));
    assertThat(read.value(inner)).isEqualTo(List.of(BigDecimal.valueOf(6)));
  }

  @Test
  void everyValue_isWhatIsInTheEventHoweverDeep() {
    FieldTable both = new FieldTable();
    int every = both.slot(Expression.Field.EVERY_VALUE);
    int field = both.slot("a.b");
    JsonFields read = new JsonFields(both);

    read.read(
        "{\"a\":{\"b\":6,\"c\":[\"x\",{\"d\":true}]},\"e\":null,\"f\":\"y\"}".getBytes(UTF_8));
    assertThat(read.value(every)).isEqualTo(List.of(BigDecimal.valueOf(6), "x", true, "y"));
    assertThat(read.value(field)).isEqualTo(BigDecimal.valueOf(6));

    read.read("{\"e\":null}".getBytes(UTF_8));
    assertThat(read.value(every)).isNull();
    assertThat(read.value(field)).isNull();
  }

  @Test
  void tableWithoutFields_asksNothingOfAnEvent() {
    assertThat(new JsonFields(new FieldTable()).read("{\"a\":1}".getBytes(UTF_8))).isTrue();
  }
}
