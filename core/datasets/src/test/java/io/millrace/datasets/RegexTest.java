package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.config.RegexSize;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        // pattern; one, and one more for each part of a group written out
        "a; 2",
        "abc; 4",
        "a|b; 4",
        "a{10}; 11",
        "a{2,10}; 11",
        "a{10,}; 12",
        "(a{10}){10}; 111",
        "(a{10}b){10}; 121",
        "[(){10}]{3}; 4",
        "[]{5}]{3}; 4",
        "[^]{5}]{3}; 4",
        "[\\]{5}]{3}; 4",
        "[[:alpha:]{5}]{3}; 4",
        "[^b$-[:alpha:]?a{50}; 53",
        "[a-]{3}; 4",
        "[\\d-[:alpha:]]{3}; 4",
        "[\\pL-[:alpha:]]{3}; 4",
        "[\\p{Greek}-[:alpha:]]{3}; 4",
        "\\p{Greek}{3}; 4",
        "\\x{100}{3}; 4",
        "\\({3}; 4",
        "\\{3}; 4",
        "a{,3}; 6",
        "a{x}; 5",
        "\\Q(a{9})\\E{3}; 9",
        "(?i)a{3}; 4",
        "(a{10})(?i){10}; 111"
      })
  void size_isThatOfThePatternWrittenOut(String pattern, long parts) {
    assertThat(RegexSize.parts(pattern, 1_000)).isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "((a{1000}){1000}){1000}",
        "(((a?){30}){30}){30}",
        "((a{100})(?i){100})",
        "[(]{1}(a{1000}[)]){1000}",
        "a{99999999999999999999}",
        "(a{1000,}){3}",
        "a{1000}?(?i){1000}?(?i){1000}",
        "a{1000}\\Q\\E{1000}"
      })
  void patternThatWouldGrow_isRefusedBeforeItDoes(String pattern) {
    assertThat(Regex.problem(pattern)).startsWith("has more than 2000 parts");
  }

  /** RE2/J would never return from any of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)\u1C80",
        "(?i)\\x{1c88}",
        "(?i:[a-\\x{10FFFF}])",
        "(?si)x[é-\uD83D\uDE00]",
        "(?i)[\\x{1C7F}-\\x{1C89}]",
        "(?i)[\u1C84-z]",
        "(?i)[:-\\\uD83D]",
        "(?i)[\\:-\\\uD83D]"
      })
  void characterWithoutReturn_isRefusedWhereCaseIsIgnored(String pattern) {
    assertThat(Regex.problem(pattern)).startsWith("ignores case and has a character of U+1C80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u1C80",
        "[a-\\x{10FFFF}]",
        "(?i)[а-я]",
        "(?i)\\x{1F600}-\\x{1F64F}",
        "(?s)[\\x{1C80}-\\x{1C88}]"
      })
  void otherPattern_isRight(String pattern) {
    assertThat(Regex.problem(pattern)).isNull();
  }

  /** So those that are refused are all. */
  @Test
  void allOtherCharacters_returnWhereCaseIsIgnored() {
    String all = "(?i)[\\x{0}-\\x{1C7F}\\x{1C89}-\\x{10FFFF}]";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(Regex.problem(all)).isNull());
  }

  /** A pattern that takes a backtracking engine 2^50 steps. */
  @Test
  void nestedRepetition_takesLinearTime() {
    Property property = Property.of("a".repeat(50_000) + "!");
    Regex regex = new Regex("^(a+)+$");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(regex.isFoundIn(property)).isFalse());
  }

  /** Nothing but a message comes of a wrong pattern, and nothing large of one that is let pass. */
  @Test
  void anyPattern_isRightOrHasAProblemAndIsNotLarge() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "a",
            "b",
            "é",
            "(",
            "(",
            ")",
            ")",
            "[",
            "]",
            "^",
            "$",
            "|",
            "*",
            "+",
            "?",
            ".",
            "{2}",
            "{3,}",
            "{2,40}",
            "{",
            "}",
            "{50}",
            "\\",
            "\\d",
            "\\Q",
            "\\E",
            "\\pL",
            "\\p{Greek}",
            "\\x{41}",
            "(?i)",
            "(?:",
            "(?P<n>",
            "(?=",
            "(?",
            "[:alpha:]",
            "[^",
            "-",
            "\uD83D");
    int right = 0;
    for (int round = 0; round < 5_000; round++) {
      StringBuilder built = new StringBuilder();
      int length = random.nextInt(14);
      for (int i = 0; i < length; i++) {
        built.append(pieces.get(random.nextInt(pieces.size())));
      }
      String pattern = built.toString();
      String told = "seed " + seed + ", round " + round + ": " + pattern;
      String problem = Regex.problem(pattern);
      if (problem == null) {
        right++;
        assertThat(Pattern.compile(pattern).programSize())
            .as(told)
            .isLessThanOrEqualTo((int) (4 * RegexSize.parts(pattern, Regex.MOST_PARTS) + 10));
      } else if (problem.startsWith("is no")) {
        Assertions.assertThrows(PatternSyntaxException.class, () -> Pattern.compile(pattern), told);
        assertThat(problem).as(told).containsPattern(", at character [1-9][0-9]*; ");
      }
    }

    assertThat(right).isGreaterThan(250);
  }
}
