package io.millrace.datasets;

import io.millrace.datasets.FoldPlan.FoldedGrain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of cells in use: its cells as objects, and what has happened to them. */
final class OpenPage implements CellPage.Cells {

  /** About what a page and a cell need beside the cell itself. */
  private static final int PAGE_BYTES = 200;

  private static final int CELL_BYTES = 64;

  /** One interval's. */
  static final class OpenCell {
    FoldedGrain grain;
    long start;
    long forgetAtMillis;
    Cell cell;

    /** Whether it changed since its row was emitted. */
    boolean unemitted;

    /** Whether the row was complete before that. */
    boolean correction;

    private OpenCell(FoldedGrain grain, long start, Cell cell) {
      this.grain = grain;
      this.start = start;
      this.cell = cell;
      forgetAtMillis = grain.forgetAtMillis(start);
    }

    private void become(FoldedGrain otherGrain, long otherStart, Cell otherCell) {
      grain = otherGrain;
      start = otherStart;
      cell = otherCell;
      forgetAtMillis = grain.forgetAtMillis(start);
      unemitted = false;
      correction = false;
    }
  }

  private final FoldPlan.Dataset dataset;

  /** Whether it is open for a moment only: its objects are those of the next page then. */
  final boolean passing;

  private final List<OpenCell> cells = new ArrayList<>(2);
  private final List<OpenCell> spare = new ArrayList<>(0);
  GroupKey key;
  long number;
  int hash;
  private long firstForgottenAtMillis = Long.MAX_VALUE;
  private int heapBytes;

  /** Whether the store may have it, and forgets it in its time. */
  boolean stored;

  /** Whether it differs from what the store has. */
  boolean dirty;

  /** Whether a cell of it does not stand in its row as it is. */
  boolean unemitted;

  /** Whether it was in use since somebody looked last. */
  boolean used;

  /** Whether it is open no more. */
  boolean removed;

  /** Where it was frozen before, to be used again. */
  byte @Nullable [] frozen;

  OpenPage(FoldPlan.Dataset dataset, GroupKey key, long number) {
    this(dataset, key, number, false);
  }

  private OpenPage(FoldPlan.Dataset dataset, GroupKey key, long number, boolean passing) {
    this.dataset = dataset;
    this.passing = passing;
    this.key = key;
    this.number = number;
    hash = PageTable.hash(key, number);
    heapBytes = PAGE_BYTES + key.bytes().length;
  }

  /** An empty one that becomes one page after another. */
  static OpenPage passing(FoldPlan.Dataset dataset, GroupKey key) {
    return new OpenPage(dataset, key, 0, true);
  }

  /** From now on it is this page, without cells; only of one that is passing. */
  void become(GroupKey otherKey, long otherNumber) {
    key = otherKey;
    number = otherNumber;
    hash = PageTable.hash(otherKey, otherNumber);
    spare.addAll(cells);
    cells.clear();
    firstForgottenAtMillis = Long.MAX_VALUE;
    stored = false;
    dirty = false;
    unemitted = false;
    frozen = null;
  }

  List<OpenCell> cells() {
    return cells;
  }

  @Nullable OpenCell find(FoldedGrain grain, long start) {
    for (int i = cells.size() - 1; i >= 0; i--) {
      OpenCell cell = cells.get(i);
      if (cell.start == start && cell.grain == grain) {
        return cell;
      }
    }
    return null;
  }

  @Override
  public Cell blank() {
    return spare.isEmpty() ? new Cell(dataset.partials()) : spare.get(spare.size() - 1).cell;
  }

  @Override
  public void add(int grainCode, long startMillis, Cell cell) {
    FoldedGrain grain = dataset.grain(grainCode);
    // A definition that changed has another version, so there is none that it does not know.
    if (grain != null) {
      add(grain, startMillis, cell);
    }
  }

  OpenCell add(FoldedGrain grain, long start, Cell cell) {
    OpenCell added;
    if (spare.isEmpty()) {
      added = new OpenCell(grain, start, cell);
    } else {
      added = spare.remove(spare.size() - 1);
      added.become(grain, start, cell);
    }
    cells.add(added);
    if (!passing) {
      heapBytes += CELL_BYTES + cell.heapBytes();
    }
    firstForgottenAtMillis = Math.min(firstForgottenAtMillis, added.forgetAtMillis);
    return added;
  }

  /** Folds into one of its cells. */
  void merge(OpenCell into, Cell partial) {
    if (passing) {
      into.cell.merge(partial);
      return;
    }
    heapBytes -= into.cell.heapBytes();
    into.cell.merge(partial);
    heapBytes += into.cell.heapBytes();
  }

  /** About what it needs on the heap; unknown of one that is passing. */
  int heapBytes() {
    return heapBytes;
  }

  /** Whether some of its cells cannot change any more. */
  boolean hasForgotten(long watermarkMillis) {
    return firstForgottenAtMillis <= watermarkMillis;
  }

  /** Leaves out the cells that cannot change any more. */
  void forget(long watermarkMillis) {
    firstForgottenAtMillis = Long.MAX_VALUE;
    for (Iterator<OpenCell> each = cells.iterator(); each.hasNext(); ) {
      OpenCell cell = each.next();
      if (cell.forgetAtMillis <= watermarkMillis) {
        each.remove();
        heapBytes -= passing ? 0 : CELL_BYTES + cell.cell.heapBytes();
      } else {
        firstForgottenAtMillis = Math.min(firstForgottenAtMillis, cell.forgetAtMillis);
      }
    }
  }

  /** From which watermark on none of its cells can change; of a page without cells the first. */
  long forgetAtMillis() {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < cells.size(); i++) {
      last = Math.max(last, cells.get(i).forgetAtMillis);
    }
    return last;
  }
}
