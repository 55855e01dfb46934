package io.millrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the patterns of RE2's syntax over which RE2/J 1.8 never ends. */
public final class RegexCase {

  /**
   * The characters, in Unicode's order from the first to the last, that have an upper case whose
   * lower case is another one. RE2/J looks for all cases of a character by going on until it is
   * back, which for these it never is.
   */
  private static final int FIRST_WITHOUT_RETURN = 0x1C80;

  private static final int LAST_WITHOUT_RETURN = 0x1C88;

  private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");
  private static final Pattern CHARACTER =
      Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})}|\\\\?((?s:.))");

  private RegexCase() {}

  /**
   * Whether it ignores case and has a character of U+1C80 to U+1C88, alone or within a range; what
   * looks like a range is taken for one.
   *
   * @param ignoreCase whether it does so anyhow, without a flag of its own
   */
  public static boolean neverReturns(String pattern, boolean ignoreCase) {
    return (ignoreCase || IGNORES_CASE.matcher(pattern).find()) && holdsOneWithoutReturn(pattern);
  }

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
