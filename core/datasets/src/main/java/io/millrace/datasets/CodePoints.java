package io.millrace.datasets;

/** Well-formed texts as code points, which is how everyone sees them who has them as UTF-8. */
final class CodePoints {

  private CodePoints() {}

  /** The order of their UTF-8; not that of String, which puts U+1F600 before U+FF0C. */
  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean leftHigh = Character.isSurrogate(left);
        return leftHigh == Character.isSurrogate(right)
            ? Character.compare(left, right)
            : leftHigh ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Half of a pair is half of its four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  /** The beginning, without half a character at its end. */
  static String cut(String text, int mostChars) {
    if (text.length() <= mostChars) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(mostChars - 1));
    return text.substring(0, splits ? mostChars - 1 : mostChars);
  }
}
