package io.millrace.patterns.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.model.Expression.TextTest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TextPatternsTest {

  private static final TextTest[] TESTS = {
    TextTest.WILDCARD, TextTest.CONTAINS, TextTest.STARTS_WITH, TextTest.ENDS_WITH
  };

  private static final List<String> PARTS =
      List.of(
          "a",
          "b",
          "ab",
          "A",
          "ba?",
          "ab*",
          "b+",
          "aa",
          ".",
          ".*",
          "[ab]",
          "[^b]+",
          "(ab|b)",
          "(a|bc)?",
          "ab{2}",
          "a{1,2}b",
          "b+?",
          "|a",
          "(aB(b))*");

  /** Few letters, so that patterns overlap each other and themselves. */
  @Test
  void manyPatterns_matchWhatTheJdksRegexMatches() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int matched = 0;
    for (int round = 0; round < 20_000; round++) {
      TextTest test = TESTS[random.nextInt(TESTS.length)];
      boolean ignoreCase = random.nextBoolean();
      List<String> patterns =
          IntStream.range(0, 1 + random.nextInt(8))
              .mapToObj(i -> word(random, test == TextTest.WILDCARD ? "abA*?" : "abAé", 6))
              .toList();
      String text = word(random, "abBé", 9);
      Pattern oracle =
          Pattern.compile(
              patterns.stream().map(one -> regex(test, one)).collect(Collectors.joining("|")),
              Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0));
      boolean expected = oracle.matcher(text).matches();
      matched += expected ? 1 : 0;

      assertThat(
              TextPatterns.any(test, patterns, ignoreCase)
                  .test(ignoreCase ? Values.fold(text) : text))
          .as("seed %d: %s %s %s in %s", seed, test, patterns, ignoreCase, text)
          .isEqualTo(expected);
    }
    assertThat(matched).isBetween(1_000, 19_000);
  }

  /** Of parts that both dialects read alike. */
  @Test
  void regexes_matchWhatTheJdkMatches() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int matched = 0;
    for (int round = 0; round < 20_000; round++) {
      boolean ignoreCase = random.nextBoolean();
      boolean whole = random.nextBoolean();
      // Further behind, RE2/J 1.8 gets it wrong: A(?i)ab|a finds no a.
      String flags = random.nextInt(4) == 0 ? "(?i)" : "";
      String regex =
          IntStream.range(0, 1 + random.nextInt(6))
              .mapToObj(i -> PARTS.get(random.nextInt(PARTS.size())))
              .collect(Collectors.joining("", flags, ""));
      String text = word(random, "aAbBc", 9);
      java.util.regex.Matcher oracle =
          Pattern.compile(
                  regex, (whole ? Pattern.DOTALL : 0) | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0))
              .matcher(text);
      boolean expected = whole ? oracle.matches() : oracle.find();
      matched += expected ? 1 : 0;

      TextTest test = whole ? TextTest.REGEX : TextTest.REGEX_FIND;
      assertThat(TextPatterns.any(test, List.of(regex), ignoreCase).test(text))
          .as("seed %d: %s %s %s in %s", seed, test, regex, ignoreCase, text)
          .isEqualTo(expected);
    }
    assertThat(matched).isBetween(1_000, 19_000);
  }

  /** One step for each character, not for each pattern. */
  @Test
  void tenThousandPatterns_takeAsLongAsTheText() {
    List<String> words = IntStream.range(0, 10_000).mapToObj(i -> i + "-" + i + "!").toList();
    Predicate<String> test = TextPatterns.any(TextTest.CONTAINS, words, false);
    String text = "1-2-3-4-5".repeat(1_000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int i = 0; i < 200; i++) {
            assertThat(test.test(text)).isFalse();
          }
        });
    assertThat(test.test(text + "77-77!")).isTrue();
  }

  @Test
  void manyStars_takeNoExponentialTime() {
    Predicate<String> test =
        TextPatterns.any(TextTest.WILDCARD, List.of("*a".repeat(500) + "b"), false);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(test.test("a".repeat(9_999))).isFalse());
  }

  @Test
  void questionMark_isOneCharacterEvenIfItIsTwoUnits() {
    assertThat(TextPatterns.any(TextTest.WILDCARD, List.of("a?b"), false).test("a\uD83D\uDE00b"))
        .isTrue();
    assertThat(TextPatterns.any(TextTest.WILDCARD, List.of("a??b"), false).test("a\uD83D\uDE00b"))
        .isFalse();
  }

  private static String word(Random random, String letters, int longest) {
    return IntStream.range(0, random.nextInt(longest))
        .mapToObj(i -> String.valueOf(letters.charAt(random.nextInt(letters.length()))))
        .collect(Collectors.joining());
  }

  private static String regex(TextTest test, String pattern) {
    return switch (test) {
      case WILDCARD ->
          pattern
              .chars()
              .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote((char) c + ""))
              .collect(Collectors.joining());
      case CONTAINS -> ".*" + Pattern.quote(pattern) + ".*";
      case STARTS_WITH -> Pattern.quote(pattern) + ".*";
      default -> ".*" + Pattern.quote(pattern);
    };
  }
}
