package io.millrace.datasets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.config.RegexCase;
import io.millrace.config.RegexSize;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in the syntax of RE2, looked for anywhere in a text in time that is linear in the
 * text's length.
 */
final class Regex {

  static final int LONGEST_PATTERN = 1_000;

  /** Once the counted repetitions are written out. */
  static final int MOST_PARTS = 2_000;

  private static final String NO_LOOK_AROUND =
      "look-around is not part of RE2's syntax, whose patterns run in linear time";
  private static final String NO_BACK_REFERENCE =
      "a back reference is not part of RE2's syntax, whose patterns run in linear time";

  private final Matcher matcher;

  Regex(String pattern) {
    matcher = Pattern.compile(pattern).matcher("");
  }

  /** Whether the property is a text with a part that the pattern matches. */
  boolean isFoundIn(Property property) {
    return property.type() == Property.Type.TEXT && matcher.reset((String) property.value()).find();
  }

  /** What is wrong with a pattern and what to write, or null if nothing is. */
  static @Nullable String problem(String pattern) {
    if (pattern.length() > LONGEST_PATTERN) {
      return "has "
          + pattern.length()
          + " characters and a pattern at most "
          + LONGEST_PATTERN
          + "; write a shorter one, or several under an or";
    }
    if (RegexSize.parts(pattern, MOST_PARTS) > MOST_PARTS) {
      return "has more than "
          + MOST_PARTS
          + " parts once its repetitions are written out; write smaller counts in its braces";
    }
    if (RegexCase.neverReturns(pattern, false)) {
      return "ignores case and has a character of U+1C80 to U+1C88, or a range of which they are a"
          + " part, which no RE2/J compiles; leave them out, a range by writing one up to \\x{1C7F}"
          + " and one from \\x{1C89} on";
    }
    PatternSyntaxException wrong = check(pattern);
    if (wrong == null) {
      return null;
    }
    int at = position(pattern, wrong);
    return "is no regular expression: "
        + reason(pattern, at, wrong)
        + ", at character "
        + (at + 1)
        + "; correct it (docs/datasets.md tells the syntax)";
  }

  private static @Nullable PatternSyntaxException check(String pattern) {
    try {
      Pattern.compile(pattern);
      return null;
    } catch (PatternSyntaxException wrong) {
      return wrong;
    }
  }

  private static String reason(String pattern, int at, PatternSyntaxException wrong) {
    String rest = pattern.substring(Math.min(at, pattern.length()));
    if (rest.startsWith("(?=")
        || rest.startsWith("(?!")
        || rest.startsWith("(?<=")
        || rest.startsWith("(?<!")) {
      return NO_LOOK_AROUND;
    }
    if (rest.matches("(?s)\\\\[1-9k].*|\\(\\?P=.*")) {
      return NO_BACK_REFERENCE;
    }
    String description = wrong.getDescription();
    return description.contains("internal error") ? "unexpected )" : description;
  }

  /**
   * The index in the pattern, which RE2/J does not tell. If it tells the part that is wrong, that
   * ends where the shortest beginning does that is wrong in the same way, since RE2/J reads from
   * left to right; else the longest beginning that is right ends before it.
   */
  private static int position(String pattern, PatternSyntaxException wrong) {
    String part = wrong.getPattern();
    int right = 0;
    for (int end = 1; end <= pattern.length(); end++) {
      String beginning = pattern.substring(0, end);
      PatternSyntaxException sooner = check(beginning);
      if (sooner == null) {
        right = end;
      } else if (beginning.endsWith(part)
          && !part.equals(pattern)
          && !part.isEmpty()
          && part.equals(sooner.getPattern())
          && sooner.getDescription().equals(wrong.getDescription())) {
        return end - part.length();
      }
    }
    return right;
  }
}
