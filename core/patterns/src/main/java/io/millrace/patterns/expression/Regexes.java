package io.millrace.patterns.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.config.RegexCase;
import io.millrace.config.RegexSize;
import org.jspecify.annotations.Nullable;

/** Compiles patterns of RE2's syntax whose cost is bounded. */
final class Regexes {

  static final int LONGEST_PATTERN = 4_000;

  /** Once the counted repetitions are written out. */
  static final int MOST_PARTS = 4_000;

  private Regexes() {}

  /**
   * Compiles a pattern that has no problem.
   *
   * @param dotAll whether a dot is any character, a line's end too
   */
  static Pattern compile(String pattern, boolean ignoreCase, boolean dotAll) {
    return Pattern.compile(
        pattern, (ignoreCase ? Pattern.CASE_INSENSITIVE : 0) | (dotAll ? Pattern.DOTALL : 0));
  }

  /** What is wrong with a pattern, or null if nothing is. */
  static @Nullable String problem(String pattern, boolean ignoreCase) {
    if (pattern.length() > LONGEST_PATTERN) {
      return "the regex has more than " + LONGEST_PATTERN + " characters";
    }
    // The whole is counted as one more.
    if (RegexSize.parts(pattern, MOST_PARTS + 1) > MOST_PARTS + 1) {
      return "the regex may have more than "
          + MOST_PARTS
          + " parts once its repetitions are written out; write smaller counts in its braces";
    }
    if (RegexCase.neverReturns(pattern, ignoreCase)) {
      return "the regex ignores case and has a character of U+1C80 to U+1C88, or a range of which"
          + " they are a part, which no RE2/J compiles";
    }
    try {
      compile(pattern, ignoreCase, false);
      return null;
    } catch (PatternSyntaxException wrong) {
      return "the regex is not one of RE2's syntax: " + wrong.getDescription();
    }
  }
}
