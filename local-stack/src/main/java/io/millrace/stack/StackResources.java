package io.millrace.stack;

import java.io.InputStream;
import java.util.Objects;

/** The files beside these classes. */
final class StackResources {

  private StackResources() {}

  static InputStream open(String name) {
    return Objects.requireNonNull(StackResources.class.getResourceAsStream(name), name);
  }
}
