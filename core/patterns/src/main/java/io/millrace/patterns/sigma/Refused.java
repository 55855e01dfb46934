package io.millrace.patterns.sigma;

import java.util.Locale;

/** A rule that is not taken; the message says where in it and why. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final SigmaRefusal.Kind kind;

  private Refused(SigmaRefusal.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** For what is Sigma and not ours. */
  static Refused unsupported(String at, String format, Object... arguments) {
    return new Refused(SigmaRefusal.Kind.UNSUPPORTED, message(at, format, arguments));
  }

  /** For what is not Sigma. */
  static Refused wrong(String at, String format, Object... arguments) {
    return new Refused(SigmaRefusal.Kind.WRONG, message(at, format, arguments));
  }

  SigmaRefusal.Kind kind() {
    return kind;
  }

  private static String message(String at, String format, Object... arguments) {
    return (at.isEmpty() ? "" : at + ": ") + String.format(Locale.ROOT, format, arguments);
  }
}
