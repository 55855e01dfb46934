package io.millrace.jobs.detect.webhook;

import io.millrace.jobs.common.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called: public ones, and those in networks that are allowed by name.
 *
 * <p>After IANA's registries of special-purpose addresses. What is in doubt is refused: of IPv6
 * only what is given to providers (2000::/3), so that addresses with an IPv4 address inside
 * (mapped, compatible, NAT64), link-local, unique local and multicast ones are out without being
 * listed.
 */
final class AddressPolicy {

  private static final Network GLOBAL_UNICAST = network("2000::/3");

  private static final List<Network> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this host
              "10.0.0.0/8", // private
              "100.64.0.0/10", // behind a provider's address translation
              "127.0.0.0/8", // loopback
              "168.63.129.16/32", // services of the host beneath a virtual machine of Azure
              "169.254.0.0/16", // link-local, metadata of clouds
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments, metadata of Oracle's cloud
              "192.0.2.0/24", // documentation
              "192.31.196.0/24", // AS112
              "192.52.193.0/24", // AMT
              "192.88.99.0/24", // relays of 6to4
              "192.168.0.0/16", // private
              "192.175.48.0/24", // AS112
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, broadcast
              "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4: an IPv4 address inside
              "2620:4f:8000::/48", // AS112
              "3fff::/20") // documentation
          .map(AddressPolicy::network)
          .toList();

  private AddressPolicy() {}

  static boolean allows(InetAddress address, List<Network> allowed) {
    return isPublic(address) || isIn(allowed, address);
  }

  private static boolean isPublic(InetAddress address) {
    boolean given = address.getAddress().length == 4 || GLOBAL_UNICAST.contains(address);
    return given && !isIn(SPECIAL, address);
  }

  private static boolean isIn(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static Network network(String text) {
    return Network.parse(text).orElseThrow();
  }
}
