package io.millrace.events;

import java.util.SplittableRandom;

/** The seed of a test with random input, printed so that a failure can be had again. */
record Seed(long value) {

  private static final String PROPERTY = "millrace.fuzz.seed";

  /** A new seed, or the one given by {@code -Dmillrace.fuzz.seed=}. */
  static Seed next() {
    Long given = Long.getLong(PROPERTY);
    Seed seed = new Seed(given != null ? given : System.nanoTime());
    System.out.println(seed);
    return seed;
  }

  SplittableRandom random() {
    return new SplittableRandom(value);
  }

  @Override
  public String toString() {
    return "repeat with -D" + PROPERTY + "=" + value;
  }
}
