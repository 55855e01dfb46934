package io.millrace.benchmarks.load;

/** Spreads numbers over all bits, each to a number of its own. */
public final class Mix {

  private Mix() {}

  /**
   * Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA
   * 2014.
   */
  public static long mix(long number) {
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
