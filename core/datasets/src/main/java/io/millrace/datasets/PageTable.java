package io.millrace.datasets;

import org.jspecify.annotations.Nullable;

/**
 * Pages by group and number, each open ({@link OpenPage}) or frozen ({@link FrozenPage}, a byte
 * array): a table of places where the next free one is taken, since a node for each page would cost
 * a third of the page.
 *
 * <p>Not thread-safe.
 */
final class PageTable {

  /** Looks at a frozen page. */
  interface Visitor {
    void visit(byte[] frozen) throws Exception;
  }

  private static final int PLACE_BYTES = 8;

  /** Odd, with bits all over: 2^64 divided by the golden ratio. */
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private @Nullable Object[] places = new Object[1 << 4];

  /** Beside the places, since most pages that are looked at are in no processor's cache. */
  private int[] hashes = new int[places.length];

  private int size;
  private int hand;

  static int hash(GroupKey key, long number) {
    // Neighbours differ in few bits, where a table of places does not look.
    return (int) (((key.hashCode() + number) * HASH_FACTOR) >>> Integer.SIZE);
  }

  /** An {@link OpenPage}, the bytes of a frozen one, or null. */
  @Nullable Object find(GroupKey key, long number) {
    int hash = hash(key, number);
    for (int place = home(hash); ; place = next(place)) {
      Object page = places[place];
      if (page == null) {
        return null;
      }
      if (hashes[place] == hash && is(page, hash, key, number)) {
        return page;
      }
    }
  }

  private static boolean is(Object page, int hash, GroupKey key, long number) {
    return page instanceof OpenPage open
        ? open.hash == hash && open.number == number && open.key.equals(key)
        : FrozenPage.isOf((byte[]) page, hash, key, number);
  }

  /** Adds one that is not there. */
  void add(Object page) {
    if (3 * (size + 1) > 2 * places.length) {
      grow();
    }
    size++;
    insert(page, hash(page));
  }

  private void insert(Object page, int hash) {
    int place = home(hash);
    while (places[place] != null) {
      place = next(place);
    }
    places[place] = page;
    hashes[place] = hash;
  }

  private void grow() {
    @Nullable Object[] before = places;
    int[] hashesBefore = hashes;
    places = new Object[2 * before.length];
    hashes = new int[places.length];
    hand = 0;
    for (int i = 0; i < before.length; i++) {
      Object page = before[i];
      if (page != null) {
        insert(page, hashesBefore[i]);
      }
    }
  }

  /** Puts the other form of a page into its place. */
  void replace(Object page, Object by) {
    places[place(page)] = by;
  }

  void remove(Object page) {
    int free = place(page);
    size--;
    for (int place = next(free); ; place = next(place)) {
      Object following = places[place];
      if (following == null) {
        places[free] = null;
        return;
      }
      // Whoever stands here may only move up to where its search begins.
      int home = home(hashes[place]);
      if (distance(home, place) >= distance(free, place)) {
        places[free] = following;
        hashes[free] = hashes[place];
        free = place;
      }
    }
  }

  private int place(Object page) {
    int place = home(hash(page));
    while (places[place] != page) {
      if (places[place] == null) {
        throw new IllegalStateException("the page is not in the table");
      }
      place = next(place);
    }
    return place;
  }

  /**
   * A frozen page that was not used since this was here last, going round; null if there is none
   * that is frozen.
   */
  byte @Nullable [] unused() {
    for (int steps = 2 * places.length; steps > 0; steps--) {
      hand = next(hand);
      if (places[hand] instanceof byte[] frozen) {
        if (!FrozenPage.is(frozen, FrozenPage.USED)) {
          return frozen;
        }
        FrozenPage.clear(frozen, FrozenPage.USED);
      }
    }
    return null;
  }

  /** Shows all that are frozen, none of which may be added, replaced or removed meanwhile. */
  void forEachFrozen(Visitor visitor) throws Exception {
    for (Object page : places) {
      if (page instanceof byte[] frozen) {
        visitor.visit(frozen);
      }
    }
  }

  /** What the places need on the heap, without the pages. */
  long heapBytes() {
    return (long) PLACE_BYTES * places.length;
  }

  int size() {
    return size;
  }

  private static int hash(Object page) {
    return page instanceof OpenPage open ? open.hash : FrozenPage.hash((byte[]) page);
  }

  private int home(int hash) {
    return hash & (places.length - 1);
  }

  private int next(int place) {
    return (place + 1) & (places.length - 1);
  }

  private int distance(int from, int to) {
    return (to - from) & (places.length - 1);
  }
}
