package io.millrace.patterns.suites;

import java.util.Locale;

/**
 * What became of one case of a suite.
 *
 * @param reason empty for a pass
 */
record Outcome(String name, Result result, String reason) {

  enum Result {
    PASS,
    FAIL,
    UNSUPPORTED
  }

  static Outcome pass(String name) {
    return new Outcome(name, Result.PASS, "");
  }

  static Outcome unsupported(String name, String reason) {
    return new Outcome(name, Result.UNSUPPORTED, reason);
  }

  static Outcome of(String name, boolean passed, String reason) {
    return passed ? pass(name) : new Outcome(name, Result.FAIL, reason);
  }

  @Override
  public String toString() {
    return result.name().toLowerCase(Locale.ROOT)
        + " "
        + name
        + (reason.isEmpty() ? "" : ": " + reason.replaceAll("\\s+", " "));
  }
}
