package io.millrace.patterns.expression;

import com.google.re2j.Matcher;
import io.millrace.patterns.model.Expression.TextTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Makes one test of a list of patterns; what many of them share is looked for at once. */
final class TextPatterns {

  /** Of so few each is looked for by itself, which the JDK does faster. */
  private static final int FEW = 4;

  private final Set<String> whole = new HashSet<>();
  private final Set<String> starts = new HashSet<>();
  private final Set<String> ends = new HashSet<>();
  private final Set<String> parts = new HashSet<>();
  private final List<Predicate<String>> others = new ArrayList<>();

  private TextPatterns() {}

  /** Of a text as {@link Values#fold} gives it if case is ignored, except for regexes. */
  static Predicate<String> any(TextTest test, List<String> patterns, boolean ignoreCase) {
    TextPatterns sorted = new TextPatterns();
    for (String pattern : patterns) {
      sorted.add(test, ignoreCase && !isRegex(test) ? Values.fold(pattern) : pattern, ignoreCase);
    }
    return sorted.predicate();
  }

  static boolean isRegex(TextTest test) {
    return test == TextTest.REGEX || test == TextTest.REGEX_FIND;
  }

  private void add(TextTest test, String pattern, boolean ignoreCase) {
    switch (test) {
      case CONTAINS -> parts.add(pattern);
      case STARTS_WITH -> starts.add(pattern);
      case ENDS_WITH -> ends.add(pattern);
      case WILDCARD -> addWildcard(pattern);
      case REGEX -> {
        Matcher matcher = Regexes.compile(pattern, ignoreCase, true).matcher("");
        others.add(new AfterLiterals(pattern, text -> matcher.reset(text).matches()));
      }
      case REGEX_FIND -> {
        Matcher matcher = Regexes.compile(pattern, ignoreCase, false).matcher("");
        others.add(new AfterLiterals(pattern, text -> matcher.reset(text).find()));
      }
      case CIDR -> throw new IllegalArgumentException("an address is no text");
    }
  }

  private void addWildcard(String pattern) {
    int from = 0;
    while (from < pattern.length() && pattern.charAt(from) == '*') {
      from++;
    }
    int to = pattern.length();
    while (to > from && pattern.charAt(to - 1) == '*') {
      to--;
    }
    String inner = pattern.substring(from, to);
    if (inner.indexOf('*') >= 0 || inner.indexOf('?') >= 0) {
      others.add(text -> matches(pattern, text));
    } else if (from == 0) {
      (to == pattern.length() ? whole : starts).add(inner);
    } else {
      (to == pattern.length() && to > from ? ends : parts).add(inner);
    }
  }

  /** A star takes as little as it can; only the last one ever has to take more. */
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int taken = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        taken = t;
      } else if (p < pattern.length() && pattern.charAt(p) == '?') {
        p++;
        t += width(text, t);
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        taken += width(text, taken);
        t = taken;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static int width(String text, int at) {
    return Character.charCount(text.codePointAt(at));
  }

  private Predicate<String> predicate() {
    List<Predicate<String>> all = new ArrayList<>();
    if (whole.size() == 1) {
      all.add(whole.iterator().next()::equals);
    } else if (!whole.isEmpty()) {
      all.add(whole::contains);
    }
    if (starts.size() > FEW) {
      all.add(Words.atTheStart(starts)::areAt);
    } else {
      starts.forEach(start -> all.add(text -> text.startsWith(start)));
    }
    if (ends.size() > FEW) {
      all.add(Words.atTheEnd(ends)::areAt);
    } else {
      ends.forEach(end -> all.add(text -> text.endsWith(end)));
    }
    if (parts.size() > FEW) {
      all.add(Words.within(parts)::areIn);
    } else {
      parts.forEach(part -> all.add(text -> text.contains(part)));
    }
    all.addAll(others);
    return all.size() == 1 ? all.get(0) : new AnyOf(all);
  }

  /** Looks for what is cheap to find before a regex is tried, which costs a hundred times that. */
  private record AfterLiterals(List<String> literals, Predicate<String> regex)
      implements Predicate<String> {

    AfterLiterals(String pattern, Predicate<String> regex) {
      this(Literals.ofRegexInOrder(pattern), regex);
    }

    @Override
    public boolean test(String text) {
      return hasLiterals(text) && regex.test(text);
    }

    private boolean hasLiterals(String text) {
      if (literals.isEmpty()) {
        return true;
      }
      String folded = Values.fold(text);
      int from = 0;
      for (int i = 0; i < literals.size(); i++) {
        int at = folded.indexOf(literals.get(i), from);
        if (at < 0) {
          return false;
        }
        from = at + literals.get(i).length();
      }
      return true;
    }
  }

  private record AnyOf(List<Predicate<String>> all) implements Predicate<String> {
    @Override
    public boolean test(String text) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).test(text)) {
          return true;
        }
      }
      return false;
    }
  }
}
