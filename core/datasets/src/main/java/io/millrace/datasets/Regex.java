package io.millrace.datasets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in the syntax of RE2, looked for anywhere in a text in time that is linear in the
 * text's length.
 */
final class Regex {

  static final int LONGEST_PATTERN = 1_000;

  /**
   * RE2/J writes counted repetitions out before it runs, with no limit to what nested ones amount
   * to.
   */
  static final int MOST_PARTS = 2_000;

  private static final String NO_LOOK_AROUND =
      "look-around is not part of RE2's syntax, whose patterns run in linear time";
  private static final String NO_BACK_REFERENCE =
      "a back reference is not part of RE2's syntax, whose patterns run in linear time";

  /**
   * The characters, in Unicode's order from the first to the last, that have an upper case whose
   * lower case is another one. RE2/J 1.8 looks for all cases of a character by going on until it is
   * back, which for these it never is.
   */
  private static final int FIRST_WITHOUT_RETURN = 0x1C80;

  private static final int LAST_WITHOUT_RETURN = 0x1C88;

  private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");
  private static final Pattern CHARACTER =
      Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})}|\\\\?((?s:.))");

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
    if (IGNORES_CASE.matcher(pattern).find() && holdsOneWithoutReturn(pattern)) {
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

  /** Alone or within a range; what looks like a range is taken for one. */
  private static boolean holdsOneWithoutReturn(String pattern) {
    List<Integer> characters = new ArrayList<>();
    Matcher each = CHARACTER.matcher(pattern);
    while (each.find()) {
      String hexadecimal = each.group(1);
      characters.add(
          hexadecimal == null ? each.group(2).codePointAt(0) : Integer.parseInt(hexadecimal, 16));
    }
    for (int i = 0; i < characters.size(); i++) {
      boolean range = i >= 2 && characters.get(i - 1) == '-';
      int from = characters.get(range ? i - 2 : i);
      if (from <= LAST_WITHOUT_RETURN && characters.get(i) >= FIRST_WITHOUT_RETURN) {
        return true;
      }
    }
    return false;
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
