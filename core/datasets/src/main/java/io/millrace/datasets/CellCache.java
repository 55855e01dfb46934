package io.millrace.datasets;

import io.millrace.datasets.FoldPlan.FoldedGrain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The open cells of one subtask: those in use on the heap, all of them in a store that is slower.
 *
 * <p>A partial cell is folded into its interval and all coarser ones. Cells are written to the
 * store when they leave the cache and before each checkpoint ({@link #flush}), and read when they
 * come back, a {@link CellPage} at a time; one that begins later than any that was stored is not
 * looked for. A cell that changed is emitted within {@code emitEvery}, and always before it leaves
 * the cache and before a checkpoint, so that what is restored has been emitted.
 *
 * <p>Leaves the cache what was not used while half of it filled. Not thread-safe.
 */
public final class CellCache {

  /** Holds cells by group, block and page; survives the process. */
  public interface Store {

    /** The bytes of the page that were written last, or null. */
    byte @Nullable [] read(GroupKey key, long block, int page) throws Exception;

    /**
     * Keeps pages by their numbers; whoever keeps them calls {@link #forget} when the watermark
     * reaches {@code forgetAtMillis}, which is the same for each call with this block.
     */
    void write(GroupKey key, long block, Map<Integer, byte[]> pages, long forgetAtMillis)
        throws Exception;
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

  /** About what a block and a cell need beside the cell itself. */
  private static final int BLOCK_BYTES = 160;

  private static final int CELL_BYTES = 48;

  /** Odd, with bits all over: 2^64 divided by the golden ratio. */
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final FoldPlan plan;
  private final Store store;
  private final Rows rows;
  private final long emitEveryMillis;
  private final long maxHeapBytes;

  private final BlockId probe = new BlockId();
  private final CellPage.Writer pageWriter = new CellPage.Writer();
  private Map<BlockId, Block> recent = new HashMap<>();
  private Map<BlockId, Block> older = new HashMap<>();
  private long recentBytes;
  private long olderBytes;
  private final List<Block> dirtyBlocks = new ArrayList<>();
  private final ArrayDeque<CachedCell> unemitted = new ArrayDeque<>();
  private final TreeMap<Integer, Long> greatestStored = new TreeMap<>();

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
    this.maxHeapBytes = maxHeapBytes;
  }

  /** A group's block: equal for equal ones. */
  private static class BlockId {
    private @Nullable GroupKey key;
    private long block;

    private void set(GroupKey newKey, long newBlock) {
      key = newKey;
      block = newBlock;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
      return other instanceof BlockId id && block == id.block && key != null && key.equals(id.key);
    }

    @Override
    public final int hashCode() {
      // Neighbours differ in few bits, where a table of places does not look.
      long mixed = ((key == null ? 0 : key.hashCode()) + block) * HASH_FACTOR;
      return (int) (mixed >>> Integer.SIZE);
    }
  }

  /** Cells of a group that are stored and forgotten as one. */
  private static final class Block extends BlockId {
    private final GroupKey group;
    private final long number;
    private final FoldedGrain grain;
    private final long forgetAtMillis;
    private final List<CachedCell> cells = new ArrayList<>(2);

    /** A bit for each page whose cells are all here. */
    private long pages;

    private boolean stored;
    private boolean dirty;
    private boolean isRecent = true;
    private int heapBytes = BLOCK_BYTES;

    Block(GroupKey group, long number, FoldedGrain grain, long forgetAtMillis) {
      super.set(group, number);
      this.group = group;
      this.number = number;
      this.grain = grain;
      this.forgetAtMillis = forgetAtMillis;
    }

    @Nullable CachedCell find(long start) {
      for (int i = cells.size() - 1; i >= 0; i--) {
        CachedCell cell = cells.get(i);
        if (cell.start == start) {
          return cell;
        }
      }
      return null;
    }
  }

  private static final class CachedCell {
    private final Block block;
    private final long start;
    private final Cell cell;
    private boolean dirty;
    private boolean unemitted;
    private boolean correction;
    private long changedAt;

    CachedCell(Block block, long start, Cell cell) {
      this.block = block;
      this.start = start;
      this.cell = cell;
    }
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
    if (grains == null) {
      undefined += partial.events();
      return;
    }
    boolean all = true;
    for (FoldedGrain grain : grains) {
      CachedCell cell = cell(key, grain, grain.startMillis(startMillis));
      if (cell == null) {
        all = false;
        continue;
      }
      int before = cell.cell.heapBytes();
      cell.cell.merge(partial);
      grew(cell.block, cell.cell.heapBytes() - before);
      changed(cell, nowMillis);
      cell.correction |= grain.isCorrection(cell.start, completeUntilMillis);
    }
    if (all) {
      folded += partial.events();
    } else {
      expired += partial.events();
    }
    if (recentBytes > maxHeapBytes / 2) {
      dropOlder();
    }
  }

  /** Null if the interval is forgotten: begun anew, its row would count fewer events. */
  private @Nullable CachedCell cell(GroupKey key, FoldedGrain grain, long start) throws Exception {
    Block block = block(key, grain, start);
    CachedCell cell = block.find(start);
    if (cell != null) {
      return cell;
    }
    long page = 1L << grain.page(start);
    if ((block.pages & page) == 0) {
      block.pages |= page;
      readPage(block, start);
      cell = block.find(start);
      if (cell != null) {
        return cell;
      }
    }
    if (block.forgetAtMillis <= watermarkMillis) {
      return null;
    }
    return add(block, start, new Cell(grain.dataset().partials()));
  }

  private void readPage(Block block, long start) throws Exception {
    Long greatest = greatestStored.get(block.grain.grain().code());
    if (greatest != null && block.grain.pageStartMillis(start) <= greatest) {
      read++;
      byte[] page = store.read(block.group, block.number, block.grain.page(start));
      if (page != null) {
        CellPage.read(page, (storedStart, stored) -> add(block, storedStart, stored));
      }
    }
  }

  private CachedCell add(Block block, long start, Cell cell) {
    CachedCell added = new CachedCell(block, start, cell);
    block.cells.add(added);
    grew(block, CELL_BYTES + cell.heapBytes());
    return added;
  }

  private Block block(GroupKey key, FoldedGrain grain, long start) {
    long number = grain.block(start);
    probe.set(key, number);
    Block block = recent.get(probe);
    if (block != null) {
      return block;
    }
    block = older.remove(probe);
    if (block == null) {
      block = new Block(key, number, grain, grain.forgetAtMillis(start));
    } else {
      olderBytes -= block.heapBytes;
      block.isRecent = true;
    }
    recent.put(block, block);
    recentBytes += block.heapBytes;
    return block;
  }

  private void grew(Block block, int bytes) {
    block.heapBytes += bytes;
    recentBytes += bytes;
  }

  private void changed(CachedCell cell, long nowMillis) {
    cell.dirty = true;
    if (!cell.block.dirty) {
      cell.block.dirty = true;
      dirtyBlocks.add(cell.block);
    }
    if (!cell.unemitted) {
      cell.unemitted = true;
      cell.changedAt = nowMillis;
      unemitted.add(cell);
    }
  }

  /** Emits what changed {@code emitEvery} ago. */
  public void emitDue(long nowMillis) throws Exception {
    for (CachedCell cell = unemitted.peek();
        cell != null && cell.changedAt + emitEveryMillis <= nowMillis;
        cell = unemitted.peek()) {
      unemitted.remove();
      emit(cell);
    }
  }

  private void emitAll() throws Exception {
    for (CachedCell cell = unemitted.poll(); cell != null; cell = unemitted.poll()) {
      emit(cell);
    }
  }

  private void emit(CachedCell cell) throws Exception {
    if (cell.unemitted) {
      boolean correction = cell.correction;
      cell.unemitted = false;
      cell.correction = false;
      emitted++;
      corrected += correction ? 1 : 0;
      rows.emit(cell.block.group, cell.block.grain.grain(), cell.start, cell.cell, correction);
    }
  }

  private void emit(Block block) throws Exception {
    for (CachedCell cell : block.cells) {
      emit(cell);
    }
  }

  /** Emits and stores all that changed. */
  public void flush() throws Exception {
    emitAll();
    for (Block block : dirtyBlocks) {
      if (block.dirty && !writeBack(block)) {
        remove(block);
      }
    }
    dirtyBlocks.clear();
  }

  /** False if nothing was written since no event can change the block any more. */
  private boolean writeBack(Block block) throws Exception {
    block.dirty = false;
    if (block.forgetAtMillis <= watermarkMillis && !block.stored) {
      return false;
    }
    Map<Integer, byte[]> changed = new HashMap<>();
    long greatest = Long.MIN_VALUE;
    for (CachedCell cell : block.cells) {
      if (cell.dirty) {
        changed.computeIfAbsent(block.grain.page(cell.start), page -> page(block, page));
        greatest = Math.max(greatest, cell.start);
      }
    }
    store.write(block.group, block.number, changed, block.forgetAtMillis);
    written += changed.size();
    block.stored = true;
    greatestStored.merge(block.grain.grain().code(), greatest, Math::max);
    return true;
  }

  /** All cells of a page, changed or not, which are clean from now on. */
  private byte[] page(Block block, int page) {
    int size = 0;
    for (CachedCell cell : block.cells) {
      if (block.grain.page(cell.start) == page) {
        size++;
      }
    }
    pageWriter.begin(size);
    for (CachedCell cell : block.cells) {
      if (block.grain.page(cell.start) == page) {
        cell.dirty = false;
        pageWriter.add(cell.start, cell.cell);
      }
    }
    return pageWriter.end();
  }

  private void dropOlder() throws Exception {
    for (Block block : older.values()) {
      emit(block);
      if (block.dirty) {
        writeBack(block);
      }
    }
    older = recent;
    olderBytes = recentBytes;
    older.values().forEach(block -> block.isRecent = false);
    recent = new HashMap<>();
    recentBytes = 0;
    dirtyBlocks.removeIf(block -> !block.dirty);
    unemitted.removeIf(cell -> !cell.unemitted);
  }

  private void remove(Block block) {
    if (block.isRecent) {
      recent.remove(block);
      recentBytes -= block.heapBytes;
    } else {
      older.remove(block);
      olderBytes -= block.heapBytes;
    }
  }

  /** Emits a block's cells for the last time; the caller removes them from the store. */
  public void forget(GroupKey key, long blockNumber) throws Exception {
    probe.set(key, blockNumber);
    Block block = recent.get(probe);
    if (block == null) {
      block = older.get(probe);
    }
    if (block != null) {
      emit(block);
      block.dirty = false;
      remove(block);
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

  /** By the code of a grain, where the last interval begins that was ever stored. */
  public Map<Integer, Long> greatestStored() {
    return greatestStored;
  }

  /** Adds what {@link #greatestStored} gave before, here or in another subtask. */
  public void restoreGreatestStored(int grainCode, long startMillis) {
    greatestStored.merge(grainCode, startMillis, Math::max);
  }

  /** About what the cells need on the heap. */
  public long heapBytes() {
    return recentBytes + olderBytes;
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
