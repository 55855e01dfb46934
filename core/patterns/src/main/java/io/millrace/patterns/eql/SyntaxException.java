package io.millrace.patterns.eql;

/** A text that is no query; its message is one line that begins with where. */
public final class SyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String problem;

  SyntaxException(int line, int column, String problem) {
    super("line " + line + ", column " + column + ": " + problem);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** In UTF-16 code units from 1. */
  public int column() {
    return column;
  }

  /** The message without the place, for who knows where in a file the text stands. */
  public String problem() {
    return problem;
  }
}
