package io.millrace.patterns.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  private static final List<Object> VALUES =
      List.of(
          "",
          "a",
          "A",
          "7",
          "7.0",
          "07",
          "-7",
          "+7",
          "7.",
          ".7",
          "7e0",
          " 7",
          "-",
          "-0",
          "0",
          "true",
          "TRUE",
          "false",
          "é",
          "É",
          "ſ",
          "s",
          "ẞ",
          "ß",
          "\uD801\uDC00",
          "\uD801\uDC28",
          new BigDecimal("7"),
          new BigDecimal("7.0"),
          new BigDecimal("0.7e1"),
          new BigDecimal("-7"),
          BigDecimal.ZERO,
          new BigDecimal("0.00"),
          true,
          false);

  @Test
  void equalValues_haveEqualKeys_andAreTheSameAmongConstants() {
    for (Object a : VALUES) {
      for (Object b : VALUES) {
        for (boolean ignoreCase : new boolean[] {false, true}) {
          boolean equal = Values.equal(a, b, ignoreCase);
          assertThat(Values.equal(b, a, ignoreCase)).as("%s, %s", a, b).isEqualTo(equal);
          assertThat(new Alternatives(List.of("none", a), ignoreCase).hold(b))
              .as("%s, %s", a, b)
              .isEqualTo(equal);
          if (equal) {
            assertThat(Values.key(a, ignoreCase)).isEqualTo(Values.key(b, ignoreCase));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7, true",
    "7, 7.0, true",
    "7, 07, true",
    "7, 7e0, false",
    "7, ' 7', false",
    "7, +7, false",
    "7, 7., false",
    "0, -0, true",
    "-7, -7.00, true"
  })
  void number_isEqualToTheTextThatSpellsIt(BigDecimal number, String text, boolean equal) {
    assertThat(Values.equal(number, text, false)).isEqualTo(equal);
  }

  @Test
  void fold_keepsTheLength_andIsTheSameForAllCasesOfACharacter() {
    List<Integer> wrong = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c >= 0xD800 && c <= 0xDFFF) {
        continue;
      }
      String text = Character.toString(c);
      String folded = Values.fold(text);
      if (folded.length() != text.length()
          || !folded.equals(Values.fold(Character.toString(Character.toUpperCase(c))))) {
        wrong.add(c);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void fold_leavesATextWithoutCaseAsItIs() {
    String text = "c:\\windows\\1";

    assertThat(Values.fold(text)).isSameAs(text);
    assertThat(Values.fold("xY")).isEqualTo("xy");
  }
}
