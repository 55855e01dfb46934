package io.millrace.patterns.expression;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles patterns of RE2's syntax whose cost is bounded. */
final class Regexes {

  static final int LONGEST_PATTERN = 4_000;

  /** RE2/J writes counted repetitions out, with no limit to what nested ones amount to. */
  static final int MOST_PARTS = 4_000;

  /**
   * The characters, in Unicode's order from the first to the last, that have an upper case whose
   * lower case is another one. RE2/J 1.8 looks for all cases of a character by going on until it is
   * back, which for these it never is.
   */
  private static final int FIRST_WITHOUT_RETURN = 0x1C80;

  private static final int LAST_WITHOUT_RETURN = 0x1C88;

  private static final Pattern COUNT = Pattern.compile("\\{([0-9]+)(?:,([0-9]*))?\\}");

  private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");
  private static final Pattern CHARACTER =
      Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})}|\\\\?((?s:.))");

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
    if (partsAtMost(pattern) > MOST_PARTS) {
      return "the regex may have more than "
          + MOST_PARTS
          + " parts once its repetitions are written out; write smaller counts in its braces";
    }
    if ((ignoreCase || IGNORES_CASE.matcher(pattern).find()) && holdsOneWithoutReturn(pattern)) {
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

  /**
   * An upper bound: the count behind one character or class adds, any other multiplies all.
   * Whatever may not be a single character, as the end of a quotation, is taken for a group.
   */
  private static long partsAtMost(String pattern) {
    long parts = pattern.length();
    long groups = 1;
    Matcher each = COUNT.matcher(pattern);
    while (each.find()) {
      long count = Math.max(count(each.group(1)), count(each.group(2)));
      count = "".equals(each.group(2)) ? count + 1 : count;
      char before = each.start() == 0 ? ')' : pattern.charAt(each.start() - 1);
      if (")}*+?E".indexOf(before) >= 0) {
        groups = Math.min(groups * Math.max(1, count), MOST_PARTS + 1);
      } else {
        parts += count;
      }
    }
    return parts * groups;
  }

  private static long count(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) {
      return 0;
    }
    return digits.length() > 4 ? MOST_PARTS : Long.parseLong(digits);
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
}
