package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

  @Test
  void absentAndNull_cannotBeFeigned() {
    assertThat(Spelling.text(Missing.ABSENT)).isEqualTo("\\absent");
    assertThat(Spelling.text(Missing.NULL)).isEqualTo("\\null");
    assertThat(Spelling.text("\\absent")).isEqualTo("\\\\absent");
    assertThat(Spelling.text("\\\\absent")).isEqualTo("\\\\\\absent");
    assertThat(Spelling.text("absent\\")).isEqualTo("absent\\");
    assertThat(Spelling.text("")).isEmpty();
  }

  @Test
  void booleanAndStructure_areTheirJson() {
    assertThat(Spelling.text(true)).isEqualTo("true");
    assertThat(Spelling.text(new Structure("[1]", List.of()))).isEqualTo("[1]");
  }

  @Test
  void halfASurrogatePair_becomesTheReplacementCharacter() {
    assertThat(Spelling.text("a\uD800b")).isEqualTo("a\uFFFDb");
    assertThat(Spelling.text("\uDE00\uD83D")).isEqualTo("\uFFFD\uFFFD");
    assertThat(Spelling.text("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1.0, 1",
    "1.50, 1.5",
    "1e3, 1000",
    "1E-3, 0.001",
    "0.00, 0",
    "0e5, 0",
    "-0.10, -0.1",
    "100, 100",
    "1e18, 1000000000000000000"
  })
  void number_hasOneSpelling(String written, String spelled) {
    assertThat(Spelling.text(new BigDecimal(written))).isEqualTo(spelled);
  }
}
