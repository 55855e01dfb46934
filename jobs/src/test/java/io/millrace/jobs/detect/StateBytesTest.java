package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Golden bytes: what savepoints of all releases hold must be read for ever. */
class StateBytesTest {

  private static final String HELD_1 =
      "01"
          + "066c6f67696e73"
          + "00000000000003e8"
          + "10696e2e6c6f67696e732f302f31372f30"
          + "077b2261223a317d";

  @Test
  void heldEvent_isWrittenAsEver() {
    DetectEvent event =
        new DetectEvent(
            "logins", 1_000, "in.logins/0/17/0".getBytes(UTF_8), "{\"a\":1}".getBytes(UTF_8));

    assertThat(hex(event.toBytes())).isEqualTo(HELD_1);
    DetectEvent read = DetectEvent.ofBytes(bytes(HELD_1));
    assertThat(read.collection()).isEqualTo("logins");
    assertThat(read.timeMillis()).isEqualTo(1_000);
    assertThat(read.source()).isEqualTo(event.source());
    assertThat(read.body()).isEqualTo(event.body());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
