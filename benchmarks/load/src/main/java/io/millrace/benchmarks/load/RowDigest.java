package io.millrace.benchmarks.load;

import java.util.List;

/**
 * A row in little room.
 *
 * @param table of its name
 * @param key of the table, the start of the interval and the group's texts; never 0
 * @param row of the key and the values; never 0
 */
public record RowDigest(int table, long key, long row) {

  /** FNV-1a's for 64 bits. */
  private static final long BASIS = 0xCBF29CE484222325L;

  private static final long PRIME = 0x100000001B3L;

  /** Stands in no text, so that two texts are told from one. */
  private static final char END = '\uFFFF';

  /**
   * Digests a row.
   *
   * @param values numbers without trailing zeros
   */
  public static RowDigest of(
      String table, long startMillis, List<String> groups, List<String> values) {
    int name = tableOf(table);
    long key = digest(Mix.mix(startMillis ^ name), groups);
    return new RowDigest(name, key, digest(key, values));
  }

  public static int tableOf(String name) {
    return name.hashCode();
  }

  private static long digest(long seed, List<String> texts) {
    long digest = BASIS ^ seed;
    for (String text : texts) {
      for (int i = 0; i < text.length(); i++) {
        digest = (digest ^ text.charAt(i)) * PRIME;
      }
      digest = (digest ^ END) * PRIME;
    }
    digest = Mix.mix(digest);
    return digest == 0 ? 1 : digest;
  }
}
