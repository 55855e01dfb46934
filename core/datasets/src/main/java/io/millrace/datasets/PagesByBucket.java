package io.millrace.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pages, gathered in any order and given out by the {@link GroupKey#bucket} of their groups. */
final class PagesByBucket {

  /** Takes the pages of a bucket. */
  interface Visitor {

    /**
     * Takes those of one.
     *
     * @param pages only until it returns
     */
    void visit(int bucket, List<Object> pages) throws Exception;
  }

  private final List<Object> pages = new ArrayList<>();

  /** Of each page its bucket, then its place among the pages. */
  private long[] order = new long[1 << 8];

  void add(Object page, int bucket) {
    if (pages.size() == order.length) {
      order = Arrays.copyOf(order, 2 * order.length);
    }
    order[pages.size()] = (long) bucket << Integer.SIZE | pages.size();
    pages.add(page);
  }

  /** Gives out all pages, each bucket's at once. */
  void forEachBucket(Visitor visitor) throws Exception {
    Arrays.sort(order, 0, pages.size());
    List<Object> some = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      int bucket = (int) (order[i] >>> Integer.SIZE);
      some.add(pages.get((int) order[i]));
      if (i + 1 == pages.size() || bucket != (int) (order[i + 1] >>> Integer.SIZE)) {
        visitor.visit(bucket, some);
        some.clear();
      }
    }
  }
}
