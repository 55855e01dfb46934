package io.millrace.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * How often the most frequent values at a property occur: a counter for each value while there are
 * counters enough, and then those of Misra and Gries.
 *
 * <p>When the counters run out, each loses as much as the median of them has, and those that reach
 * 0 go. What a counter has lost so at most, the error, is the same for all; no value that is
 * missing has occurred more often than that. With c counters and n values it is below 2n / c.
 *
 * @see <a href="https://doi.org/10.1016/0167-6423(82)90012-0">J. Misra, D. Gries, Finding repeated
 *     elements (1982)</a>
 */
public final class TopValues extends Partial {

  /** Longer ones that begin alike are one here: a thousand of ten thousand would be no top list. */
  static final int MOST_CHARS = 256;

  private static final int MOST_COUNTERS = 1 << 16;

  private static final Comparator<Item> MOST_FIRST =
      Comparator.comparingLong(Item::frequency)
          .reversed()
          .thenComparing(Item::value, CodePoints::compare);

  private int capacity;
  private final Map<String, long[]> counters = new HashMap<>();
  private long error;
  private int chars;

  /**
   * Counts nothing yet.
   *
   * @param capacity number of values that are counted at a time
   */
  TopValues(int capacity) {
    this.capacity = capacity;
  }

  /** The least power of two that is eight times as much, and at least 256. */
  static int capacityFor(int k) {
    return Math.max(256, Integer.highestOneBit(8 * k - 1) * 2);
  }

  /**
   * A value and how often it occurred at least.
   *
   * @param frequency at most {@link #error()} less than the truth, and never more
   */
  public record Item(String value, long frequency) {}

  @Override
  PartialKind kind() {
    return PartialKind.TOP;
  }

  /** The most frequent first, of equally frequent ones the first in the order of texts. */
  public List<Item> top(int k) {
    List<Item> items = new ArrayList<>();
    counters.forEach((value, counter) -> items.add(new Item(value, counter[0])));
    items.sort(MOST_FIRST);
    return List.copyOf(items.subList(0, Math.min(k, items.size())));
  }

  /** 0 as long as there were counters enough. */
  public long error() {
    return error;
  }

  @Override
  void add(Property value) {
    if (!value.isMissing()) {
      add(CodePoints.cut(Spelling.plain(value.value()), MOST_CHARS), 1);
      purge();
    }
  }

  private void add(String value, long more) {
    long[] counter = counters.get(value);
    if (counter == null) {
      counters.put(value, new long[] {more});
      chars += value.length();
    } else {
      counter[0] += more;
    }
  }

  private void purge() {
    if (counters.size() <= capacity) {
      return;
    }
    long[] sorted = counters.values().stream().mapToLong(counter -> counter[0]).sorted().toArray();
    long median = sorted[sorted.length / 2];
    error += median;
    for (Iterator<Map.Entry<String, long[]>> i = counters.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<String, long[]> entry = i.next();
      entry.getValue()[0] -= median;
      if (entry.getValue()[0] <= 0) {
        chars -= entry.getKey().length();
        i.remove();
      }
    }
  }

  @Override
  void merge(Partial other) {
    TopValues more = (TopValues) other;
    if (more.capacity != capacity) {
      throw new IllegalArgumentException(
          capacity + " counters meet " + more.capacity + Cell.CHANGED);
    }
    more.counters.forEach((value, counter) -> add(value, counter[0]));
    error += more.error;
    purge();
  }

  @Override
  boolean isEmpty() {
    return counters.isEmpty() && error == 0;
  }

  @Override
  int heapBytes() {
    return 96 + 150 * counters.size() + 2 * chars;
  }

  @Override
  void write(Bytes out) {
    out.putVarint(capacity);
    out.putVarint(error);
    out.putVarint(counters.size());
    String[] values = counters.keySet().toArray(String[]::new);
    Arrays.sort(values, CodePoints::compare);
    for (String value : values) {
      out.putText(value);
      out.putVarint(counters.getOrDefault(value, new long[1])[0]);
    }
  }

  @Override
  void read(BytesReader in) {
    capacity = in.integer(MOST_COUNTERS);
    error = in.varint();
    counters.clear();
    chars = 0;
    for (int left = in.integer(capacity); left > 0; left--) {
      add(in.text(), in.varint());
    }
  }

  @Override
  public String toString() {
    return "top=" + top(3) + " error=" + error;
  }
}
