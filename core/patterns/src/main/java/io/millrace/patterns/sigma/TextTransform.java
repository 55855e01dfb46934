package io.millrace.patterns.sigma;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What modifiers make of a text before it is looked for. */
enum TextTransform {
  WINDASH,
  UTF16_LE,
  UTF16_BE,
  /** With the mark of little-endian before it. */
  UTF16,
  BASE64,
  BASE64_OFFSET;

  private static final byte[] MARK = {(byte) 0xFF, (byte) 0xFE};

  boolean isOfBytes() {
    return this == UTF16_LE || this == UTF16_BE || this == UTF16;
  }

  boolean isBase64() {
    return this == BASE64 || this == BASE64_OFFSET;
  }

  byte[] bytes(String text) {
    Charset charset =
        switch (this) {
          case UTF16_LE, UTF16 -> StandardCharsets.UTF_16LE;
          case UTF16_BE -> StandardCharsets.UTF_16BE;
          default -> StandardCharsets.UTF_8;
        };
    byte[] bytes = text.getBytes(charset);
    return this == UTF16 ? joined(MARK, bytes) : bytes;
  }

  /**
   * Once, or as it shows with none, one and two bytes before it, without what depends on others.
   */
  List<String> base64(byte[] bytes) {
    if (this == BASE64) {
      return List.of(Base64.getEncoder().encodeToString(bytes));
    }
    List<String> variants = new ArrayList<>();
    for (int before = 0; before < 3; before++) {
      byte[] shifted = joined(new byte[before], bytes);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // Each character is six bits: those that hold a bit of a byte before are left out, and the
      // last one if it is filled up with bits of the byte that follows.
      int from = (before * 8 + 5) / 6;
      int to = shifted.length * 8 / 6;
      variants.add(encoded.substring(from, Math.max(from, to)));
    }
    return variants.stream().filter(variant -> !variant.isEmpty()).distinct().toList();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }
}
