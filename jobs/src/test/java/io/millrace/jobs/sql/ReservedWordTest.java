package io.millrace.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedWordTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SQL parse failed. Encountered \"bytes\" at line 1, column 66.",
        "Encountered \"AS bytes\" at line 1, column 63."
      })
  void wordThatTheParserStumblesOver_isToBeQuoted(String message) {
    assertThat(ReservedWord.hint(message))
        .isEqualTo(
            "; where bytes is meant as a name, write it in backquotes,"
                + " since SQL has that word itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object 'event' not found",
        "Encountered \"<EOF>\" at line 3, column 1.",
        "Encountered \",\" at line 1, column 7."
      })
  void otherMessage_getsNoHint(String message) {
    assertThat(ReservedWord.hint(message)).isEmpty();
  }
}
