package io.millrace.cli.demo;

import io.millrace.cli.CommandFailure;
import java.time.Duration;

/** Waiting between two looks. */
final class Pause {

  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }
}
