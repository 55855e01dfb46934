package io.millrace.jobs.detect;

import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.correlate.KeyState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of the keys in use as objects. The store has all of them as of each {@link #flush}; a
 * state that was not used for longest leaves first, and is written then.
 */
final class KeyCache {

  /** About what a state takes besides what its bytes tell. */
  private static final long ENTRY_BYTES = 400;

  /** Objects take so much more than the bytes that they are written as. */
  private static final long HEAP_PER_BYTE = 4;

  /** About what a match takes that waits. */
  private static final long MATCH_BYTES = 300;

  /** Where states are when they are not here. */
  interface Store {

    byte @Nullable [] read(KeyBytes key) throws Exception;

    /** Null: the key has no state any more. */
    void write(KeyBytes key, byte @Nullable [] bytes) throws Exception;
  }

  /** A state in use. */
  static final class Entry {

    final KeyState state;

    /** For which its key has a timer, if it has. */
    @Nullable Long timerMillis;

    boolean isTimerKnown;

    private boolean isChanged;
    private boolean isStored;
    private long heapBytes;

    private Entry(KeyState state, boolean isStored, long heapBytes) {
      this.state = state;
      this.isStored = isStored;
      this.heapBytes = heapBytes;
    }
  }

  private final Store store;
  private final long mostBytes;
  private final LinkedHashMap<KeyBytes, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
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
    }
    return entry;
  }

  /** The state has been changed, by a match that waits now or without. */
  void used(KeyBytes key, Entry entry, boolean hasOneMore) throws Exception {
    entry.isChanged = true;
    if (hasOneMore) {
      entry.heapBytes += MATCH_BYTES;
      heapBytes += MATCH_BYTES;
    }
    if (entry.state.isEmpty()) {
      write(key, entry);
      entries.remove(key);
      heapBytes -= entry.heapBytes;
    }
    evict();
  }

  private void evict() throws Exception {
    Iterator<Map.Entry<KeyBytes, Entry>> oldest = entries.entrySet().iterator();
    while (heapBytes > mostBytes && oldest.hasNext()) {
      Map.Entry<KeyBytes, Entry> leaving = oldest.next();
      write(leaving.getKey(), leaving.getValue());
      heapBytes -= leaving.getValue().heapBytes;
      oldest.remove();
    }
  }

  /** Writes what has changed. */
  void flush() throws Exception {
    for (Map.Entry<KeyBytes, Entry> entry : entries.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
  }

  private void write(KeyBytes key, Entry entry) throws Exception {
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
