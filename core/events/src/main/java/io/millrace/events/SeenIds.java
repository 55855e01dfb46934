package io.millrace.events;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ids that one shard of all ids has seen within the last {@code dedupFor}, in pages of 128 in
 * the order of their arrival.
 *
 * <p>In memory are the page that is being filled and a filter of two to four bytes per id, which
 * says of nearly every new id that it is new; only for the others are older pages read. Full pages
 * are written once and dropped whole when their last id has expired, so an id costs a fraction of a
 * write and its expiry nothing.
 *
 * <p>A page, big-endian, part of the savepoint format:
 *
 * <pre>
 * byte version = 1 | int count | long greatest written | count times:
 *   long digest high | long digest low | long written, ms | long place
 * </pre>
 *
 * <p>Page 0 is the directory: byte version = 1 | int first page | int last page.
 */
public final class SeenIds {

  /** Where pages are kept; one shard's own. */
  public interface Pages {

    byte @Nullable [] read(int number) throws Exception;

    void write(int number, byte[] page) throws Exception;

    void remove(int number) throws Exception;
  }

  /** No time: of a shard without ids. */
  public static final long NEVER = Long.MAX_VALUE;

  static final int PAGE_IDS = 128;

  private static final byte VERSION = 1;
  private static final int DIRECTORY = 0;
  private static final int HEADER_BYTES = 1 + Integer.BYTES + Long.BYTES;
  private static final int ID_LONGS = 4;
  private static final int ID_BYTES = ID_LONGS * Long.BYTES;

  /**
   * The filter is made of blocks of eight words, about a line of the processor's cache. An id has
   * one block, and one bit in each of its words.
   */
  private static final int BLOCK_WORDS = 8;

  private static final int BITS_PER_WORD_OF_ID = 6;

  /** Two bytes per id when it is full: then one new id in a thousand is taken for a seen one. */
  private static final int IDS_PER_WORD = 4;

  private final Pages pages;
  private final long dedupForMillis;
  private int first;
  private int last;
  private long[] tail = new long[ID_LONGS * 4];
  private int tailCount;
  private long tailGreatest = Long.MIN_VALUE;
  private long firstGreatest = Long.MIN_VALUE;

  /** The sealed page that held the last duplicate, and its number. */
  private int foundLast;

  private @Nullable ByteBuffer foundPage;
  private boolean changed;
  private boolean directoryChanged = true;
  private int ids;
  private int filtered;
  private long[] filter = new long[BLOCK_WORDS];

  private SeenIds(Pages pages, long dedupForMillis) {
    this.pages = pages;
    this.dedupForMillis = dedupForMillis;
  }

  /** What the pages hold. Fails for pages of a later version. */
  public static SeenIds load(Pages pages, long dedupForMillis) throws Exception {
    SeenIds seen = new SeenIds(pages, dedupForMillis);
    byte[] directory = pages.read(DIRECTORY);
    if (directory == null) {
      seen.first = 1;
      seen.last = 1;
      return seen;
    }
    ByteBuffer range = opened(directory);
    seen.first = range.getInt();
    seen.last = range.getInt();
    seen.directoryChanged = false;
    seen.openTail(seen.requirePage(seen.last));
    seen.rebuildFilter();
    return seen;
  }

  /**
   * Whether an event is the first of its id; if so, its id is held from now on.
   *
   * <p>An event that is read once more from the same place is the first again.
   *
   * @param writtenMillis the Kafka timestamp of its record
   * @param place the same for the same topic, partition, offset and index, and for no other
   */
  public boolean isFirst(long high, long low, long writtenMillis, long place) throws Exception {
    if (mayHold(high, low)) {
      Found found = find(high, low, writtenMillis);
      if (found != null) {
        return found.place == place;
      }
    }
    append(high, low, writtenMillis, place);
    return true;
  }

  private record Found(long place) {}

  /** An entry of the id that still counts when an event is written. */
  private @Nullable Found find(long high, long low, long writtenMillis) throws Exception {
    for (int at = (tailCount - 1) * ID_LONGS; at >= 0; at -= ID_LONGS) {
      if (tail[at] == high
          && tail[at + 1] == low
          && writtenMillis - tail[at + 2] < dedupForMillis) {
        return new Found(tail[at + 3]);
      }
    }
    return findSealed(high, low, writtenMillis);
  }

  /**
   * Who sends a day once more sends it about in the order of the first time: looks where the last
   * one was, then in the newest page, where what is sent again at once stands, then ever further
   * around the former.
   */
  private @Nullable Found findSealed(long high, long low, long writtenMillis) throws Exception {
    int newest = last - 1;
    int around = foundLast >= first && foundLast <= newest ? foundLast : newest;
    if (newest < first) {
      return null;
    }
    Found found = findIn(around, high, low, writtenMillis);
    if (found == null && around != newest) {
      found = find(high, low, writtenMillis, requirePage(newest));
    }
    for (int distance = 1; found == null && distance <= newest - first; distance++) {
      if (around + distance < newest) {
        found = findIn(around + distance, high, low, writtenMillis);
      }
      if (found == null && around - distance >= first) {
        found = findIn(around - distance, high, low, writtenMillis);
      }
    }
    return found;
  }

  /** Remembers the page if the id is in it. */
  private @Nullable Found findIn(int number, long high, long low, long writtenMillis)
      throws Exception {
    ByteBuffer held = foundPage;
    ByteBuffer page = number == foundLast && held != null ? held : requirePage(number);
    Found found = find(high, low, writtenMillis, page);
    if (found != null) {
      foundLast = number;
      foundPage = page;
    }
    return found;
  }

  private @Nullable Found find(long high, long low, long writtenMillis, ByteBuffer page) {
    for (int at = page.capacity() - ID_BYTES; at >= HEADER_BYTES; at -= ID_BYTES) {
      if (page.getLong(at) == high
          && page.getLong(at + Long.BYTES) == low
          && writtenMillis - page.getLong(at + 2 * Long.BYTES) < dedupForMillis) {
        return new Found(page.getLong(at + 3 * Long.BYTES));
      }
    }
    return null;
  }

  private void append(long high, long low, long writtenMillis, long place) throws Exception {
    if (tailCount == PAGE_IDS) {
      seal();
    }
    int at = tailCount * ID_LONGS;
    if (at == tail.length) {
      tail = Arrays.copyOf(tail, Math.min(2 * tail.length, PAGE_IDS * ID_LONGS));
    }
    tail[at] = high;
    tail[at + 1] = low;
    tail[at + 2] = writtenMillis;
    tail[at + 3] = place;
    tailCount++;
    tailGreatest = Math.max(tailGreatest, writtenMillis);
    if (first == last) {
      firstGreatest = tailGreatest;
    }
    changed = true;
    ids++;
    filtered++;
    if (filtered > filter.length * IDS_PER_WORD) {
      rebuildFilter();
    } else {
      remember(high, low);
    }
  }

  private void seal() throws Exception {
    writeTail();
    last++;
    directoryChanged = true;
    tailCount = 0;
    tailGreatest = Long.MIN_VALUE;
  }

  /** Brings all that changed into the pages; a page that is half full is not written again. */
  public void flush() throws Exception {
    if (changed) {
      if (tailCount >= PAGE_IDS / 2) {
        seal();
      }
      writeTail();
      if (directoryChanged) {
        writeDirectory();
      }
      changed = false;
    }
  }

  private void writeDirectory() throws Exception {
    pages.write(
        DIRECTORY,
        ByteBuffer.allocate(1 + 2 * Integer.BYTES).put(VERSION).putInt(first).putInt(last).array());
    directoryChanged = false;
  }

  private void writeTail() throws Exception {
    ByteBuffer page =
        ByteBuffer.allocate(HEADER_BYTES + tailCount * ID_BYTES)
            .put(VERSION)
            .putInt(tailCount)
            .putLong(tailGreatest);
    page.asLongBuffer().put(tail, 0, tailCount * ID_LONGS);
    pages.write(last, page.array());
  }

  /** When the oldest page has no id left that counts, on the clock of Kafka's timestamps. */
  public long expiresAtMillis() {
    return ids == 0 ? NEVER : firstGreatest + dedupForMillis;
  }

  /** Drops the pages that have expired; returns how many ids that were. */
  public int expire(long nowMillis) throws Exception {
    int before = ids;
    while (first < last && expiresAtMillis() <= nowMillis) {
      ids -= requirePage(first).getInt(1);
      pages.remove(first);
      first++;
      directoryChanged = true;
      firstGreatest = first == last ? tailGreatest : requirePage(first).getLong(1 + Integer.BYTES);
      changed = true;
    }
    if (foundLast < first) {
      foundPage = null;
    }
    if (ids == 0 || expiresAtMillis() <= nowMillis) {
      clear();
    } else if (filtered > 2 * ids) {
      rebuildFilter();
    }
    return before - ids;
  }

  private void clear() throws Exception {
    pages.remove(last);
    pages.remove(DIRECTORY);
    first = 1;
    last = 1;
    foundPage = null;
    tail = new long[ID_LONGS * 4];
    tailCount = 0;
    tailGreatest = Long.MIN_VALUE;
    filter = new long[BLOCK_WORDS];
    filtered = 0;
    ids = 0;
    changed = false;
    directoryChanged = true;
  }

  /** How many ids are held. */
  public int size() {
    return ids;
  }

  /** How much memory this takes, about, in bytes. */
  public long memoryBytes() {
    ByteBuffer page = foundPage; // read by the reporter of metrics too
    return (long) Long.BYTES * (tail.length + filter.length) + (page == null ? 0 : page.capacity());
  }

  private void openTail(ByteBuffer page) {
    tailCount = page.getInt(1);
    tailGreatest = page.getLong(1 + Integer.BYTES);
    tail = new long[Math.max(ID_LONGS * 4, tailCount * ID_LONGS)];
    page.position(HEADER_BYTES);
    page.asLongBuffer().get(tail, 0, tailCount * ID_LONGS);
  }

  /** Reads all pages; each doubling of the ids does so once. */
  private void rebuildFilter() throws Exception {
    int count = tailCount;
    for (int number = first; number < last; number++) {
      count += requirePage(number).getInt(1);
    }
    ids = count;
    filtered = count;
    int words = BLOCK_WORDS;
    while (words * IDS_PER_WORD <= count) {
      words *= 2;
    }
    filter = new long[words];
    for (int number = first; number < last; number++) {
      ByteBuffer page = requirePage(number);
      if (number == first) {
        firstGreatest = page.getLong(1 + Integer.BYTES);
      }
      for (int at = HEADER_BYTES; at < page.capacity(); at += ID_BYTES) {
        remember(page.getLong(at), page.getLong(at + Long.BYTES));
      }
    }
    if (first == last) {
      firstGreatest = tailGreatest;
    }
    for (int at = 0; at < tailCount * ID_LONGS; at += ID_LONGS) {
      remember(tail[at], tail[at + 1]);
    }
  }

  private boolean mayHold(long high, long low) {
    int block = block(high);
    long bits = low;
    for (int word = block; word < block + BLOCK_WORDS; word++) {
      if ((filter[word] >>> bits & 1) == 0) {
        return false;
      }
      bits >>>= BITS_PER_WORD_OF_ID;
    }
    return true;
  }

  private void remember(long high, long low) {
    int block = block(high);
    long bits = low;
    for (int word = block; word < block + BLOCK_WORDS; word++) {
      filter[word] |= 1L << bits;
      bits >>>= BITS_PER_WORD_OF_ID;
    }
  }

  private int block(long high) {
    return (int) high * BLOCK_WORDS & (filter.length - 1);
  }

  private ByteBuffer requirePage(int number) throws Exception {
    byte[] page = pages.read(number);
    if (page == null) {
      throw new IllegalStateException(
          "page " + number + " of " + first + " to " + last + " is gone");
    }
    opened(page);
    return ByteBuffer.wrap(page);
  }

  private static ByteBuffer opened(byte[] page) {
    ByteBuffer bytes = ByteBuffer.wrap(page);
    byte version = bytes.get();
    if (version != VERSION) {
      throw new IllegalStateException(
          "ids were stored in version " + version + " of their format; this one reads " + VERSION);
    }
    return bytes;
  }
}
