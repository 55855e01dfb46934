package io.millrace.events;

import java.io.Serial;

/** Ends the reading of a text that is not JSON; carries the reason and no stack. */
final class MalformedJson extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  MalformedJson(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
