package io.millrace.flink.connector.cassandra.session;

import java.io.Serializable;

/** A node as the user wrote it, resolved anew whenever a session opens. */
record ContactPoint(String host, int port) implements Serializable {

  /** Reads {@code host:port}, an IPv6 address in brackets. */
  static ContactPoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isBlank() || (host.contains(":") && !bracketed)) {
      throw notHostAndPort(text);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 1 || port > 65535) {
        throw notHostAndPort(text);
      }
      return new ContactPoint(bracketed ? host.substring(1, host.length() - 1) : host, port);
    } catch (NumberFormatException e) {
      throw notHostAndPort(text);
    }
  }

  private static IllegalArgumentException notHostAndPort(String text) {
    return new IllegalArgumentException(
        "contact point '%s' is not host:port; write for example cassandra-1:9042 or [::1]:9042"
            .formatted(text));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
