package io.millrace.jobs.detect;

import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.correlate.KeyState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The states of the keys in use as objects, in the order in which they have something to do next.
 * The store has all of them as of each {@link #flush}, and a timer for each; a state that was not
 * used for longest leaves first, and is written then.
 *
 * <p>So a match that waits for the watermark for less than a checkpoint's interval costs no timer
 * in the store.
 */
final class KeyCache {

  /** About what a state takes besides what its bytes tell. */
  private static final long ENTRY_BYTES = 400;

  /** Objects take so much more than the bytes that they are written as. */
  private static final long HEAP_PER_BYTE = 4;

  /** About what a match takes that waits. */
  private static final long MATCH_BYTES = 300;

  private static final long NEVER = Long.MAX_VALUE;

  /** Where states are when they are not here. */
  interface Store {

    byte @Nullable [] read(KeyBytes key) throws Exception;

    /** Null: the key has no state any more. */
    void write(KeyBytes key, byte @Nullable [] bytes) throws Exception;

    /** The key's timer is for another time; {@link Long#MAX_VALUE}: it has none. */
    void moveTimer(KeyBytes key, long beforeMillis, long afterMillis);
  }

  /** A state in use. */
  static final class Entry extends DueQueue.Element {

    final KeyState state;

    private long nextMillis;
    private long timerMillis;
    private boolean isChanged;
    private boolean isStored;
    private long heapBytes;

    private Entry(KeyState state, boolean isStored, long heapBytes) {
      this.state = state;
      this.isStored = isStored;
      this.heapBytes = heapBytes;
      nextMillis = state.nextMillis();
      // It was set when the state was as it has been read.
      timerMillis = nextMillis;
    }

    /** Whether it has something to do. */
    boolean isDue(long nowMillis) {
      return nextMillis <= nowMillis && nextMillis != NEVER;
    }
  }

  private final Store store;
  private final long mostBytes;
  private final LinkedHashMap<KeyBytes, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

  /** Those that have something to do at some time. */
  private final DueQueue<Entry> queue = new DueQueue<>();

  private long heapBytes;
  private long reads;
  private long writes;

  /** Empty. */
  KeyCache(Store store, long mostBytes) {
    this.store = store;
    this.mostBytes = mostBytes;
  }

  /** The key's state, from the store if it is not here; {@link #used} must follow. */
  Entry get(KeyBytes key) throws Exception {
    Entry entry = entries.get(key);
    if (entry == null) {
      byte[] bytes = store.read(key);
      reads++;
      entry =
          bytes == null
              ? new Entry(new KeyState(key), false, ENTRY_BYTES)
              : new Entry(
                  KeyState.ofBytes(key, bytes), true, ENTRY_BYTES + HEAP_PER_BYTE * bytes.length);
      heapBytes += entry.heapBytes;
      entries.put(key, entry);
      if (entry.nextMillis != NEVER) {
        queue.put(entry, entry.nextMillis);
      }
    }
    return entry;
  }

  /**
   * The same for a key whose timer has just come, and is no more. If it was moved since, there is
   * nothing to do, and {@link #used} need not follow.
   */
  Entry getOfTimer(KeyBytes key) throws Exception {
    Entry entry = get(key);
    entry.timerMillis = NEVER;
    return entry;
  }

  /** One of those that have something to do; {@link #used} must follow. */
  @Nullable Entry firstDue(long nowMillis) {
    return queue.firstMillis() <= nowMillis ? queue.first() : null;
  }

  /** The state has been changed, by a match that waits now or without. */
  void used(Entry entry, boolean hasOneMore) throws Exception {
    entry.isChanged = true;
    moveInQueue(entry);
    if (hasOneMore) {
      entry.heapBytes += MATCH_BYTES;
      heapBytes += MATCH_BYTES;
    }
    if (entry.state.isEmpty()) {
      write(entry);
      entries.remove(entry.state.key());
      heapBytes -= entry.heapBytes;
    }
    evict();
  }

  private void moveInQueue(Entry entry) {
    long before = entry.nextMillis;
    entry.nextMillis = entry.state.nextMillis();
    if (entry.nextMillis == before) {
      return;
    }
    if (entry.nextMillis == NEVER) {
      queue.remove(entry);
    } else {
      queue.put(entry, entry.nextMillis);
    }
  }

  private void evict() throws Exception {
    if (heapBytes <= mostBytes) {
      return;
    }
    Iterator<Entry> oldest = entries.values().iterator();
    while (heapBytes > mostBytes && oldest.hasNext()) {
      Entry leaving = oldest.next();
      write(leaving);
      heapBytes -= leaving.heapBytes;
      oldest.remove();
      queue.remove(leaving);
    }
  }

  /** Writes what has changed. */
  void flush() throws Exception {
    for (Entry entry : entries.values()) {
      write(entry);
    }
  }

  private void write(Entry entry) throws Exception {
    KeyBytes key = entry.state.key();
    if (entry.timerMillis != entry.nextMillis) {
      store.moveTimer(key, entry.timerMillis, entry.nextMillis);
      entry.timerMillis = entry.nextMillis;
    }
    if (!entry.isChanged) {
      return;
    }
    entry.isChanged = false;
    if (entry.state.isEmpty()) {
      if (entry.isStored) {
        store.write(key, null);
        writes++;
      }
      entry.isStored = false;
      return;
    }
    byte[] bytes = entry.state.toBytes();
    store.write(key, bytes);
    writes++;
    entry.isStored = true;
    heapBytes -= entry.heapBytes;
    entry.heapBytes = ENTRY_BYTES + HEAP_PER_BYTE * bytes.length;
    heapBytes += entry.heapBytes;
  }

  int size() {
    return entries.size();
  }

  long heapBytes() {
    return heapBytes;
  }

  long reads() {
    return reads;
  }

  long writes() {
    return writes;
  }
}
