package io.millrace.cli.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells whether something still changes. */
final class Progress {

  private final Duration patience;
  private @Nullable Object last;
  private long changedNanos = System.nanoTime();

  Progress(Duration patience) {
    this.patience = patience;
  }

  /** False once the state has been the same for longer than the patience. */
  boolean continues(Object state) {
    if (!state.equals(last)) {
      last = state;
      changedNanos = System.nanoTime();
    }
    return System.nanoTime() - changedNanos < patience.toNanos();
  }
}
