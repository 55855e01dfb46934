package io.millrace.benchmarks.load;

/** Ready texts: no engine is measured by how fast it makes them. */
final class Texts {

  static final Texts SHORT = new Texts(48);
  static final Texts LONG = new Texts(72);

  private static final int COUNT = 1 << 10;

  private final String[] texts = new String[COUNT];

  private Texts(int length) {
    for (int i = 0; i < COUNT; i++) {
      StringBuilder text = new StringBuilder();
      for (int at = 0; text.length() < length; at++) {
        text.append(Long.toString(Mix.mix(i * 31L + at) >>> 1, Character.MAX_RADIX));
      }
      texts[i] = text.substring(0, length);
    }
  }

  String of(long random) {
    return texts[(int) (random & (COUNT - 1))];
  }
}
