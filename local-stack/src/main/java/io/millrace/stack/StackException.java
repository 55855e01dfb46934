package io.millrace.stack;

/** Something the user can mend; the message says what and how. */
public final class StackException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
