package io.millrace.benchmarks;

import io.millrace.benchmarks.load.SingleRow;
import java.util.stream.LongStream;

/**
 * Keys to look up, so many of a hundred of which a cache finds.
 *
 * <p>Those are among few keys that come so often that none leaves the cache; each other key comes
 * again only when the cache has forgotten it.
 *
 * @param hits of a hundred
 * @param tableRows how many rows there are to find
 */
record LookupKeys(int hits, long tableRows) implements java.io.Serializable {

  static final int CACHED_ROWS = 5_000;

  private static final int HOT = 500;

  /** Shares no factor with a hundred: hits and others take turns. */
  private static final int SPREAD = 37;

  LookupKeys {
    if (hits < 100 && (tableRows - HOT) * (100 - hits) / 100 < 2 * CACHED_ROWS) {
      throw new IllegalArgumentException(
          "with %d rows the cache would find more than %d of a hundred".formatted(tableRows, hits));
    }
  }

  /** Which of the table's rows is looked up. */
  long row(long number) {
    return number * SPREAD % 100 < hits
        ? number * SPREAD / 100 % HOT
        : HOT + number % (tableRows - HOT);
  }

  long key(long number) {
    return SingleRow.of(row(number)).id();
  }

  /** The rows that so many lookups find. */
  LongStream rows(long lookups) {
    return LongStream.range(0, lookups).map(this::row);
  }
}
