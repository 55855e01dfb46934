package io.millrace.jobs.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.0/24,   10.1.2.0,         true",
    "10.1.2.0/24,   10.1.2.255,       true",
    "10.1.2.0/24,   10.1.3.0,         false",
    "10.1.2.0/24,   10.1.1.255,       false",
    "100.64.0.0/10, 100.127.255.255,  true",
    "100.64.0.0/10, 100.128.0.0,      false",
    "10.1.2.3/32,   10.1.2.3,         true",
    "10.1.2.3/32,   10.1.2.2,         false",
    "0.0.0.0/0,     255.255.255.255,  true",
    "0.0.0.0/0,     2001:db8::1,      false",
    "fd12::/16,     fd12:ffff::1,     true",
    "fd12::/16,     fd13::,           false",
    "::/0,          fe80::1,          true",
    "::1/128,       ::1,              true",
    "::1/128,       ::2,              false",
    "::/96,         127.0.0.1,        false",
  })
  void address_isInTheNetworkWhoseBitsItBeginsWith(String network, String address, boolean in)
      throws Exception {
    assertThat(Network.parse(network).orElseThrow().contains(InetAddress.getAllByName(address)[0]))
        .isEqualTo(in);
  }

  @Test
  void mappedAddress_isInNoNetworkOfFourBytes() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[12] = 10;

    assertThat(
            Network.parse("10.0.0.0/8")
                .orElseThrow()
                .contains(Inet6Address.getByAddress(null, mapped, -1)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.1.2.0",
        "10.1.2.0/",
        "10.1.2.0/33",
        "10.1.2.0/-1",
        "10.1.2.1/24",
        "10.1.2/24",
        "256.1.2.0/24",
        "localhost/8",
        "example.com/32",
        "dead.beef/16",
        "fd12::/129",
        "fd12::1/16",
        ":::/16",
        "fd12::%1/16",
        "::ffff:10.0.0.0/104"
      })
  void textThatIsNoNetwork_isNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
