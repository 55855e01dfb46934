package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a script at its semicolons and puts values in the place of {@code ${name}}.
 *
 * <p>Both need to know where text, quoted identifiers and comments begin and end: a semicolon in
 * any of them splits nothing, and a value placed between quotes has its own quotes doubled.
 * Comments become blanks, so that the parts keep their lines; a hint ({@code /*+}) is no comment.
 */
final class SplitScript {

  private final String source;
  private final String script;
  private final SqlVariables variables;
  private final List<SqlStatement> statements = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private int at;
  private int line = 1;

  /** Where the statement being read starts; 0 before its first character. */
  private int startLine;

  private SplitScript(String source, String script, SqlVariables variables) {
    this.source = source;
    this.script = script;
    this.variables = variables;
  }

  /** Throws {@link ConfigException} with file and line of what never ends or is not defined. */
  static List<SqlStatement> split(String source, String script, SqlVariables variables) {
    return new SplitScript(source, script, variables).run();
  }

  private List<SqlStatement> run() {
    while (at < script.length()) {
      char c = script.charAt(at);
      if (c == '\'' || c == '`') {
        quoted(c);
      } else if (script.startsWith("--", at)) {
        lineComment();
      } else if (script.startsWith("/*", at) && !script.startsWith("/*+", at)) {
        blockComment();
      } else if (script.startsWith("$", at)) {
        variable("");
      } else if (c == ';') {
        end();
        at++;
      } else {
        take();
      }
    }
    end();
    return statements;
  }

  private void quoted(char quote) {
    int opened = line;
    take();
    while (at < script.length()) {
      char c = script.charAt(at);
      if (c == '$') {
        variable(String.valueOf(quote));
      } else if (c == quote && at + 1 < script.length() && script.charAt(at + 1) == quote) {
        take();
        take();
      } else if (c == quote) {
        take();
        return;
      } else {
        take();
      }
    }
    throw SqlStatement.error(
        source, opened, "the " + quote + " that opens here is never closed; write the second one");
  }

  private void lineComment() {
    while (at < script.length() && script.charAt(at) != '\n') {
      blank();
    }
  }

  private void blockComment() {
    int close = script.indexOf("*/", at + 2);
    if (close < 0) {
      throw SqlStatement.error(
          source, line, "the comment that opens here is never closed; write */");
    }
    while (at < close + 2) {
      blank();
    }
  }

  // ${name} or ${name:-default}; $${ is the text ${
  private void variable(String quote) {
    if (script.startsWith("$${", at)) {
      at++;
      take();
      take();
      return;
    }
    if (!script.startsWith("${", at)) {
      take();
      return;
    }
    int close = script.indexOf('}', at);
    if (close < 0) {
      throw SqlStatement.error(source, line, "the ${ that opens here is never closed; write }");
    }
    String reference = script.substring(at + 2, close);
    String value;
    try {
      value = variables.resolve(reference);
    } catch (ConfigException undefined) {
      throw SqlStatement.error(source, line, String.valueOf(undefined.getMessage()));
    }
    begin();
    text.append(quote.isEmpty() ? value : value.replace(quote, quote + quote));
    line += (int) reference.chars().filter(c -> c == '\n').count();
    at = close + 1;
  }

  private void take() {
    char c = script.charAt(at++);
    if (!Character.isWhitespace(c)) {
      begin();
    }
    if (startLine > 0) {
      text.append(c);
    }
    if (c == '\n') {
      line++;
    }
  }

  private void blank() {
    char c = script.charAt(at++);
    if (startLine > 0) {
      text.append(c == '\n' ? '\n' : ' ');
    }
    if (c == '\n') {
      line++;
    }
  }

  private void begin() {
    if (startLine == 0) {
      startLine = line;
    }
  }

  private void end() {
    String whole = text.toString().stripTrailing();
    if (!whole.isEmpty()) {
      statements.add(new SqlStatement(source, startLine, whole));
    }
    text.setLength(0);
    startLine = 0;
  }
}
