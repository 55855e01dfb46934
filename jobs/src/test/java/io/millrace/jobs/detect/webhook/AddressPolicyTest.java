package io.millrace.jobs.detect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::808:808",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2620:4f:8000::1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ffff::"
      })
  void address_thatIsNotPublic_isRefused(String address) throws Exception {
    assertThat(AddressPolicy.allows(address(address), List.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "3ffe::1",
        "3fff:1000::1"
      })
  void address_thatIsPublic_isAllowed(String address) throws Exception {
    assertThat(AddressPolicy.allows(address(address), List.of())).isTrue();
  }

  /** As bytes from the wire, which Java would turn into an IPv4 address when it reads a text. */
  @ParameterizedTest
  @ValueSource(strings = {"7f000001", "0a000001", "a9fea9fe", "08080808"})
  void mappedAddress_isRefused_whateverIsInIt(String inner) throws Exception {
    byte[] bytes = HexFormat.of().parseHex("00000000000000000000ffff" + inner);

    assertThat(AddressPolicy.allows(Inet6Address.getByAddress(null, bytes, -1), List.of()))
        .isFalse();
  }

  @Test
  void mappedAddressAsText_isJudgedAsWhatItIs() throws Exception {
    assertThat(AddressPolicy.allows(address("::ffff:127.0.0.1"), List.of())).isFalse();
    assertThat(AddressPolicy.allows(address("::ffff:8.8.8.8"), List.of())).isTrue();
  }

  @Test
  void privateNetwork_isAllowedByName_andNoOther() throws Exception {
    List<Network> allowed =
        List.of(Network.parse("10.1.2.0/24").get(), Network.parse("fd12::/16").get());

    assertThat(AddressPolicy.allows(address("10.1.2.3"), allowed)).isTrue();
    assertThat(AddressPolicy.allows(address("fd12::3"), allowed)).isTrue();
    assertThat(AddressPolicy.allows(address("8.8.8.8"), allowed)).isTrue();
    assertThat(AddressPolicy.allows(address("10.1.3.3"), allowed)).isFalse();
    assertThat(AddressPolicy.allows(address("127.0.0.1"), allowed)).isFalse();
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getAllByName(text)[0];
  }
}
