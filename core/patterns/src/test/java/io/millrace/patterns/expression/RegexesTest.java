package io.millrace.patterns.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(((a?){30}){30}){30}",
        "((a{100})(?i){100})",
        "a{99999999999999999999}",
        "(a{1000,}){4}",
        "a{1000}?(?i){1000}?(?i){1000}",
        "a{1000}\\Q\\E{1000}",
        "\\Qab\\E{1000}{1000}"
      })
  void patternThatWouldGrow_isRefusedBeforeItDoes(String pattern) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(Regexes.problem(pattern, false)).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "([0-9]{1,3}\\.){3}[0-9]{1,3}",
        "(?:[A-Za-z0-9+/]{4}){2,}[A-Za-z0-9+/]{100,500}",
        ".{1000}",
        "\u1C80",
        "a{,3}",
        "a{x}"
      })
  void usualPattern_isRight(String pattern) {
    assertThat(Regexes.problem(pattern, false)).isNull();
  }

  /** RE2/J would never return from any of these. */
  @ParameterizedTest
  @ValueSource(strings = {"\u1C80", "\\x{1c88}", "[a-\\x{10FFFF}]", "x[é-\uD83D\uDE00]"})
  void characterWithoutReturn_isRefusedWhereCaseIsIgnored(String pattern) {
    assertThat(Regexes.problem(pattern, true)).startsWith("the regex ignores case");
    assertThat(Regexes.problem("(?si)" + pattern, false)).startsWith("the regex ignores case");
  }

  @Test
  void longPattern_isRefused() {
    assertThat(Regexes.problem("a".repeat(4_000), false)).isNull();
    assertThat(Regexes.problem("a".repeat(4_001), false)).isNotNull();
  }

  /** What is let pass is small once it is compiled, whatever it is made of. */
  @Test
  void anyPattern_thatIsRight_isNotLarge() {
    List<String> pieces =
        List.of(
            "a",
            "é",
            "(",
            "(",
            ")",
            ")",
            "[",
            "]",
            "^",
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
            "{1000}",
            "\\",
            "\\d",
            "\\Q",
            "\\E",
            "\\pL",
            "\\p{Greek}",
            "\\x{41}",
            "(?i)",
            "(?:",
            "[:alpha:]",
            "[^",
            "-");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int right = 0;
    for (int round = 0; round < 5_000; round++) {
      String pattern =
          IntStream.range(0, random.nextInt(12))
              .mapToObj(i -> pieces.get(random.nextInt(pieces.size())))
              .collect(Collectors.joining());
      if (Regexes.problem(pattern, false) == null) {
        right++;
        assertThat(Pattern.compile(pattern).programSize())
            .as("seed %d: %s", seed, pattern)
            .isLessThanOrEqualTo(4 * Regexes.MOST_PARTS + 10);
      }
    }
    assertThat(right).isGreaterThan(250);
  }
}
