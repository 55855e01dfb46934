package io.millrace.patterns.sigma;

import java.nio.file.Path;

/**
 * A rule that is not taken, and why.
 *
 * @param rule its id, name or title, or its place in the file
 */
public record SigmaRefusal(Path file, String rule, Kind kind, String reason) {

  /** Whose fault it is. */
  public enum Kind {
    /** It is Sigma, but nothing that is done here. */
    UNSUPPORTED,
    /** It is not Sigma. */
    WRONG
  }

  /** {@code file: rule: unsupported: why}. */
  @Override
  public String toString() {
    return file + ": " + rule + ": " + (kind == Kind.UNSUPPORTED ? "unsupported: " : "") + reason;
  }
}
