package io.millrace.stack;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Waiting for a server until it does its work. */
final class Readiness {

  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 100;

  private Readiness() {}

  /** Returns when {@code server} answers; fails at once when it died, else after the time. */
  static void await(ServerProcess server, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      String problem;
      try {
        server.probe();
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        problem = e.getCause() == null ? e.toString() : e + ": " + e.getCause();
      }
      if (!server.alive()) {
        throw server.failure("died while starting");
      }
      if (System.nanoTime() > deadline) {
        throw server.failure(
            "is not ready after %d s (%s)".formatted(timeout.toSeconds(), problem));
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
