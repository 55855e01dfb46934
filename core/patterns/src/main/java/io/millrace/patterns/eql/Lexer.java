package io.millrace.patterns.eql;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into its words. */
final class Lexer {

  static final int LONGEST_TEXT = 100_000;
  static final int MOST_WORDS = 20_000;

  /** The longer ones first. */
  private static final List<String> SYMBOLS =
      List.of(
          "==", "!=", "<=", ">=", "<", ">", ":", "=", "+", "-", "*", "/", "%", "(", ")", "[", "]",
          "{", "}", ",", ".", "?", "!", "~", "|");

  private final String text;
  private final Dialect dialect;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
  }

  /** The last one is the end. */
  static List<Token> tokens(String text, Dialect dialect) {
    return new Lexer(text, dialect).read();
  }

  private List<Token> read() {
    if (text.length() > LONGEST_TEXT) {
      throw wrong(0, "the query has more than " + LONGEST_TEXT + " characters");
    }
    for (skipSpace(); at < text.length(); skipSpace()) {
      readOne(text.charAt(at));
    }
    tokens.add(new Token(Token.Kind.END, "", at, at));
    return tokens;
  }

  private void readOne(char c) {
    int from = at;
    boolean raw = dialect == Dialect.ENDGAME && c == '?' && at + 1 < text.length();
    if (raw && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\'')) {
      at++;
      readText(from, text.charAt(at), true);
    } else if (dialect == Dialect.ELASTIC && text.startsWith("\"\"\"", at)) {
      readTripleQuoted();
    } else if (c == '"') {
      readText(from, c, false);
    } else if (c == '\'') {
      if (dialect == Dialect.ELASTIC) {
        throw wrong(at, "found ', expected a text in double quotes");
      }
      readText(from, c, false);
    } else if (c == '`') {
      readQuotedName();
    } else if (isDigit(at) || (c == '.' && isDigit(at + 1) && !endsName())) {
      readNumber();
    } else if (isNameStart(c)) {
      while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(at))) {
        at++;
      }
      add(Token.Kind.NAME, text.substring(from, at), from);
    } else {
      for (String symbol : SYMBOLS) {
        if (text.startsWith(symbol, at)) {
          at += symbol.length();
          add(Token.Kind.SYMBOL, symbol, from);
          return;
        }
      }
      throw wrong(
          at, "found the character " + shown(text.codePointAt(at)) + ", which means nothing here");
    }
  }

  private static String shown(int character) {
    return Character.isISOControl(character) || character > 0x7e
        ? String.format("U+%04X", character)
        : "'" + Character.toString(character) + "'";
  }

  private void add(Token.Kind kind, String value, int from) {
    if (tokens.size() >= MOST_WORDS) {
      throw wrong(from, "the query has more than " + MOST_WORDS + " words");
    }
    tokens.add(new Token(kind, value, from, at));
  }

  /** A dot there belongs to the name. */
  private boolean endsName() {
    if (tokens.isEmpty()) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return last.to() == at
        && (last.kind() == Token.Kind.NAME || last.kind() == Token.Kind.QUOTED_NAME);
  }

  private void skipSpace() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw wrong(at, "the comment has no end; write */ behind it");
        }
        at = end + 2;
      } else if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      } else {
        return;
      }
    }
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@';
  }

  private boolean isDigit(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private void readNumber() {
    int from = at;
    skipDigits();
    if (at < text.length() && text.charAt(at) == '.' && isDigit(at + 1)) {
      at++;
      skipDigits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      boolean signed = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0;
      if (isDigit(signed ? at + 2 : at + 1)) {
        at += signed ? 2 : 1;
        skipDigits();
      }
    }
    add(Token.Kind.NUMBER, text.substring(from, at), from);
  }

  private void skipDigits() {
    while (isDigit(at)) {
      at++;
    }
  }

  private void readQuotedName() {
    int from = at;
    StringBuilder name = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '\n'; at++) {
      if (text.charAt(at) == '`') {
        if (!text.startsWith("``", at)) {
          at++;
          if (name.isEmpty()) {
            throw wrong(from, "found ``, expected a name within");
          }
          add(Token.Kind.QUOTED_NAME, name.toString(), from);
          return;
        }
        at++;
      }
      name.append(text.charAt(at));
    }
    throw wrong(from, "the name has no end; write ` behind it");
  }

  private void readTripleQuoted() {
    int from = at;
    int end = text.indexOf("\"\"\"", at + 3);
    if (end < 0) {
      throw wrong(from, "the raw text has no end; write \"\"\" behind it");
    }
    // A raw text may itself end with one quote or two.
    for (int i = 0; i < 2 && text.startsWith("\"\"\"", end + 1); i++) {
      end++;
    }
    at = end + 3;
    add(Token.Kind.TEXT, text.substring(from + 3, end), from);
  }

  private void readText(int from, char quote, boolean raw) {
    StringBuilder content = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      char c = text.charAt(at);
      if (c == quote) {
        at++;
        add(Token.Kind.TEXT, content.toString(), from);
        return;
      }
      if (c == '\\' && !raw) {
        readEscape(content);
      } else {
        if (raw && c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == quote) {
          at++;
          c = quote;
        }
        content.append(c);
        at++;
      }
    }
    throw wrong(from, "the text has no end; write " + quote + " behind it, on the same line");
  }

  private void readEscape(StringBuilder content) {
    char escaped = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
    switch (escaped) {
      case 'n' -> content.append('\n');
      case 'r' -> content.append('\r');
      case 't' -> content.append('\t');
      case '\\', '"' -> content.append(escaped);
      case 'u' -> {
        readCodePoint(content);
        return;
      }
      default -> {
        if (escaped != '\'' || dialect == Dialect.ELASTIC) {
          throw wrong(
              at, "no escape; write \\\\ for a backslash, or one of \\n \\r \\t \\\" \\u{…}");
        }
        content.append(escaped);
      }
    }
    at += 2;
  }

  private void readCodePoint(StringBuilder content) {
    int end = text.indexOf('}', at);
    String digits =
        text.startsWith("\\u{", at) && end >= 0 && end - at - 3 <= 8
            ? text.substring(at + 3, end)
            : "";
    int codePoint = digits.matches("0{0,2}[0-9A-Fa-f]{2,6}") ? Integer.parseInt(digits, 16) : -1;
    if (!Character.isValidCodePoint(codePoint) || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
      throw wrong(at, "no escape; a character is \\u{…} with 2 to 8 hexadecimal digits");
    }
    content.appendCodePoint(codePoint);
    at = end + 1;
  }

  private SyntaxException wrong(int index, String problem) {
    return at(text, index, problem);
  }

  static SyntaxException at(String text, int index, String problem) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new SyntaxException(line, index - start + 1, problem);
  }
}
