package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain ASCII of more than eight bytes", "é", "€", "𝄞", "a€b𝄞c", "\0"})
  void text_isWellFormed(String text) {
    assertThat(Utf8.firstMalformed(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "80, 0",
    "61bf, 1",
    "c080, 0",
    "c1bf, 0",
    "c3, 0",
    "c361, 0",
    "e08080, 0",
    "e09fbf, 0",
    "e282, 0",
    "eda080, 0",
    "edbfbf, 0",
    "f0808080, 0",
    "f08fbfbf, 0",
    "f0908080c0, 4",
    "f4908080, 0",
    "f5808080, 0",
    "f888808080, 0",
    "fe, 0",
    "ff, 0",
    "6161616161616161616161ff, 11",
  })
  void malformed_isFoundWhereItBegins(String hex, int index) {
    assertThat(Utf8.firstMalformed(HexFormat.of().parseHex(hex))).isEqualTo(index);
  }

  @Test
  void everySequenceOfUpToThreeBytes_agreesWithJava() {
    for (int length = 1; length <= 3; length++) {
      byte[] bytes = new byte[length];
      // Third bytes matter only at the borders of the continuation range.
      int[] last = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};
      for (int first = 0; first < 256; first++) {
        bytes[0] = (byte) first;
        for (int second = 0; second < (length > 1 ? 256 : 1); second++) {
          for (int third = 0; third < (length > 2 ? last.length : 1); third++) {
            if (length > 1) {
              bytes[1] = (byte) second;
            }
            if (length > 2) {
              bytes[2] = (byte) last[third];
            }
            agreesWithJava(bytes, "");
          }
        }
      }
    }
  }

  @Test
  void randomBytes_agreeWithJava() {
    Seed seed = Seed.next();
    SplittableRandom random = seed.random();
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(128));
      }
      if (bytes.length > 4 && random.nextBoolean()) {
        byte[] character = Character.toString(codePoint(random)).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(character, 0, bytes, 0, character.length);
      }
      agreesWithJava(bytes, seed.toString());
    }
  }

  @Test
  void badByte_isFoundAtEachPlace() {
    for (int at = 0; at <= 70; at++) {
      byte[] bytes = "x".repeat(71).getBytes(StandardCharsets.US_ASCII);
      bytes[at] = (byte) 0xff;

      assertThat(Utf8.firstMalformed(bytes)).isEqualTo(at);
    }
  }

  private static int codePoint(SplittableRandom random) {
    int codePoint = random.nextInt(0x110000 - 0x800);
    return codePoint < 0xd800 ? codePoint : codePoint + 0x800;
  }

  private static void agreesWithJava(byte[] bytes, String seed) {
    boolean wellFormed = Utf8.firstMalformed(bytes) == -1;
    boolean expected;
    try {
      JsonTree.decodeUtf8(bytes);
      expected = true;
    } catch (CharacterCodingException e) {
      expected = false;
    }
    assertThat(wellFormed).as("%s %s", HexFormat.of().formatHex(bytes), seed).isEqualTo(expected);
  }
}
