package io.millrace.patterns.engine.match;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Finds which of many literals are in a text, in one pass over it (A. V. Aho, M. J. Corasick,
 * "Efficient String Matching", CACM 18 (1975), p. 333), as a full table of state and kind of
 * character. Characters beyond ASCII share a few kinds, so it may find more than there is.
 */
final class LiteralScan {

  private static final int ASCII = 128;
  private static final int OTHER_KINDS = 16;
  private static final int[] NOTHING = {};

  /** By ASCII character; 0 is of no literal. */
  private final int[] kinds = new int[ASCII];

  private final int width;
  private final int[] next;

  /** What is found on reaching a state, with all that ends there. */
  private final int[][] found;

  /**
   * Of literals with what they stand for.
   *
   * @param literals folded and not empty
   */
  LiteralScan(Map<String, int[]> literals) {
    int count = 1;
    for (String literal : literals.keySet()) {
      for (int i = 0; i < literal.length(); i++) {
        char c = literal.charAt(i);
        if (c < ASCII && kinds[c] == 0) {
          kinds[c] = count++;
        }
      }
    }
    for (int c = 0; c < ASCII; c++) {
      kinds[c] = kinds[c] == 0 ? 0 : kinds[c] + OTHER_KINDS;
    }
    width = count + OTHER_KINDS;
    List<int[]> states = new ArrayList<>(List.of(new int[width]));
    List<int[]> ends = new ArrayList<>(List.of(NOTHING));
    for (Map.Entry<String, int[]> literal : literals.entrySet()) {
      int state = 0;
      for (int i = 0; i < literal.getKey().length(); i++) {
        int kind = kind(literal.getKey().charAt(i));
        int to = states.get(state)[kind];
        if (to == 0) {
          to = states.size();
          states.get(state)[kind] = to;
          states.add(new int[width]);
          ends.add(NOTHING);
        }
        state = to;
      }
      ends.set(state, joined(ends.get(state), literal.getValue()));
    }
    complete(states, ends);
    next = new int[states.size() * width];
    for (int state = 0; state < states.size(); state++) {
      System.arraycopy(states.get(state), 0, next, state * width, width);
    }
    found = ends.toArray(int[][]::new);
  }

  /** Where a literal does not go on, the longest other one does that fits what was read. */
  private void complete(List<int[]> states, List<int[]> ends) {
    int[] fallback = new int[states.size()];
    ArrayDeque<Integer> nearest = new ArrayDeque<>(List.of(0));
    while (!nearest.isEmpty()) {
      int state = nearest.remove();
      int[] row = states.get(state);
      for (int kind = 0; kind < width; kind++) {
        int beside = state == 0 ? 0 : states.get(fallback[state])[kind];
        if (row[kind] == 0) {
          row[kind] = beside;
        } else {
          fallback[row[kind]] = beside;
          ends.set(row[kind], joined(ends.get(row[kind]), ends.get(beside)));
          nearest.add(row[kind]);
        }
      }
    }
  }

  private static int[] joined(int[] a, int[] b) {
    if (b.length == 0) {
      return a;
    }
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private int kind(char c) {
    return c < ASCII ? kinds[c] : 1 + c % OTHER_KINDS;
  }

  /** Marks all that stands for a literal in this folded text. */
  void mark(String folded, Marks marks) {
    int state = 0;
    for (int i = 0; i < folded.length(); i++) {
      state = next[state * width + kind(folded.charAt(i))];
      int[] here = found[state];
      if (here.length > 0) {
        marks.add(here);
      }
    }
  }
}
