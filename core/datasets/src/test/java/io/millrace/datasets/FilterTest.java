package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        // operator; value in the definition; value in the event ('-' for absent); passes
        "eq; 'PL'; \"PL\"; true",
        "eq; 'PL'; \"pl\"; false",
        "eq; '1'; 1; false",
        "eq; 1; \"1\"; false",
        "eq; 1; 1.00; true",
        "eq; 1.0; 1; true",
        "eq; 100; 1e2; true",
        "eq; 9007199254740993; 9007199254740992; false",
        "eq; 0.1; 0.10000000000000001; false",
        "eq; 0; -0.0; true",
        "eq; true; true; true",
        "eq; true; false; false",
        "eq; true; \"true\"; false",
        "eq; 'a'; [\"b\",\"a\"]; true",
        "eq; 'a'; [\"b\",[\"a\"]]; false",
        "eq; 2; [1,2.0]; true",
        "eq; 'a'; []; false",
        "eq; 'a'; {\"a\":\"a\"}; false",
        "eq; 'null'; null; false",
        "eq; 'a'; -; false",
        "ne; 'a'; \"b\"; true",
        "ne; 'a'; \"a\"; false",
        "ne; 'a'; [\"b\",\"a\"]; false",
        "ne; 'a'; null; true",
        "ne; 'a'; -; true",
        "ne; 1; \"1\"; true",
        "lt; 2; 1.999; true",
        "lt; 2; 2.0; false",
        "lt; 2; \"1\"; false",
        "lt; 'b'; \"a\"; true",
        "lt; 'b'; \"b\"; false",
        "lt; 'b'; \"ba\"; false",
        "lt; 'ba'; \"b\"; true",
        // U+FF5E is before U+1F600 by code point and by UTF-8, though not by UTF-16.
        "lt; '\uD83D\uDE00'; \"\uFF5E\"; true",
        "lt; 2; -; false",
        "lt; 2; null; false",
        "lt; 2; [1]; false",
        "lte; 2; 2.00; true",
        "lte; 2; 2.01; false",
        "lte; 2; true; false",
        "gt; 2; 2.0000000000000000001; true",
        "gt; 2; 2; false",
        "gt; 'a'; \"b\"; true",
        "gt; 'a'; \"a\"; false",
        "gt; -1; -0.5; true",
        "gte; 2; 2; true",
        "gte; 2; 1.99; false",
        "gte; 9223372036854775807; 9223372036854775807; true",
        "exists; true; 0; true",
        "exists; true; \"\"; true",
        "exists; true; false; true",
        "exists; true; []; true",
        "exists; true; {}; true",
        "exists; true; null; false",
        "exists; true; -; false",
        "exists; false; -; true",
        "exists; false; null; true",
        "exists; false; 0; false",
        "in; ['a', 1, true]; \"a\"; true",
        "in; ['a', 1, true]; 1.0; true",
        "in; ['a', 1, true]; true; true",
        "in; ['a', 1, true]; \"1\"; false",
        "in; ['a', 1, true]; [\"z\",1]; true",
        "in; ['a', 1, true]; -; false",
        "contains; 'ell'; \"hello\"; true",
        "contains; 'Ell'; \"hello\"; false",
        "contains; ''; \"hello\"; true",
        "contains; 'a'; [\"a\"]; true",
        "contains; 'a'; [\"ab\"]; false",
        "contains; 1; [1.0]; true",
        "contains; 1; 1; false",
        "contains; '1'; 21; false",
        "contains; 'a'; {\"a\":1}; false",
        "contains; 'a'; -; false",
        "not_contains; 'ell'; \"hello\"; false",
        "not_contains; 'x'; \"hello\"; true",
        "not_contains; 'a'; [\"a\"]; false",
        "not_contains; 'a'; null; true",
        "not_contains; 'a'; -; true",
        "regex; '^a.c$'; \"abc\"; true",
        "regex; '^a.c$'; \"xabc\"; false",
        "regex; 'b+'; \"abbc\"; true",
        "regex; '(?i)ÄB'; \"xäbx\"; true",
        "regex; '^\\d{3}-'; \"123-4\"; true",
        "regex; '\\.html?$'; \"a.html\"; true",
        "regex; '\\.html?$'; \"a.htmlx\"; false",
        "regex; '^/a$'; \"\\/\\u0061\"; true",
        "regex; ''; \"\"; true",
        "regex; '1'; 1; false",
        "regex; 'true'; true; false",
        "regex; 'a'; [\"a\"]; false",
        "regex; 'a'; {\"a\":\"a\"}; false",
        "regex; '.*'; null; false",
        "regex; '.*'; -; false",
        "within; {coordinates: [0, 0], max_distance_km: 112}; [0,1]; true",
        "within; {coordinates: [0, 0], max_distance_km: 111}; [0,1]; false",
        "within; {coordinates: [0, 0], max_distance_miles: 69.1}; [1.0, 0e0]; true",
        "within; {coordinates: [0, 0], max_distance_miles: 69}; [1.0, 0e0]; false",
        "within; {coordinates: [5, 50], max_distance_km: 0.001}; [5,50]; true",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [180,90]; true",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [180.1,0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [0,-90.1]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [0,0,0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [0,0,[]]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [{\"a\":1},0,0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [[0],0,0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [\"0\",0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; [null,0]; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; {\"lon\":0,\"lat\":0}; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; \"0,0\"; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; null; false",
        "within; {coordinates: [0, 0], max_distance_km: 99999}; -; false"
      })
  void event_passesByItsValue(String operator, String wanted, String actual, boolean passes) {
    Filter filter =
        filter("{property_name: p, operator: %s, property_value: %s}".formatted(operator, wanted));

    assertThat(passes(filter, actual.equals("-") ? "{}" : "{\"p\":" + actual + "}"))
        .isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        // a; b; c ('-' for absent); passes
        "1; 0; 0; true",
        "0; 1; 1; true",
        "0; 1; 0; false",
        "0; 0; 1; false",
        "-; -; -; false",
        "-; 1; 1; true"
      })
  void or_passesIfOneOfItsOperandsDoes(String a, String b, String c, boolean passes) {
    Filter filter =
        filter(
            """
            operator: or
            operands:
              - {property_name: a, operator: eq, property_value: 1}
              - operator: or
                operands:
                  - {property_name: d, operator: exists, property_value: true}
                  - {property_name: b.c, operator: in, property_value: [2, 3]}
            """
                .indent(6)
                .strip());
    String json =
        "{%s\"b\":{%s\"x\":0}}"
            .formatted(
                a.equals("1") ? "\"a\":1," : a.equals("0") ? "\"a\":0," : "",
                b.equals("1") ? "\"c\":" + (c.equals("1") ? "3," : "4,") : "");

    assertThat(filter.properties()).containsExactly("a", "d", "b.c");
    assertThat(passes(filter, json)).isEqualTo(passes);
  }

  @Test
  void compiledFilter_showsOneEventAfterAnother() {
    Filter filter = filter("{property_name: p, operator: in, property_value: [a, 0.5]}");
    EventView view = new EventView(filter.properties());
    CompiledFilter compiled = filter.compile(view::property);

    List<Boolean> passed = new ArrayList<>();
    for (String json : List.of("{\"p\":\"a\"}", "{}", "{\"p\":0.50}", "{\"p\":\"b\"}")) {
      view.read(json.getBytes(StandardCharsets.UTF_8));
      passed.add(compiled.passes());
    }

    assertThat(passed).containsExactly(true, false, true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{property_name: p, operator: eq, property_value: 1.50};"
            + " {operator: eq, property_value: 15e-1, property_name: p}; true",
        "{property_name: p, operator: in, property_value: [1, a]};"
            + " {property_name: p, operator: in, property_value: [1.0, a]}; true",
        "{property_name: p, operator: eq, property_value: 1};"
            + " {property_name: p, operator: eq, property_value: '1'}; false",
        "{property_name: p, operator: eq, property_value: 1};"
            + " {property_name: q, operator: eq, property_value: 1}; false",
        "{property_name: p, operator: within, property_value: {coordinates: [1, 2],"
            + " max_distance_miles: 1}};"
            + " {property_name: p, operator: within, property_value: {coordinates: [1.0, 2],"
            + " max_distance_km: 1.609344}}; true",
        "{property_name: p, operator: regex, property_value: a+};"
            + " {property_name: p, operator: regex, property_value: 'a+'}; true",
        "{operator: or, operands: [{property_name: p, operator: eq, property_value: 1},"
            + " {property_name: q, operator: eq, property_value: 1}]};"
            + " {operator: or, operands: [{property_name: p, operator: eq, property_value: 1.0},"
            + " {property_name: q, operator: eq, property_value: 1.0}]}; true",
      })
  void filtersThatStateTheSame_areEqual(String one, String other, boolean equal) {
    assertThat(filter(one).equals(filter(other))).isEqualTo(equal);
    assertThat(filter(one).hashCode() == filter(other).hashCode()).isEqualTo(equal);
  }

  @Test
  void filter_isTheSameAfterSerialization() throws Exception {
    Filter filter =
        filter(
            "{operator: or, operands: [{property_name: p, operator: in, property_value: [1, a]},"
                + " {property_name: p, operator: regex, property_value: a+},"
                + " {property_name: q, operator: within, property_value: {coordinates: [1, 2],"
                + " max_distance_km: 3}}]}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(filter);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(filter);
    }
  }

  static Filter filter(String yaml) {
    return DatasetFiles.definition(
            """
            dataset_name: n
            query:
              event_collection: c
              analysis_type: count
              interval: daily
              filters:
                - %s
            """
                .formatted(yaml))
        .filters()
        .get(0);
  }

  static boolean passes(Filter filter, String json) {
    EventView view = new EventView(filter.properties());
    assertThat(view.read(json.getBytes(StandardCharsets.UTF_8))).isTrue();
    return filter.compile(view::property).passes();
  }
}
