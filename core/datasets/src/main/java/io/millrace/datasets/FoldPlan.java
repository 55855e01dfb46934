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
    private final List<FoldedGrain> all = new ArrayList<>();
    private @Nullable OpenPage passing;

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
          (finest, grains) -> {
            fedByFinest.put(finest.code(), grains.toArray(FoldedGrain[]::new));
            all.addAll(grains);
          });
    }

    DatasetDefinition definition() {
      return definition;
    }

    List<PartialSpec> partials() {
      return partials;
    }

    /** Null if the dataset has none of this code. */
    @Nullable FoldedGrain grain(int code) {
      for (int i = 0; i < all.size(); i++) {
        FoldedGrain grain = all.get(i);
        if (grain.grain.code() == code) {
          return grain;
        }
      }
      return null;
    }

    /** The one page of this dataset that is open for a moment; it has no cells. */
    OpenPage passing(GroupKey key, long number) {
      if (passing == null) {
        passing = OpenPage.passing(this, key);
      }
      passing.become(key, number);
      return passing;
    }

    /** The intervals that one of the finest feeds, itself among them; null if there is none. */
    FoldedGrain @Nullable [] fedBy(int finestCode) {
      return fedByFinest.get(finestCode);
    }
  }

  /**
   * One grain of a dataset. Its cells are stored in pages of a group, each one value: a quarter of
   * an hour of minutes, and all longer intervals together while they are open, as an event changes
   * the hour and the day at once. Large cells are pages of their own.
   */
  static final class FoldedGrain {

    private static final long MINUTE = 60_000;

    /** Room for the code of a grain in a page's number. */
    private static final int CODE_BITS = 14;

    /** Up to here it costs less to write some cells as one value than each as its own. */
    private static final int SMALL_CELL_BYTES = 1_024;

    private static final long PAGE_OF_MINUTES = 15 * MINUTE;

    private final Dataset dataset;
    private final Grain grain;
    private final IntervalClock clock;
    private final long latenessMillis;
    private final boolean shared;
    private final long pageMillis;

    /** The most that an interval which begins in a page of minutes ends behind it. */
    private final long overhangMillis;

    FoldedGrain(Dataset dataset, Grain grain) {
      this.dataset = dataset;
      this.grain = grain;
      clock = new IntervalClock(grain);
      latenessMillis = dataset.definition.lateness().toMillis();
      boolean small =
          dataset.partials.stream().mapToInt(PartialSpec::mostHeapBytes).sum() <= SMALL_CELL_BYTES;
      boolean minutes = grain.unit() == IntervalUnit.MINUTES;
      shared = small && !minutes;
      boolean several = small && minutes && grain.stepMillis() < PAGE_OF_MINUTES;
      overhangMillis = several ? grain.stepMillis() : 0;
      pageMillis = several ? PAGE_OF_MINUTES : MINUTE;
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

    /**
     * Number of the page of an interval; of one grain, later pages have greater ones. Part of the
     * savepoint format, as a namespace: never change.
     */
    long page(long startMillis) {
      return shared
          ? SHARED_PAGE
          : Math.floorDiv(startMillis, pageMillis) << CODE_BITS | grain.code();
    }

    /** Whether to tell of a change now of the interval that begins there, since it was complete. */
    boolean isCorrection(long startMillis, long completeUntilMillis) {
      return dataset.definition.corrections()
          && clock.endMillis(startMillis) <= completeUntilMillis;
    }

    /**
     * From which watermark on no event can change the interval that begins there. In a page that is
     * not shared it is that of the last one.
     */
    long forgetAtMillis(long startMillis) {
      long end =
          overhangMillis == 0
              ? clock.endMillis(startMillis)
              : (Math.floorDiv(startMillis, pageMillis) + 1) * pageMillis + overhangMillis;
      return end + latenessMillis;
    }
  }

  /** The number of the page that a group's longer intervals share; the code of no grain is 0. */
  static final long SHARED_PAGE = 0;

  /** The {@link Grain#code} in a page's number; 0 for {@link #SHARED_PAGE}. */
  static int grainCode(long page) {
    return (int) (page & ((1 << FoldedGrain.CODE_BITS) - 1));
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
