package io.millrace.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The events of one row. */
final class RollupTotals {

  private long events;
  private long totalCents;
  private long lowestCents = Long.MAX_VALUE;
  private long highestCents = Long.MIN_VALUE;

  /** Of every event, if anything asks for them. */
  private final @Nullable Numbers visitors;

  private final @Nullable Numbers cents;

  /**
   * Begins without any.
   *
   * @param all whether each event's visitor and price are kept, for what sums do not tell
   */
  RollupTotals(boolean all) {
    visitors = all ? new Numbers() : null;
    cents = all ? new Numbers() : null;
  }

  private static final class Numbers {
    private int[] numbers = new int[4];
    private int count;

    void add(int number) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count + (count >> 1));
      }
      numbers[count++] = number;
    }

    int[] sorted() {
      int[] sorted = Arrays.copyOf(numbers, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  void add(WorkloadEvent event) {
    events++;
    totalCents += event.cents();
    lowestCents = Math.min(lowestCents, event.cents());
    highestCents = Math.max(highestCents, event.cents());
    if (visitors != null && cents != null) {
      visitors.add(event.visitor());
      cents.add(event.cents());
    }
  }

  long events() {
    return events;
  }

  long totalCents() {
    return totalCents;
  }

  long lowestCents() {
    return lowestCents;
  }

  long highestCents() {
    return highestCents;
  }

  int visitors() {
    return (int) IntStream.of(kept(visitors).sorted()).distinct().count();
  }

  int[] sortedCents() {
    return kept(cents).sorted();
  }

  private static Numbers kept(@Nullable Numbers numbers) {
    if (numbers == null) {
      throw new IllegalStateException("only sums were kept");
    }
    return numbers;
  }
}
