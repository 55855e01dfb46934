package io.millrace.patterns.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlocksTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, true",
        "1.2.3.4/32, 1.2.3.4, true",
        "1.2.3.4/32, 1.2.3.5, false",
        "1.2.3.4/31, 1.2.3.5, true",
        "1.2.3.4/32, ::ffff:1.2.3.4, true",
        "1.2.3.4/32, ::ffff:102:304, true",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "2001:db8::/32, 2001:DB8:1:2:3:4:5:6, true",
        "2001:db8::/65, 2001:db8:0:0:7fff::, true",
        "2001:db8::/65, 2001:db8:0:0:8000::, false",
        "::1/128, 0:0:0:0:0:0:0:1, true",
        "::1/128, ::, false",
        "1::/16, 1::2:3.4.5.6, true",
        "10.0.0.0/8, 10.0.0, -",
        "10.0.0.0/8, 10.0.0.0.0, -",
        "10.0.0.0/8, 10.0.0.256, -",
        "10.0.0.0/8, 10.0.0.01, -",
        "10.0.0.0/8, 10.0.0.1 , true",
        "10.0.0.0/8, localhost, -",
        "10.0.0.0/8, '', -",
        "10.0.0.0/8, :, -",
        "10.0.0.0/8, :::, -",
        "10.0.0.0/8, 1::2::3, -",
        "10.0.0.0/8, 1:2:3:4:5:6:7, -",
        "10.0.0.0/8, 1:2:3:4:5:6:7:8:9, -",
        "10.0.0.0/8, 1:2:3:4:5:6:7::8, -",
        "10.0.0.0/8, 12345::, -",
        "10.0.0.0/8, g::, -",
        "10.0.0.0/8, 1.2.3.4::, -",
        "10.0.0.0/8, ::1.2.3, -",
        "10.0.0.0/8, fe80::1%eth0, -",
        "10.0.0.0/8, 1:2:3:4:5:6:7:1.2.3.4, -"
      })
  void address_isInTheBlock(String block, String address, Boolean in) {
    CidrBlocks blocks = CidrBlocks.of(List.of("255.255.255.254/32", block));

    assertThat(Objects.requireNonNull(blocks).hold(address)).isEqualTo(in);

    BlockTable<String> table = new BlockTable<>();
    table.merge("255.255.255.254/32", "other", String::concat);
    table.merge(block, "one", String::concat);
    table.merge(block, "more", String::concat);
    List<String> found = new ArrayList<>();
    table.find(address, found::add);
    assertThat(found).isEqualTo(Objects.equals(in, true) ? List.of("onemore") : List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0/8",
        "::/129",
        "::1",
        "x/8",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8"
      })
  void text_isNoBlock(String text) {
    assertThat(CidrBlocks.of(List.of("10.0.0.0/8", text))).isNull();
  }
}
