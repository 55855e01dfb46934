package io.millrace.jobs.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import org.junit.jupiter.api.Test;

class CompiledPatternsTest {

  private static final String ONE = "id: one\nquery: logins where true\n";

  @Test
  void textThatIsKnown_isNotReadAgain() {
    assertThat(PatternVersion.compile("one", ONE)).isSameAs(PatternVersion.compile("one", ONE));
  }

  @Test
  void otherText_isAnotherPattern() {
    assertThat(PatternVersion.compile("one", ONE + "version: 2\n").pattern().version())
        .isEqualTo(2);
    assertThat(PatternVersion.compile("one", ONE).pattern().version()).isEqualTo(1);
  }

  /** Each time: what is refused is not remembered. */
  @Test
  void badText_isRefusedEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> PatternVersion.compile("bad", "id: bad\nquery: logins where\n"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("bad.yaml");
    }
  }
}
