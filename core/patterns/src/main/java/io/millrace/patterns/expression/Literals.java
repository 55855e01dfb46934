package io.millrace.patterns.expression;

import java.util.ArrayList;
import java.util.List;

/** Literals, folded, that a text must hold for a pattern to match it. */
public final class Literals {

  /** Longer ones would tell little more. */
  private static final int LONGEST = 16;

  /** Escapes of classes and edges: they end a literal. */
  private static final String CLASSES = "dDwWsSbBAz";

  private Literals() {}

  public static List<String> ofText(String text) {
    return parts(List.of(text));
  }

  /** All of them; none if none is known. */
  public static List<String> ofWildcard(String pattern) {
    return parts(List.of(pattern.split("[*?]+", -1)));
  }

  private static List<String> parts(List<String> runs) {
    return inOrder(runs).stream().distinct().toList();
  }

  /** Of several runs of characters one literal each. */
  private static List<String> inOrder(List<String> runs) {
    return runs.stream().map(Literals::longestPart).filter(part -> !part.isEmpty()).toList();
  }

  /** Without halves of characters, which do not stay when case is folded. */
  static String longestPart(String text) {
    String best = "";
    for (String part : text.split("[\\ud800-\\udfff]+", -1)) {
      best = longer(best, part);
    }
    if (best.length() > LONGEST) {
      best =
          best.substring(
              0, Character.isHighSurrogate(best.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
    return Values.fold(best);
  }

  /** All of them; none if none is known. */
  public static List<String> ofRegex(String regex) {
    return parts(runsOfRegex(regex));
  }

  /** One after the other, as a text that the regex matches has them; they do not overlap. */
  static List<String> ofRegexInOrder(String regex) {
    return inOrder(runsOfRegex(regex));
  }

  /**
   * What stands outside of groups, in a regex without alternatives there. Anything unusual ends the
   * search: to say nothing is always right.
   */
  private static List<String> runsOfRegex(String regex) {
    List<String> runs = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      boolean ends = true;
      switch (c) {
        case '|' -> {
          return List.of();
        }
        case '*', '?' -> run.setLength(Math.max(0, run.length() - 1));
        case '{' -> {
          run.setLength(Math.max(0, run.length() - 1));
          i = regex.indexOf('}', i);
        }
        case '(' -> i = endOfGroup(regex, i);
        case '[' -> i = endOfClass(regex, i);
        case '.', '^', '$', '+', ')', '}', ']' -> {}
        case '\\' -> {
          i++;
          char escaped = i < regex.length() ? regex.charAt(i) : 'Q';
          if (isAlphanumeric(escaped)) {
            if (CLASSES.indexOf(escaped) < 0) {
              return List.of();
            }
          } else {
            ends = !append(run, escaped);
          }
        }
        default -> ends = !append(run, c);
      }
      if (i < 0) {
        return List.of();
      }
      if (ends) {
        runs.add(run.toString());
        run.setLength(0);
      }
    }
    runs.add(run.toString());
    return runs;
  }

  /** ASCII only, whose cases RE2/J and {@link Values#fold} see alike. */
  private static boolean append(StringBuilder run, char c) {
    if (c >= 0x80) {
      return false;
    }
    run.append(c);
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static int endOfGroup(String regex, int from) {
    int depth = 0;
    for (int i = from; i >= 0 && i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
        if (i < regex.length() && regex.charAt(i) == 'Q') {
          return -1;
        }
      } else if (c == '[') {
        i = endOfClass(regex, i);
        if (i < 0) {
          return -1;
        }
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static int endOfClass(String regex, int from) {
    int i = from + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      i++;
    }
    if (i < regex.length() && regex.charAt(i) == ']') {
      i++;
    }
    for (; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && regex.startsWith("[:", i)) {
        i = regex.indexOf(":]", i + 2) + 1;
        if (i == 0) {
          return -1;
        }
      } else if (c == ']') {
        return i;
      }
    }
    return -1;
  }

  private static String longer(String a, String b) {
    return b.length() > a.length() ? b : a;
  }
}
