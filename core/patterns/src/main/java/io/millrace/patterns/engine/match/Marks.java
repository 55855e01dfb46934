package io.millrace.patterns.engine.match;

import java.util.Arrays;

/** A set of small numbers, emptied at no cost. */
final class Marks {

  private final int[] marked;
  private final long[] round;
  private long now = 1;
  private int size;

  Marks(int most) {
    marked = new int[most];
    round = new long[most];
  }

  void clear() {
    now++;
    size = 0;
  }

  void add(int[] numbers) {
    for (int number : numbers) {
      if (round[number] != now) {
        round[number] = now;
        marked[size++] = number;
      }
    }
  }

  int size() {
    return size;
  }

  /** From the least on. */
  int[] sorted() {
    Arrays.sort(marked, 0, size);
    return marked;
  }
}
