package io.millrace.patterns.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Many words looked for at once, in time that depends on the text alone (A. V. Aho, M. J. Corasick,
 * "Efficient String Matching", CACM 18 (1975), p. 333).
 */
final class Words {

  private static final int ROOT = 0;
  private static final int NONE = -1;
  private static final long FREE = -1;

  /** State and character to state, by open addressing. */
  private long[] keys = new long[64];

  private int[] targets = new int[64];
  private int transitions;

  /** By state: whether a word ends here, or ends with what has been read here. */
  private final boolean[] ends;

  private final int[] fallbacks;
  private boolean[] whole;

  /** From a word's end to its beginning if it is looked for at a text's end. */
  private final boolean backwards;

  private Words(Collection<String> words, boolean backwards) {
    this.backwards = backwards;
    Arrays.fill(keys, FREE);
    List<int[]> parents = new ArrayList<>();
    parents.add(new int[] {NONE, 0, 0});
    List<Integer> last = new ArrayList<>();
    for (String word : words) {
      int state = ROOT;
      for (int i = 0; i < word.length(); i++) {
        char c = word.charAt(backwards ? word.length() - 1 - i : i);
        int next = next(state, c);
        if (next == NONE) {
          next = parents.size();
          parents.add(new int[] {state, c, i + 1});
          put(state, c, next);
        }
        state = next;
      }
      last.add(state);
    }
    whole = new boolean[parents.size()];
    last.forEach(state -> whole[state] = true);
    ends = whole.clone();
    fallbacks = new int[parents.size()];
    List<Integer> byDepth = new ArrayList<>();
    for (int state = 1; state < parents.size(); state++) {
      byDepth.add(state);
    }
    byDepth.sort((a, b) -> Integer.compare(parents.get(a)[2], parents.get(b)[2]));
    for (int state : byDepth) {
      int parent = parents.get(state)[0];
      fallbacks[state] = parent == ROOT ? ROOT : step(fallbacks[parent], parents.get(state)[1]);
      ends[state] |= ends[fallbacks[state]];
    }
  }

  static Words within(Collection<String> words) {
    return new Words(words, false);
  }

  static Words atTheStart(Collection<String> words) {
    return new Words(words, false);
  }

  static Words atTheEnd(Collection<String> words) {
    return new Words(words, true);
  }

  /** Whether any word is a part of the text. */
  boolean areIn(String text) {
    if (ends[ROOT]) {
      return true;
    }
    int state = ROOT;
    for (int i = 0; i < text.length(); i++) {
      state = step(state, text.charAt(i));
      if (ends[state]) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text begins with any word, or ends with any. */
  boolean areAt(String text) {
    int state = ROOT;
    for (int i = 0; !whole[state] && i < text.length(); i++) {
      state = next(state, text.charAt(backwards ? text.length() - 1 - i : i));
      if (state == NONE) {
        return false;
      }
    }
    return whole[state];
  }

  private int step(int from, int c) {
    int state = from;
    int next = next(state, c);
    while (next == NONE && state != ROOT) {
      state = fallbacks[state];
      next = next(state, c);
    }
    return next == NONE ? ROOT : next;
  }

  private int next(int state, int c) {
    int at = place(keys, key(state, c));
    return keys[at] == FREE ? NONE : targets[at];
  }

  private void put(int state, int c, int target) {
    if (++transitions * 2 > keys.length) {
      long[] oldKeys = keys;
      int[] oldTargets = targets;
      keys = new long[oldKeys.length * 2];
      targets = new int[keys.length];
      Arrays.fill(keys, FREE);
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != FREE) {
          set(oldKeys[i], oldTargets[i]);
        }
      }
    }
    set(key(state, c), target);
  }

  private void set(long key, int target) {
    int at = place(keys, key);
    keys[at] = key;
    targets[at] = target;
  }

  private static long key(int state, int c) {
    return ((long) state << 16) | c;
  }

  private static int place(long[] keys, long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 32) & (keys.length - 1);
    while (keys[at] != FREE && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }
}
