package io.millrace.events;

/** A short, printable quotation of what a producer sent, for the reason of a reject. */
final class Excerpt {

  private static final int MAX_CHARS = 60;

  private Excerpt() {}

  static String of(String text) {
    StringBuilder quoted = new StringBuilder(MAX_CHARS + 8).append('\'');
    int end = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        quoted.append('?');
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(end < text.length() ? "…'" : "'").toString();
  }
}
