package io.millrace.flink.connector.cassandra.types;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses as text: dotted decimals, or what RFC 5952 says of IPv6, which cqlsh shows too. */
final class InetText {

  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final int GROUPS = 8;

  private InetText() {}

  static String format(InetAddress address) {
    return address instanceof Inet6Address
        ? format(address.getAddress())
        : address.getHostAddress();
  }

  private static String format(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int zerosFrom = GROUPS;
    int zeros = 1; // one alone is not shortened
    for (int from = 0; from < GROUPS; from++) {
      int to = from;
      while (to < GROUPS && groups[to] == 0) {
        to++;
      }
      if (to - from > zeros) {
        zerosFrom = from;
        zeros = to - from;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == zerosFrom) {
        text.append("::");
        i += zeros - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Never asks a name server, which the JDK does for whatever is no address. */
  static InetAddress parse(String text) {
    if (V4.matcher(text).matches() || V6.matcher(text).matches()) {
      try {
        return InetAddress.getByName(text);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("'%s' is no IP address".formatted(text), e);
      }
    }
    throw new IllegalArgumentException("'%s' is no IP address".formatted(text));
  }
}
