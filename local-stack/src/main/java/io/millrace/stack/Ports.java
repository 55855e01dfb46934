package io.millrace.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** How a stack gets its port numbers. */
public enum Ports {
  /** The well-known numbers, for a person at a keyboard. */
  FIXED,
  /** Any free numbers, for tests that run beside each other. */
  FREE;

  static final String HOST = "127.0.0.1";

  /**
   * Free ports come from below the range the kernel hands out to outgoing connections (32768 on
   * Linux, 49152 on macOS). From inside it, the port of a killed server could be taken before its
   * restart, even by a client that tries to reconnect and meets itself.
   */
  private static final int FREE_FROM = 20_000;

  private static final int FREE_BELOW = 32_768;
  private static final int ATTEMPTS = 1_000;

  /** The given numbers, and for the other wanted ports one by this policy. */
  Map<Port, Integer> choose(Set<Port> wanted, Map<Port, Integer> given) {
    Map<Port, Integer> chosen = new EnumMap<>(Port.class);
    for (Port port : wanted) {
      Integer number = given.get(port);
      if (number == null) {
        number = this == FIXED ? port.fixed() : free(chosen);
      }
      chosen.put(port, number);
    }
    return chosen;
  }

  private static int free(Map<Port, Integer> taken) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int number = ThreadLocalRandom.current().nextInt(FREE_FROM, FREE_BELOW);
      if (!taken.containsValue(number) && isFree(number)) {
        return number;
      }
    }
    throw new StackException(
        "no free port between %d and %d on %s; end some of the servers that listen there"
            .formatted(FREE_FROM, FREE_BELOW, HOST));
  }

  static InetSocketAddress address(int number) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), number);
  }

  static boolean isFree(int number) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address(number));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  static void requireFree(Port port, int number) {
    if (!isFree(number)) {
      throw new StackException(
          "port %d for %s is taken by another program; end it (`lsof -i :%d` names it) or choose another port with %s N"
              .formatted(number, port.service().label(), number, port.option()));
    }
  }
}
