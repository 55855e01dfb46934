package io.millrace.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a person most likely meant by a word that is not known. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * The candidate with the fewest typing mistakes, or none if all differ in more than a third of
   * the word. A swap of neighbours counts as one mistake; case counts as none.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    String wanted = word.toLowerCase(Locale.ROOT);
    int allowed = Math.max(1, wanted.length() / 3);
    String best = null;
    for (String candidate : candidates) {
      int mistakes = mistakes(wanted, candidate.toLowerCase(Locale.ROOT));
      if (mistakes <= allowed) {
        best = candidate;
        allowed = mistakes - 1;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code ; did you mean 'x'?} or nothing: the middle of most messages about unknown words. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(near -> "; did you mean '" + near + "'?").orElse(";");
  }

  /** Optimal string alignment distance, in three rows. */
  private static int mistakes(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
