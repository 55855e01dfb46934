package io.millrace.stack;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Function;

/** Waiting for something until it works. */
final class Readiness {

  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 100;

  private Readiness() {}

  /** Returns if the thing works, throws why not otherwise. */
  interface Probe {
    void attempt() throws Exception;
  }

  /**
   * Probes again and again until it works or the time is over.
   *
   * @param hopeless throws when waiting longer is of no use
   * @param tooLate makes the failure after {@code timeout} from the last problem
   */
  static void await(
      Probe probe, Duration timeout, Runnable hopeless, Function<String, StackException> tooLate)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      String problem;
      try {
        probe.attempt();
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        problem = e.getCause() == null ? e.toString() : e + ": " + e.getCause();
      }
      hopeless.run();
      if (System.nanoTime() > deadline) {
        throw tooLate.apply(problem);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  static void requireListening(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(Ports.address(port), CONNECT_TIMEOUT_MILLIS);
    }
  }
}
