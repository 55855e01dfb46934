package io.millrace.datasets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds, for the key of a group, its dataset and which intervals a partial cell goes into. Not
 * thread-safe.
 */
public final class FoldPlan {

  /** A dataset of this version. */
  static final class Dataset {
    private final DatasetDefinition definition;
    private final byte[] prefix;
    private final List<PartialSpec> partials;
    private final Map<Integer, FoldedGrain[]> fedByFinest = new HashMap<>();

    Dataset(DatasetDefinition definition, byte[] prefix) {
      this.definition = definition;
      this.prefix = prefix;
      partials = definition.partials();
      Map<Grain, List<FoldedGrain>> fed = new HashMap<>();
      Grain.feeders(definition.grains())
          .forEach(
              (grain, finest) ->
                  fed.computeIfAbsent(finest, any -> new ArrayList<>())
                      .add(new FoldedGrain(this, grain)));
      fed.forEach(
          (finest, grains) -> fedByFinest.put(finest.code(), grains.toArray(FoldedGrain[]::new)));
    }

    DatasetDefinition definition() {
      return definition;
    }

    List<PartialSpec> partials() {
      return partials;
    }

    /** The intervals that one of the finest feeds, itself among them; null if there is none. */
    FoldedGrain @Nullable [] fedBy(int finestCode) {
      return fedByFinest.get(finestCode);
    }
  }

  /**
   * One grain of a dataset. Its cells are stored in blocks, which are forgotten as one: an hour of
   * minutes, six hours of hours, and each longer interval alone. Within a block they are read and
   * written in pages: ten minutes of minutes and all hours if the cells are small, else each alone.
   */
  static final class FoldedGrain {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** Room for the code of a grain in a block's number. */
    private static final int CODE_BITS = 14;

    /** Up to here it costs less to write ten cells as one value than one cell as each of ten. */
    private static final int SMALL_CELL_BYTES = 1_024;

    private static final long PAGE_OF_MINUTES = 10 * MINUTE;

    private final Dataset dataset;
    private final Grain grain;
    private final IntervalClock clock;
    private final long latenessMillis;
    private final long blockMillis;
    private final long pageMillis;

    /** The most that an interval which begins in a block ends behind it. */
    private final long overhangMillis;

    FoldedGrain(Dataset dataset, Grain grain) {
      this.dataset = dataset;
      this.grain = grain;
      clock = new IntervalClock(grain);
      latenessMillis = dataset.definition.lateness().toMillis();
      boolean small =
          dataset.partials.stream().mapToInt(PartialSpec::mostHeapBytes).sum() <= SMALL_CELL_BYTES;
      switch (grain.unit()) {
        case MINUTES -> {
          overhangMillis = grain.stepMillis();
          blockMillis = Math.max(HOUR, overhangMillis);
          pageMillis = Math.max(small ? PAGE_OF_MINUTES : MINUTE, overhangMillis);
        }
        case HOURS -> {
          overhangMillis = grain.stepMillis();
          blockMillis = Math.max(6 * HOUR, overhangMillis);
          pageMillis = small ? blockMillis : Math.max(HOUR, overhangMillis);
        }
        default -> {
          overhangMillis = 0;
          blockMillis = DAY;
          pageMillis = DAY;
        }
      }
    }

    Dataset dataset() {
      return dataset;
    }

    Grain grain() {
      return grain;
    }

    /** Where the interval begins that an instant lies in. */
    long startMillis(long instantMillis) {
      return clock.startMillis(instantMillis);
    }

    /** Part of the savepoint format, as a namespace: never change. */
    long block(long startMillis) {
      return Math.floorDiv(startMillis, blockMillis) << CODE_BITS | grain.code();
    }

    /** The page of its block, at most 59; part of the savepoint format too. */
    int page(long startMillis) {
      return (int) (Math.floorMod(startMillis, blockMillis) / pageMillis);
    }

    /** No interval of the page of this one begins before. */
    long pageStartMillis(long startMillis) {
      return startMillis - Math.floorMod(startMillis, blockMillis) % pageMillis;
    }

    /** Whether to tell of a change now of the interval that begins there, since it was complete. */
    boolean isCorrection(long startMillis, long completeUntilMillis) {
      return dataset.definition.corrections()
          && clock.endMillis(startMillis) <= completeUntilMillis;
    }

    /** From which watermark on no event can change the intervals of the block of this one. */
    long forgetAtMillis(long startMillis) {
      long end =
          overhangMillis == 0
              ? grain.endMillis(startMillis)
              : (Math.floorDiv(startMillis, blockMillis) + 1) * blockMillis + overhangMillis;
      return end + latenessMillis;
    }
  }

  /** By the first bytes of their keys, as a text of one character a byte. */
  private final Map<String, Dataset> datasets = new HashMap<>();

  /** That of the last key, since the next one is mostly of the same. */
  private @Nullable Dataset last;

  public FoldPlan(List<DatasetDefinition> definitions) {
    for (DatasetDefinition definition : definitions) {
      byte[] prefix = GroupKey.prefix(definition.name(), definition.version());
      datasets.put(prefix(prefix, prefix.length), new Dataset(definition, prefix));
    }
  }

  /** The dataset of a group; null if it is not defined any more, or in another version. */
  @Nullable Dataset dataset(GroupKey key) {
    // A prefix says how long it is, so no key of another dataset can begin with it.
    if (last == null || !key.startsWith(last.prefix)) {
      last = datasets.get(prefix(key.bytes(), key.prefixLength()));
    }
    return last;
  }

  /** The definition of a group's dataset; null if there is none any more in this version. */
  public @Nullable DatasetDefinition definition(GroupKey key) {
    Dataset dataset = dataset(key);
    return dataset == null ? null : dataset.definition();
  }

  private static String prefix(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
