package io.millrace.datasets;

import java.util.Arrays;
import org.apache.datasketches.common.SketchesException;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.jspecify.annotations.Nullable;

/**
 * How the numbers at a property are spread: up to 128 of them as they are, a KLL sketch beyond.
 *
 * <p>The sketch throws coins, so two of the same numbers may differ, each within its bounds.
 */
public final class Quantiles extends Partial {

  static final int MOST_EXACT = 128;

  /** Of the sketch: a rank is then wrong by 1.33 % at most, 99 times of a hundred. */
  static final int K = 200;

  /** A hundred times what a sketch with this k ever takes. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int LEAST_ARRAY = 2;

  /** In the bytes of a cell, in place of the number of exact numbers. */
  private static final int SKETCH_FOLLOWS = MOST_EXACT + 1;

  private double[] numbers = new double[LEAST_ARRAY];
  private int count;
  private @Nullable KllDoublesSketch sketch;

  Quantiles() {}

  /**
   * What a row says of one quantile.
   *
   * @param value by the nearest rank: one of the numbers
   * @param lower the value whose rank is by the sketch's error smaller
   * @param upper the value whose rank is by the sketch's error greater
   * @param sketch DataSketches' KllDoublesSketch with k = 200
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to a row; nobody compares these
  public record Estimate(double value, double lower, double upper, byte[] sketch) {}

  @Override
  PartialKind kind() {
    return PartialKind.QUANTILES;
  }

  @Override
  void add(Property value) {
    if (value.isNumber()) {
      add(Doubles.of(value));
    }
  }

  private void add(double number) {
    if (sketch != null || count == MOST_EXACT) {
      ownSketch().update(number);
      return;
    }
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.min(count * 2, MOST_EXACT));
    }
    numbers[count++] = number;
  }

  /** From now on the numbers are in a sketch. */
  private KllDoublesSketch ownSketch() {
    KllDoublesSketch own = sketch;
    if (own == null) {
      own = toSketch();
      sketch = own;
      numbers = new double[0];
      count = 0;
    }
    return own;
  }

  private KllDoublesSketch toSketch() {
    KllDoublesSketch made = KllDoublesSketch.newHeapInstance(K);
    for (double number : sorted()) {
      made.update(number);
    }
    return made;
  }

  private double[] sorted() {
    double[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    return sorted;
  }

  @Override
  void merge(Partial other) {
    Quantiles more = (Quantiles) other;
    if (more.sketch != null) {
      ownSketch().merge(more.sketch);
      return;
    }
    for (int i = 0; i < more.count; i++) {
      add(more.numbers[i]);
    }
  }

  @Override
  boolean isEmpty() {
    return count == 0 && sketch == null;
  }

  @Override
  int heapBytes() {
    return 64
        + Double.BYTES * numbers.length
        + (sketch == null ? 0 : 400 + sketch.getSerializedSizeBytes());
  }

  /**
   * The number below or at which so many of all are.
   *
   * @param basisPoints of 10,000: 5,000 is the median
   * @return null if there are no numbers
   */
  public @Nullable Estimate estimate(int basisPoints) {
    if (sketch == null) {
      if (count == 0) {
        return null;
      }
      double[] sorted = sorted();
      double value = sorted[(count * basisPoints + 9_999) / 10_000 - 1];
      return new Estimate(value, value, value, toSketch().toByteArray());
    }
    double rank = basisPoints / 10_000.0;
    return new Estimate(
        sketch.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE),
        sketch.getQuantileLowerBound(rank),
        sketch.getQuantileUpperBound(rank),
        sketch.toByteArray());
  }

  @Override
  void write(Bytes out) {
    if (sketch != null) {
      byte[] bytes = sketch.toByteArray();
      out.putVarint(SKETCH_FOLLOWS);
      out.putVarint(bytes.length);
      out.put(bytes);
      return;
    }
    out.putVarint(count);
    for (double number : sorted()) {
      out.putDouble(number);
    }
  }

  @Override
  void read(BytesReader in) {
    count = 0;
    int exact = in.integer(SKETCH_FOLLOWS);
    if (exact == SKETCH_FOLLOWS) {
      byte[] bytes = in.bytes(in.integer(MOST_BYTES));
      numbers = new double[0];
      try {
        sketch = KllDoublesSketch.heapify(Memory.wrap(bytes));
      } catch (SketchesException altered) {
        throw new IllegalArgumentException("the bytes of a cell hold no sketch", altered);
      }
      return;
    }
    sketch = null;
    numbers = new double[Math.max(exact, LEAST_ARRAY)];
    for (int i = 0; i < exact; i++) {
      add(in.float64());
    }
  }

  @Override
  public String toString() {
    Estimate median = estimate(5_000);
    return "median=" + (median == null ? null : median.value());
  }
}
