package io.millrace.jobs.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Things in the order in which they are due: a heap in which each has up to four below it.
 *
 * <p>Their times lie beside each other. With those of Flink's heap, which stand in the elements, a
 * quarter of the job's time was spent on fetching them from memory.
 */
final class DueQueue<T extends DueQueue.Element> {

  private static final int BELOW = 4;

  /** Knows its place; negative if it has none. */
  abstract static class Element {
    int place = -1;
  }

  private long[] times = new long[64];
  private Element[] elements = new Element[64];
  private int size;

  /** The one that is due first. */
  @SuppressWarnings("unchecked") // only such are put in
  @Nullable T first() {
    return size == 0 ? null : (T) elements[0];
  }

  /** When the first one is due; {@link Long#MAX_VALUE} if there is none. */
  long firstMillis() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** Whether it is here or not yet. */
  void put(T element, long millis) {
    if (element.place < 0) {
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        elements = Arrays.copyOf(elements, 2 * size);
      }
      rise(element, millis, size++);
    } else {
      settle(element, millis, element.place);
    }
  }

  /** Whether it is here or not. */
  void remove(T element) {
    int place = element.place;
    if (place < 0) {
      return;
    }
    element.place = -1;
    size--;
    Element last = elements[size];
    long lastMillis = times[size];
    elements[size] = null;
    if (place < size) {
      settle(last, lastMillis, place);
    }
  }

  private void settle(Element element, long millis, int from) {
    if (from > 0 && millis < times[(from - 1) / BELOW]) {
      rise(element, millis, from);
    } else {
      sink(element, millis, from);
    }
  }

  private void rise(Element element, long millis, int from) {
    int place = from;
    while (place > 0 && millis < times[(place - 1) / BELOW]) {
      int above = (place - 1) / BELOW;
      set(elements[above], times[above], place);
      place = above;
    }
    set(element, millis, place);
  }

  private void sink(Element element, long millis, int from) {
    int place = from;
    while (true) {
      int least = place;
      long leastMillis = millis;
      int end = Math.min(size, BELOW * place + BELOW + 1);
      for (int below = BELOW * place + 1; below < end; below++) {
        if (times[below] < leastMillis) {
          least = below;
          leastMillis = times[below];
        }
      }
      if (least == place) {
        set(element, millis, place);
        return;
      }
      set(elements[least], leastMillis, place);
      place = least;
    }
  }

  private void set(Element element, long millis, int place) {
    elements[place] = element;
    times[place] = millis;
    element.place = place;
  }
}
