package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
        "not_contains; 'a'; -; true"
      })
  void event_passesByItsValue(String operator, String wanted, String actual, boolean passes) {
    String yaml =
        """
        dataset_name: n
        query:
          event_collection: c
          analysis_type: count
          interval: daily
          filters: [{property_name: p, operator: %s, property_value: %s}]
        """
            .formatted(operator, wanted);
    Filter filter = DatasetFiles.definition(yaml).filters().get(0);
    EventView view = new EventView(List.of("p"));
    String json = actual.equals("-") ? "{}" : "{\"p\":" + actual + "}";
    assertThat(view.read(json.getBytes(StandardCharsets.UTF_8))).isTrue();

    assertThat(filter.passes(view.property("p").value())).isEqualTo(passes);
  }
}
