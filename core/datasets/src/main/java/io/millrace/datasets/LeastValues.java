package io.millrace.datasets;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values at a property by their spelling, the first ones in the order of texts if they are too
 * many or too long.
 *
 * <p>It remembers the least value that it had to leave out, and takes none from there on. So what
 * it holds depends on the set of values alone, and not on the order they came in.
 */
public final class LeastValues extends Partial {

  /** Of all the values' UTF-8: what a row and a state can bear. */
  static final int MOST_BYTES = 65_536;

  private static final int MOST_LIMIT = 1 << 16;

  private static final int LEAST_ARRAY = 2;

  private int limit;
  private String[] values = new String[LEAST_ARRAY];
  private int count;
  private int bytes;
  private @Nullable String leftOut;

  LeastValues(int limit) {
    this.limit = limit;
  }

  @Override
  PartialKind kind() {
    return PartialKind.UNIQUE;
  }

  /** In the order of their code points. */
  public List<String> values() {
    return List.of(Arrays.copyOf(values, count));
  }

  /** Whether these are all. */
  public boolean isComplete() {
    return leftOut == null;
  }

  @Override
  void add(Property value) {
    if (!value.isMissing()) {
      add(Spelling.plain(value.value()));
    }
  }

  private void add(String value) {
    if (leftOut != null && CodePoints.compare(value, leftOut) >= 0) {
      return;
    }
    int at = Arrays.binarySearch(values, 0, count, value, CodePoints::compare);
    if (at >= 0) {
      return;
    }
    at = ~at;
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    System.arraycopy(values, at, values, at + 1, count - at);
    values[at] = value;
    count++;
    bytes += CodePoints.utf8Length(value);
    while (count > limit || bytes > MOST_BYTES) {
      count--;
      leaveOut(values[count]);
      bytes -= CodePoints.utf8Length(values[count]);
    }
  }

  private void leaveOut(String value) {
    if (leftOut == null || CodePoints.compare(value, leftOut) < 0) {
      leftOut = value;
    }
  }

  @Override
  void merge(Partial other) {
    LeastValues more = (LeastValues) other;
    if (more.limit != limit) {
      throw new IllegalArgumentException(
          "up to " + limit + " values meet up to " + more.limit + Cell.CHANGED);
    }
    String bound = more.leftOut;
    if (bound != null) {
      leaveOut(bound);
      while (count > 0 && CodePoints.compare(values[count - 1], bound) >= 0) {
        count--;
        bytes -= CodePoints.utf8Length(values[count]);
      }
    }
    for (int i = 0; i < more.count; i++) {
      add(more.values[i]);
    }
  }

  @Override
  boolean isEmpty() {
    return count == 0 && leftOut == null;
  }

  @Override
  int heapBytes() {
    return 64
        + 8 * values.length
        + 48 * count
        + 2 * bytes
        + (leftOut == null ? 0 : 48 + 2 * leftOut.length());
  }

  @Override
  void write(Bytes out) {
    out.putVarint(limit);
    out.putVarint(count);
    for (int i = 0; i < count; i++) {
      out.putText(values[i]);
    }
    out.putBoolean(leftOut != null);
    if (leftOut != null) {
      out.putText(leftOut);
    }
  }

  @Override
  void read(BytesReader in) {
    limit = in.integer(MOST_LIMIT);
    values = new String[LEAST_ARRAY];
    count = 0;
    bytes = 0;
    leftOut = null;
    for (int left = in.integer(limit); left > 0; left--) {
      add(in.text());
    }
    if (in.bool()) {
      leaveOut(in.text());
    }
  }

  @Override
  public String toString() {
    return "values=" + values() + (isComplete() ? "" : "…");
  }
}
