package io.millrace.datasets;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A text that a filter looks for inside others. */
final class TextPart {

  private final String text;

  /** Null if the text is not ASCII, and so can be in no text that is. */
  private final byte @Nullable [] ascii;

  TextPart(String text) {
    this.text = text;
    ascii = Ascii.bytes(text);
  }

  /** Whether it is a part of the property, which must be a text. */
  boolean isIn(Property property) {
    if (!property.isPlainAscii()) {
      return ((String) property.value()).contains(text);
    }
    return ascii != null && isIn(ascii, property.bytes(), property.from(), property.to());
  }

  private static boolean isIn(byte[] part, byte[] bytes, int from, int to) {
    for (int i = from; i <= to - part.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
