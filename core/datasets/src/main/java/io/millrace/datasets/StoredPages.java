package io.millrace.datasets;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.datasketches.filters.bloomfilter.BloomFilter;
import org.apache.datasketches.filters.bloomfilter.BloomFilterBuilder;

/**
 * Tells without asking the store that it does not have a page, which most often is so for a group
 * that nobody has seen before; to ask costs more than all else that is done for an event.
 *
 * <p>A page later than any that was stored is not there. Of the others a Bloom filter knows those
 * stored since the start; those of before it learns a bucket at a time, when the first page of the
 * bucket is asked for. It never says of a stored page that it is not there. Not thread-safe.
 */
final class StoredPages {

  /** Of a page that is not there one in a hundred is asked for, with ten bits for each stored. */
  private static final int HASHES = 5;

  private static final long LEAST_BITS = 1 << 10;

  /** The same after each restart, so that runs are alike. */
  private static final long SEED = 9_001;

  /** Some thousand bytes each. */
  private static final int MOST_LEARNED = 256;

  /** Above it the filter is begun anew if half of what it knows has been forgotten. */
  private static final double FULL = 0.5;

  /** Shows the groups that have a page of this number in this bucket. */
  interface Groups {
    void forEach(int bucket, long page, Consumer<GroupKey> visitor) throws Exception;
  }

  private final Groups groups;
  private final BloomFilter filter;

  /** By the code of a grain. */
  private final TreeMap<Integer, Long> greatest = new TreeMap<>();

  /** What {@link #greatest} was when the filter was empty: of these, buckets have to be learned. */
  private final Map<Integer, Long> greatestUnknown = new HashMap<>();

  /** By number, the buckets whose pages the filter has; of the numbers asked for lately. */
  private final Map<Long, BitSet> learned =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, BitSet> eldest) {
          return size() > MOST_LEARNED;
        }
      };

  private long added;
  private long forgotten;

  /**
   * Of a store that has nothing.
   *
   * @param heapBytes for the filter
   */
  StoredPages(Groups groups, long heapBytes) {
    this.groups = groups;
    filter =
        BloomFilterBuilder.createBySize(Math.max(LEAST_BITS, Byte.SIZE * heapBytes), HASHES, SEED);
  }

  /** False if the page is not stored. */
  boolean mayHave(GroupKey key, long page) throws Exception {
    if (!isUpTo(greatest, page)) {
      return false;
    }
    if (isUpTo(greatestUnknown, page)) {
      learn(key.bucket(), page);
    }
    return filter.query(hash(key, page));
  }

  /** Notes one that is stored, before or again. */
  void add(GroupKey key, long page) {
    if (!isUpTo(greatest, page)) {
      greatest.put(FoldPlan.grainCode(page), page);
    }
    if (!filter.queryAndUpdate(hash(key, page))) {
      added++;
    }
  }

  /** Notes that one is no longer stored. */
  void forget() {
    forgotten++;
    if (2 * forgotten > added && filter.getFillPercentage() > FULL) {
      filter.reset();
      added = 0;
      forgotten = 0;
      greatestUnknown.putAll(greatest);
      learned.clear();
    }
  }

  /** By the code of a grain, the number of the last page that was ever stored. */
  Map<Integer, Long> greatest() {
    return greatest;
  }

  /** Adds what {@link #greatest} gave before, here or in another subtask; at the start. */
  void restoreGreatest(int grainCode, long page) {
    greatest.merge(grainCode, page, Math::max);
    greatestUnknown.merge(grainCode, page, Math::max);
  }

  private static boolean isUpTo(Map<Integer, Long> greatest, long page) {
    Long last = greatest.get(FoldPlan.grainCode(page));
    return last != null && page <= last;
  }

  private void learn(int bucket, long page) throws Exception {
    BitSet buckets = learned.computeIfAbsent(page, any -> new BitSet(GroupKey.BUCKETS));
    if (!buckets.get(bucket)) {
      groups.forEach(bucket, page, key -> add(key, page));
      buckets.set(bucket);
    }
  }

  private static long hash(GroupKey key, long page) {
    return (long) key.hashCode() << Integer.SIZE ^ page;
  }
}
