package io.millrace.stack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process by its pid and the instant it started, since a pid alone may have passed on to a
 * stranger.
 */
record ProcessIdentity(long pid, Instant started) {

  /** Linux derives the instant from the boot time, which moves a little when the clock is set. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  static ProcessIdentity of(ProcessHandle process) {
    Instant started =
        process
            .info()
            .startInstant()
            .or(() -> process.isAlive() ? Optional.empty() : Optional.of(Instant.now()))
            .orElseThrow(
                () ->
                    new StackException(
                        "this system does not tell when process %d started, so it could not be ended safely later; is /proc mounted?"
                            .formatted(process.pid())));
    return new ProcessIdentity(process.pid(), started);
  }

  /** The process, if it runs. One that ended but was not yet reaped has no command any more. */
  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().startInstant().filter(this::isSameStart).isPresent())
        .filter(process -> process.info().command().isPresent());
  }

  boolean isAlive() {
    return find().isPresent();
  }

  private boolean isSameStart(Instant other) {
    return Duration.between(started, other).abs().compareTo(CLOCK_STEP) <= 0;
  }

  /** Sends a signal that {@link ProcessHandle} has no method for, e.g. {@code STOP}. */
  void signal(String name) {
    if (!isAlive()) {
      throw new StackException("process %d does not run, so it gets no signal".formatted(pid));
    }
    send(name);
  }

  /** Thaws the process; one that has ended meanwhile needs it no more. */
  void resume() {
    send("CONT");
  }

  private void send(String name) {
    try {
      int exit =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0 && isAlive()) {
        throw new StackException("process %d refused the signal %s".formatted(pid, name));
      }
    } catch (IOException e) {
      throw new StackException("no shell to send a signal with: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while signalling process " + pid, e);
    }
  }
}
