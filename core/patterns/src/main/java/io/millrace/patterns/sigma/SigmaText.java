package io.millrace.patterns.sigma;

import com.google.re2j.Pattern;
import io.millrace.patterns.model.Expression.TextTest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text with wildcards: a literal part before, between and after each.
 *
 * @param wildcards each {@code *} or {@code ?}
 */
record SigmaText(List<String> literals, String wildcards) {

  private static final String ANY = "*";

  SigmaText {
    literals = List.copyOf(literals);
  }

  static SigmaText literal(String text) {
    return new SigmaText(List.of(text), "");
  }

  /** A backslash makes what follows plain if that is a wildcard or a backslash. */
  static SigmaText parse(String written) {
    List<String> literals = new ArrayList<>();
    StringBuilder wildcards = new StringBuilder();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      char next = i + 1 < written.length() ? written.charAt(i + 1) : ' ';
      if (c == '\\' && (next == '*' || next == '?' || next == '\\')) {
        literal.append(next);
        i++;
      } else if (c == '*' || c == '?') {
        wildcards.append(c);
        literals.add(literal.toString());
        literal.setLength(0);
      } else {
        literal.append(c);
      }
    }
    literals.add(literal.toString());
    return new SigmaText(literals, wildcards.toString());
  }

  boolean isLiteral() {
    return wildcards.isEmpty();
  }

  /** All of its literal parts. */
  String literal() {
    return String.join("", literals);
  }

  SigmaText startingAnywhere() {
    List<String> more = new ArrayList<>(literals);
    more.add(0, "");
    return new SigmaText(more, ANY + wildcards);
  }

  SigmaText endingAnywhere() {
    List<String> more = new ArrayList<>(literals);
    more.add("");
    return new SigmaText(more, wildcards + ANY);
  }

  /** Whether it is as any value is. */
  boolean isAnything() {
    return !wildcards.isEmpty() && wildcards.indexOf('?') < 0 && literal().isEmpty();
  }

  /**
   * How a text is compared with it.
   *
   * @param pattern of the test
   */
  record Shape(TextTest test, String pattern) {}

  /** The plainest test that is the same; not of a literal, nor of what is anything. */
  Shape shape() {
    SigmaText plain = withoutDoubleStars();
    String first = plain.literals.get(0);
    String last = plain.literals.get(plain.literals.size() - 1);
    if (plain.wildcards.equals(ANY) && last.isEmpty()) {
      return new Shape(TextTest.STARTS_WITH, first);
    }
    if (plain.wildcards.equals(ANY) && first.isEmpty()) {
      return new Shape(TextTest.ENDS_WITH, last);
    }
    if (plain.wildcards.equals("**") && first.isEmpty() && last.isEmpty()) {
      return new Shape(TextTest.CONTAINS, plain.literals.get(1));
    }
    boolean plainLiterals =
        plain.literals.stream().allMatch(l -> l.indexOf('*') < 0 && l.indexOf('?') < 0);
    return plainLiterals
        ? new Shape(TextTest.WILDCARD, plain.joined(l -> l, "*", "?"))
        : new Shape(TextTest.REGEX, plain.joined(Pattern::quote, ".*", "."));
  }

  private SigmaText withoutDoubleStars() {
    List<String> fewer = new ArrayList<>();
    StringBuilder kept = new StringBuilder();
    fewer.add(literals.get(0));
    for (int i = 0; i < wildcards.length(); i++) {
      boolean again =
          wildcards.charAt(i) == '*' && kept.toString().endsWith(ANY) && lastOf(fewer).isEmpty();
      if (again) {
        fewer.set(fewer.size() - 1, literals.get(i + 1));
      } else {
        kept.append(wildcards.charAt(i));
        fewer.add(literals.get(i + 1));
      }
    }
    return new SigmaText(fewer, kept.toString());
  }

  private static String lastOf(List<String> texts) {
    return texts.get(texts.size() - 1);
  }

  private String joined(UnaryOperator<String> literal, String many, String one) {
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < literals.size(); i++) {
      String part = literals.get(i);
      joined.append(part.isEmpty() ? "" : literal.apply(part));
      if (i < wildcards.length()) {
        joined.append(wildcards.charAt(i) == '*' ? many : one);
      }
    }
    return joined.toString();
  }
}
