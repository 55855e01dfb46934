package io.millrace.datasets;

import io.millrace.datasets.FoldPlan.FoldedGrain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of cells in use: its cells as objects, and what has happened to them. */
final class OpenPage {

  /** About what a page and a cell need beside the cell itself. */
  private static final int PAGE_BYTES = 200;

  private static final int CELL_BYTES = 64;

  /** One interval's. */
  static final class OpenCell {
    final FoldedGrain grain;
    final long start;
    final long forgetAtMillis;
    final Cell cell;

    /** Whether it changed since its row was emitted. */
    boolean unemitted;

    /** Whether the row was complete before that. */
    boolean correction;

    OpenCell(FoldedGrain grain, long start, Cell cell) {
      this.grain = grain;
      this.start = start;
      this.cell = cell;
      forgetAtMillis = grain.forgetAtMillis(start);
    }
  }

  final GroupKey key;
  final long number;
  final int hash;
  private final List<OpenCell> cells = new ArrayList<>(2);
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

  OpenPage(GroupKey key, long number) {
    this.key = key;
    this.number = number;
    hash = PageTable.hash(key, number);
    heapBytes = PAGE_BYTES + key.bytes().length;
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

  OpenCell add(FoldedGrain grain, long start, Cell cell) {
    OpenCell added = new OpenCell(grain, start, cell);
    cells.add(added);
    heapBytes += CELL_BYTES + cell.heapBytes();
    firstForgottenAtMillis = Math.min(firstForgottenAtMillis, added.forgetAtMillis);
    return added;
  }

  void grew(int bytes) {
    heapBytes += bytes;
  }

  /** About what it needs on the heap. */
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
        heapBytes -= CELL_BYTES + cell.cell.heapBytes();
      } else {
        firstForgottenAtMillis = Math.min(firstForgottenAtMillis, cell.forgetAtMillis);
      }
    }
  }

  /** From which watermark on none of its cells can change; of a page without cells the first. */
  long forgetAtMillis() {
    long last = Long.MIN_VALUE;
    for (OpenCell cell : cells) {
      last = Math.max(last, cell.forgetAtMillis);
    }
    return last;
  }
}
