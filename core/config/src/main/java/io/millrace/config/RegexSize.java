package io.millrace.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what a pattern of RE2's syntax becomes when its counted repetitions are written out, which
 * RE2/J does before it runs, with no limit to what nested ones amount to.
 */
public final class RegexSize {

  /** No part: what follows repeats what is before. */
  private static final Pattern FLAGS = Pattern.compile("\\(\\?[a-zA-Z-]*\\)");

  private static final Pattern BRACED_ESCAPE = Pattern.compile("\\\\[xpP]\\{[^}]*}");

  /** A class within a class, which begins no range. */
  private static final Pattern CLASS_ESCAPE =
      Pattern.compile("\\\\(?:[dDsSwW]|[pP]\\{[^}]*}|[pP].)", Pattern.DOTALL);

  private final String pattern;
  private final long limit;
  private final Deque<Long> outer = new ArrayDeque<>();
  private int at;

  /** Of the group at hand without its last part, which may yet be repeated. */
  private long size = 1;

  private long last;

  private RegexSize(String pattern, long limit) {
    this.pattern = pattern;
    this.limit = limit;
  }

  /** Characters, classes and groups, at least; more than the limit if it is not exact. */
  public static long parts(String pattern, long limit) {
    return new RegexSize(pattern, limit).parts();
  }

  private long parts() {
    while (at < pattern.length() && size + last <= limit) {
      char c = pattern.charAt(at);
      switch (c) {
        case '(' -> {
          if (!skip(FLAGS)) {
            outer.push(size + last);
            size = 1;
            last = 0;
            at++;
          }
        }
        case ')' -> {
          long group = size + last;
          size = outer.isEmpty() ? 1 : outer.pop();
          last = group;
          at++;
        }
        case '[' -> {
          skipClass();
          part();
        }
        case '\\' -> {
          if (pattern.startsWith("\\Q", at)) {
            int end = pattern.indexOf("\\E", at);
            int literals = (end < 0 ? pattern.length() : end) - at - 2;
            if (literals > 0) {
              size += last + literals - 1;
              last = 1;
            }
            at = end < 0 ? pattern.length() : end + 2;
          } else {
            if (!skip(BRACED_ESCAPE)) {
              at += 2;
            }
            part();
          }
        }
        case '{' -> repeat();
        case '*', '+', '?' -> {
          // Belongs to what it repeats, also if more repetitions follow.
          last++;
          at++;
        }
        default -> {
          at++;
          part();
        }
      }
    }
    long total = size + last;
    for (long open : outer) {
      total += open;
    }
    return total;
  }

  private void part() {
    size += last;
    last = 1;
  }

  /** Multiplies the last part; a brace that is no repetition stands for itself. */
  private void repeat() {
    int end = pattern.indexOf('}', at);
    String counts = end < 0 ? "" : pattern.substring(at + 1, end);
    if (counts.matches("[0-9]+(,[0-9]*)?")) {
      long most = 1;
      for (String count : counts.split(",", 2)) {
        most = Math.max(most, count.length() > 4 ? limit : Long.parseLong("0" + count));
      }
      last = last * (counts.endsWith(",") ? most + 1 : most);
      at = end + 1;
    } else {
      at++;
      part();
    }
  }

  private void skipClass() {
    at++;
    if (pattern.startsWith("^", at)) {
      at++;
    }
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
      if (named >= 0) {
        at = named + 2;
      } else if (!skip(CLASS_ESCAPE)) {
        skipCharacterOfClass();
        if (pattern.startsWith("-", at) && !pattern.startsWith("-]", at)) {
          at++;
          // Even a bracket is only the range's end.
          skipCharacterOfClass();
        }
      }
    }
    at++;
  }

  private void skipCharacterOfClass() {
    if (at < pattern.length() && !skip(BRACED_ESCAPE)) {
      at += pattern.charAt(at) == '\\' ? 2 : 1;
    }
  }

  private boolean skip(Pattern what) {
    Matcher found = what.matcher(pattern).region(Math.min(at, pattern.length()), pattern.length());
    if (found.lookingAt()) {
      at = found.end();
      return true;
    }
    return false;
  }
}
