package io.millrace.datasets;

import io.millrace.datasets.FoldPlan.FoldedGrain;
import io.millrace.datasets.OpenPage.OpenCell;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open cells of one subtask: those in use on the heap, all of them in a store that is slower.
 *
 * <p>A partial cell is folded into its interval and all coarser ones. The cells of a group lie in
 * pages, which are read and written whole ({@link FoldPlan.FoldedGrain}). Pages that were used just
 * now are open, as objects; those used before are frozen, as bytes ({@link FrozenPage}); the others
 * are in the store only. A page is written to the store when it leaves the cache and before each
 * checkpoint ({@link #flush}); one that is later than any that was stored is not looked for. What
 * changed is emitted within {@code emitEvery}, and always before it leaves the cache and before a
 * checkpoint, so that what is restored has been emitted.
 *
 * <p>First to be frozen, and then to leave, is what was not used for the longest time, roughly. Not
 * thread-safe.
 */
public final class CellCache {

  /** Holds pages of cells by group and number; survives the process. */
  public interface Store {

    /** The bytes of the page that were written last, or null. */
    byte @Nullable [] read(GroupKey key, long page) throws Exception;

    /** Writes pages of this number and {@link GroupKey#bucket}, by group. */
    void write(int bucket, long page, Map<GroupKey, byte[]> pages) throws Exception;

    /** Has {@link #forget} called when the watermark gets there; once is enough. */
    void forgetAt(int bucket, long page, long millis) throws Exception;

    /** Shows the groups of this {@link GroupKey#bucket} that have a page of this number. */
    void forEachGroup(int bucket, long page, Consumer<GroupKey> visitor) throws Exception;

    /** Removes all pages of this number and {@link GroupKey#bucket} but those to keep. */
    void retain(int bucket, long page, Keeper keeper) throws Exception;
  }

  /** Says which pages to keep. */
  public interface Keeper {

    /**
     * Whether to keep a page.
     *
     * @param bytes those that were written last
     */
    boolean keeps(GroupKey key, byte[] bytes) throws Exception;
  }

  /** Takes the rows. */
  public interface Rows {

    /**
     * Takes one as it is now; the cell is the cache's and may change after this call.
     *
     * @param correction whether the row was complete before something of this was folded in, and
     *     its dataset asks to be told
     */
    void emit(GroupKey key, Grain grain, long startMillis, Cell cell, boolean correction)
        throws Exception;
  }

  /** Of the heap that the cells may need, for those that are open. */
  private static final int OPEN_SHARE = 16;

  /** And for knowing which pages are stored. */
  private static final int STORED_SHARE = 16;

  private static final long NEVER = Long.MAX_VALUE;

  private final FoldPlan plan;
  private final Store store;
  private final Rows rows;
  private final long emitEveryMillis;
  private final long maxOpenBytes;
  private final long maxFrozenBytes;

  private final PageTable table = new PageTable();
  private final StoredPages storedPages;
  private final ArrayDeque<OpenPage> openPages = new ArrayDeque<>();
  private final Bytes bytes = new Bytes();
  private final BytesReader reader = new BytesReader();

  /** Hashes of frozen pages that were asked for just now, each in the place that it gives. */
  private final int[] askedFor = new int[1 << 12];

  private long openBytes;
  private long frozenBytes;
  private int frozenUnemitted;

  /** When the first cell changed that has not been emitted. */
  private long unemittedSince = NEVER;

  private long watermarkMillis = Long.MIN_VALUE;
  private long completeUntilMillis = Long.MIN_VALUE;
  private long folded;
  private long emitted;
  private long corrected;
  private long expired;
  private long undefined;
  private long read;
  private long written;

  /**
   * An empty cache.
   *
   * @param maxHeapBytes about how much the cells may need on the heap
   */
  public CellCache(FoldPlan plan, Store store, Rows rows, Duration emitEvery, long maxHeapBytes) {
    this.plan = plan;
    this.store = store;
    this.rows = rows;
    emitEveryMillis = emitEvery.toMillis();
    maxOpenBytes = maxHeapBytes / OPEN_SHARE;
    long storedBytes = maxHeapBytes / STORED_SHARE;
    maxFrozenBytes = maxHeapBytes - maxOpenBytes - storedBytes;
    storedPages = new StoredPages(store::forEachGroup, storedBytes);
  }

  /**
   * Folds a partial cell in, which stays the caller's.
   *
   * @param finestCode {@link Grain#code} of its interval
   */
  public void fold(GroupKey key, int finestCode, long startMillis, Cell partial, long nowMillis)
      throws Exception {
    FoldPlan.Dataset dataset = plan.dataset(key);
    FoldedGrain[] grains = dataset == null ? null : dataset.fedBy(finestCode);
    if (dataset == null || grains == null) {
      undefined += partial.events();
      return;
    }
    boolean all = true;
    OpenPage page = null;
    for (FoldedGrain grain : grains) {
      long start = grain.startMillis(startMillis);
      long number = grain.page(start);
      if (page == null || page.number != number) {
        release(page);
        page = page(key, dataset, number);
      }
      all &= fold(page, grain, start, partial);
    }
    release(page);
    if (all) {
      folded += partial.events();
    } else {
      expired += partial.events();
    }
    if (unemittedSince == NEVER) {
      unemittedSince = nowMillis;
    }
    shrink();
  }

  /** False if the interval is forgotten: begun anew, its row would count fewer events. */
  private boolean fold(OpenPage page, FoldedGrain grain, long start, Cell partial) {
    OpenCell cell = page.find(grain, start);
    long forgetAtMillis = cell == null ? grain.forgetAtMillis(start) : cell.forgetAtMillis;
    if (forgetAtMillis <= watermarkMillis) {
      return false;
    }
    int before = page.heapBytes();
    if (cell == null) {
      cell = page.add(grain, start, new Cell(grain.dataset().partials()));
    }
    page.merge(cell, partial);
    cell.unemitted = true;
    cell.correction |= grain.isCorrection(start, completeUntilMillis);
    page.unemitted = true;
    page.dirty = true;
    openBytes += page.heapBytes() - before;
    return true;
  }

  /** To be {@link #release released} before the next one is asked for. */
  private OpenPage page(GroupKey key, FoldPlan.Dataset dataset, long number) throws Exception {
    Object cached = table.find(key, number);
    if (cached instanceof OpenPage page) {
      page.used = true;
      return page;
    }
    OpenPage page;
    if (!(cached instanceof byte[] frozen)) {
      page = dataset.passing(key, number);
      read(page);
    } else if (isAskedForAgain(FrozenPage.hash(frozen))) {
      page = new OpenPage(dataset, key, number);
      FrozenPage.open(frozen, page, reader);
      frozenBytes -= FrozenPage.heapBytes(frozen);
      frozenUnemitted -= page.unemitted ? 1 : 0;
      table.replace(frozen, page);
      openPages.add(page);
      openBytes += page.heapBytes();
    } else {
      page = dataset.passing(key, number);
      FrozenPage.open(frozen, page, reader);
    }
    return page;
  }

  /**
   * Whether a page is in use so often that it should stay open: to open and freeze a page of a
   * million for one event each would cost more than the event.
   */
  private boolean isAskedForAgain(int hash) {
    int place = hash & (askedFor.length - 1);
    boolean again = askedFor[place] == hash;
    askedFor[place] = hash;
    return again;
  }

  /** It stays empty if the store has none. */
  private void read(OpenPage page) throws Exception {
    if (storedPages.mayHave(page.key, page.number)) {
      read++;
      byte[] stored = store.read(page.key, page.number);
      if (stored != null) {
        reader.begin(stored, 0, stored.length);
        CellPage.read(reader, page);
        page.stored = true;
      }
    }
  }

  /** Freezes one that is open for a moment only. */
  private void release(@Nullable OpenPage page) throws Exception {
    if (page == null || !page.passing) {
      return;
    }
    forgetCells(page);
    byte[] before = page.frozen;
    if (before != null) {
      frozenBytes -= FrozenPage.heapBytes(before);
      frozenUnemitted -= FrozenPage.is(before, FrozenPage.UNEMITTED) ? 1 : 0;
    }
    if (page.cells().isEmpty()) {
      if (before != null) {
        table.remove(before);
      }
      return;
    }
    byte[] frozen = FrozenPage.of(page, bytes);
    if (before == null) {
      table.add(frozen);
    } else if (frozen != before) {
      table.replace(before, frozen);
    }
    frozenBytes += FrozenPage.heapBytes(frozen);
    frozenUnemitted += page.unemitted ? 1 : 0;
  }

  /** Freezes and lets go until the cells need no more than they may. */
  private void shrink() throws Exception {
    while (openBytes > maxOpenBytes && !openPages.isEmpty()) {
      OpenPage page = openPages.remove();
      if (page.used && !page.removed) {
        page.used = false;
        openPages.add(page);
      } else if (!page.removed) {
        freeze(page);
      }
    }
    while (frozenBytes > 0 && frozenBytes + table.heapBytes() > maxFrozenBytes) {
      byte[] frozen = table.unused();
      if (frozen == null) {
        return;
      }
      if (FrozenPage.is(frozen, FrozenPage.DIRTY | FrozenPage.UNEMITTED)) {
        // All at once, by bucket: one by one it would cost twice as much.
        flush();
      } else {
        remove(frozen);
      }
    }
  }

  private void freeze(OpenPage page) throws Exception {
    forgetCells(page);
    page.removed = true;
    openBytes -= page.heapBytes();
    if (page.cells().isEmpty()) {
      table.remove(page);
      return;
    }
    byte[] frozen = FrozenPage.of(page, bytes);
    table.replace(page, frozen);
    frozenBytes += FrozenPage.heapBytes(frozen);
    frozenUnemitted += page.unemitted ? 1 : 0;
  }

  /** Leaves out what no event can change any more; the store learns of it with a later change. */
  private void forgetCells(OpenPage page) throws Exception {
    if (page.hasForgotten(watermarkMillis)) {
      int before = page.heapBytes();
      emit(page);
      page.forget(watermarkMillis);
      openBytes += page.heapBytes() - before;
    }
  }

  /** Emits all that changed, if some of it did {@code emitEvery} ago. */
  public void emitDue(long nowMillis) throws Exception {
    if (unemittedSince != NEVER && unemittedSince + emitEveryMillis <= nowMillis) {
      for (OpenPage page : openPages) {
        emit(page);
      }
      if (frozenUnemitted > 0) {
        table.forEachFrozen(frozen -> emit(frozen, FrozenPage.key(frozen)));
      }
      unemittedSince = NEVER;
    }
  }

  private void emit(OpenPage page) throws Exception {
    if (page.unemitted) {
      page.unemitted = false;
      for (OpenCell cell : page.cells()) {
        if (cell.unemitted) {
          emit(page.key, cell);
          cell.unemitted = false;
          cell.correction = false;
        }
      }
    }
  }

  private void emit(byte[] frozen, GroupKey key) throws Exception {
    if (FrozenPage.is(frozen, FrozenPage.UNEMITTED)) {
      OpenPage page =
          Objects.requireNonNull(plan.dataset(key)).passing(key, FrozenPage.number(frozen));
      FrozenPage.open(frozen, page, reader);
      emit(page);
      FrozenPage.clearEmitted(frozen, page.cells().size());
      frozenUnemitted--;
    }
  }

  private void emit(GroupKey key, OpenCell cell) throws Exception {
    emitted++;
    corrected += cell.correction ? 1 : 0;
    rows.emit(key, cell.grain.grain(), cell.start, cell.cell, cell.correction);
  }

  /** Emits and stores all that changed, one bucket after the other. */
  public void flush() throws Exception {
    PagesByBucket changed = new PagesByBucket();
    for (OpenPage page : openPages) {
      emit(page);
      forgetCells(page);
      if (page.cells().isEmpty()) {
        remove(page);
      } else if (page.dirty) {
        changed.add(page, page.key.bucket());
      }
    }
    openPages.removeIf(page -> page.removed);
    List<byte[]> over = new ArrayList<>();
    table.forEachFrozen(
        frozen -> {
          if (FrozenPage.forgetAtMillis(frozen) <= watermarkMillis) {
            emit(frozen, FrozenPage.key(frozen));
            over.add(frozen);
          } else if (FrozenPage.is(frozen, FrozenPage.DIRTY | FrozenPage.UNEMITTED)) {
            changed.add(frozen, FrozenPage.bucket(frozen));
          }
        });
    over.forEach(this::remove);
    changed.forEachBucket(this::write);
    unemittedSince = NEVER;
  }

  /** Emits and stores these pages, which have changed. */
  private void write(int bucket, List<Object> pages) throws Exception {
    Map<Long, Map<GroupKey, byte[]>> byNumber = new HashMap<>();
    for (Object page : pages) {
      GroupKey key;
      long number;
      byte[] body;
      if (page instanceof OpenPage open) {
        key = open.key;
        number = open.number;
        FrozenPage.write(open, bytes);
        body = bytes.toArray();
        forgetInTime(bucket, number, open.stored, open.forgetAtMillis());
        open.dirty = false;
        open.stored = true;
      } else {
        byte[] frozen = (byte[]) page;
        key = FrozenPage.key(frozen);
        number = FrozenPage.number(frozen);
        emit(frozen, key);
        body = FrozenPage.body(frozen);
        boolean stored = FrozenPage.is(frozen, FrozenPage.STORED);
        forgetInTime(bucket, number, stored, FrozenPage.forgetAtMillis(frozen));
        FrozenPage.clear(frozen, FrozenPage.DIRTY);
        FrozenPage.set(frozen, FrozenPage.STORED);
      }
      storedPages.add(key, number);
      byNumber.computeIfAbsent(number, any -> new HashMap<>()).put(key, body);
    }
    for (Map.Entry<Long, Map<GroupKey, byte[]>> entry : byNumber.entrySet()) {
      store.write(bucket, entry.getKey(), entry.getValue());
      written += entry.getValue().size();
    }
  }

  /** The store is told with the first write, and tells again when it has forgotten a part. */
  private void forgetInTime(int bucket, long number, boolean stored, long forgetAtMillis)
      throws Exception {
    if (!stored) {
      store.forgetAt(bucket, number, forgetAtMillis);
    }
  }

  /**
   * Emits the cells that no event can change any more for the last time and removes them, of all
   * stored pages of this number and {@link GroupKey#bucket}, as the store was told.
   */
  public void forget(int bucket, long number) throws Exception {
    store.retain(bucket, number, (key, stored) -> isNeeded(key, number, stored));
    shrink();
  }

  /** Forgets what is over of a page, and has the rest forgotten later. */
  private boolean isNeeded(GroupKey key, long number, byte[] stored) throws Exception {
    FoldPlan.Dataset dataset = plan.dataset(key);
    if (dataset == null) {
      storedPages.forget();
      return false;
    }
    boolean isCached = table.find(key, number) != null;
    OpenPage page;
    if (isCached) {
      page = page(key, dataset, number);
      emit(page);
    } else {
      page = dataset.passing(key, number);
      reader.begin(stored, 0, stored.length);
      CellPage.read(reader, page);
    }
    forgetCells(page);
    boolean isEmpty = page.cells().isEmpty();
    if (isEmpty) {
      storedPages.forget();
    } else {
      store.forgetAt(key.bucket(), number, page.forgetAtMillis());
    }
    if (isCached) {
      release(page);
      if (isEmpty && !page.passing) {
        remove(page);
      }
    }
    return !isEmpty;
  }

  private void remove(byte[] frozen) {
    table.remove(frozen);
    frozenBytes -= FrozenPage.heapBytes(frozen);
  }

  /** It stays among the open pages until the next flush, since to search them is dear. */
  private void remove(OpenPage page) {
    if (!page.removed) {
      page.removed = true;
      table.remove(page);
      openBytes -= page.heapBytes();
    }
  }

  /** No event is to come that is behind this by more than its dataset's lateness. */
  public void setWatermark(long newWatermarkMillis) {
    watermarkMillis = newWatermarkMillis;
    completeUntilMillis = Math.max(completeUntilMillis, newWatermarkMillis);
  }

  /**
   * Rows of intervals that end by then may have been taken as complete: the greatest watermark so
   * far, before a restart too.
   */
  public long completeUntilMillis() {
    return completeUntilMillis;
  }

  /** What {@link #completeUntilMillis} gave before; watermarks begin anew with each start. */
  public void restoreCompleteUntil(long millis) {
    completeUntilMillis = Math.max(completeUntilMillis, millis);
  }

  /** By the code of a grain, the number of the last page that was ever stored. */
  public Map<Integer, Long> greatestStored() {
    return storedPages.greatest();
  }

  /** Adds what {@link #greatestStored} gave before, here or in another subtask. */
  public void restoreGreatestStored(int grainCode, long page) {
    storedPages.restoreGreatest(grainCode, page);
  }

  /** About what the cells need on the heap. */
  public long heapBytes() {
    return openBytes + frozenBytes + table.heapBytes();
  }

  /** Pages that are kept as objects, those among them that were removed since the last flush. */
  int openPages() {
    return openPages.size();
  }

  public long folded() {
    return folded;
  }

  public long emitted() {
    return emitted;
  }

  /** Of the emitted, those that changed a row which was complete, in datasets that ask for it. */
  public long corrected() {
    return corrected;
  }

  /** Events so far whose interval, or a coarser one around it, was forgotten already. */
  public long expired() {
    return expired;
  }

  /** Events so far of datasets, or versions of them, that are not defined any more. */
  public long undefined() {
    return undefined;
  }

  /** Pages of cells so far that were looked for in the store. */
  public long read() {
    return read;
  }

  /** Pages of cells so far that were written to the store. */
  public long written() {
    return written;
  }
}
