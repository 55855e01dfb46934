package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectionNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "7",
        "-",
        "purchases",
        "Sign_Ups",
        "web.page-views",
        "a..b",
        "a_",
        "1234567890123456789012345678901234567890123456789012345678901234",
      })
  void name_withinTheRules_isFine(String name) {
    assertThat(CollectionName.problem(name)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "12345678901234567890123456789012345678901234567890123456789012345, is longer than 64",
    "a$b, may only hold",
    "'a b', may only hold",
    "a/b, may only hold",
    "é, may only hold",
    "_a, begins with '_'",
    "_bulk, begins with '_'",
    ".a, begins or ends with '.'",
    "a., begins or ends with '.'",
    "., begins or ends with '.'",
    ".., begins or ends with '.'",
  })
  void name_outsideTheRules_saysWhy(String name, String problem) {
    assertThat(CollectionName.problem(name)).contains(problem.replace("''", "'"));
  }
}
