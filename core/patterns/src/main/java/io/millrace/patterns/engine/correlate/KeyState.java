package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one key: matches that wait for the watermark, and a {@link Slot} for
 * each pattern that has seen the key. Equal states are equal bytes.
 *
 * <p>Bytes: the version; the number of matches, and they; the number of slots, and they by pattern.
 */
public final class KeyState {

  /** The first byte. A change of what follows needs another, and a reader of this one. */
  static final int VERSION = 1;

  final TreeMap<Long, Slot> slots = new TreeMap<>();
  private final KeyBytes key;
  private final List<Match> buffer;

  /** As many of the buffer have been taken. */
  private int taken;

  /** Nothing yet. */
  public KeyState(KeyBytes key) {
    this(key, new ArrayList<>());
  }

  private KeyState(KeyBytes key, List<Match> buffer) {
    this.key = key;
    this.buffer = buffer;
  }

  /** Whose it is. */
  public KeyBytes key() {
    return key;
  }

  /** Whether there is nothing to keep. */
  public boolean isEmpty() {
    return buffered() == 0 && slots.isEmpty();
  }

  /** How many matches wait for the watermark. */
  public int buffered() {
    return buffer.size() - taken;
  }

  /**
   * When {@link Correlator#advance} has something to do, whatever the rules are; {@link
   * Long#MAX_VALUE} if it never will.
   */
  public long nextMillis() {
    Match match = first();
    long next = match == null ? Machine.NEVER : match.timeMillis();
    long expiry = Long.MIN_VALUE;
    for (Slot slot : slots.values()) {
      next = Math.min(next, slot.deadlineMillis());
      expiry = Math.max(expiry, slot.expiryMillis());
    }
    return expiry == Long.MIN_VALUE ? next : Math.min(next, expiry);
  }

  /** False if it is there. */
  boolean buffer(Match match) {
    int last = buffer.size() - 1;
    if (last >= taken && Match.IN_TIME.compare(buffer.get(last), match) >= 0) {
      List<Match> waiting = buffer.subList(taken, buffer.size());
      int place = Collections.binarySearch(waiting, match, Match.IN_TIME);
      if (place >= 0) {
        return false;
      }
      waiting.add(-place - 1, match);
    } else {
      buffer.add(match);
    }
    return true;
  }

  @Nullable Match first() {
    return buffered() == 0 ? null : buffer.get(taken);
  }

  void takeFirst() {
    taken++;
    if (taken == buffer.size()) {
      buffer.clear();
      taken = 0;
    }
  }

  /** Lets go of what was taken. */
  void trim() {
    buffer.subList(0, taken).clear();
    taken = 0;
  }

  /** The slot whose deadline is next, if any has one. */
  @Nullable Slot nextDue() {
    Slot next = null;
    for (Slot slot : slots.values()) {
      if (slot.deadlineMillis() != Machine.NEVER
          && (next == null || slot.deadlineMillis() < next.deadlineMillis())) {
        next = slot;
      }
    }
    return next;
  }

  /** To be read by {@link #ofBytes}. */
  public byte[] toBytes() {
    StateWriter out = new StateWriter();
    out.octet(VERSION);
    out.count(buffered());
    buffer.subList(taken, buffer.size()).forEach(match -> match.write(out));
    out.count(slots.size());
    slots.values().forEach(slot -> slot.write(out));
    return out.toBytes();
  }

  /** Of the key that had {@link #toBytes}. */
  public static KeyState ofBytes(KeyBytes key, byte[] bytes) {
    StateReader in = new StateReader(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "the state of a key has format " + version + "; this release reads " + VERSION);
    }
    int matches = in.size();
    List<Match> buffer = new ArrayList<>(matches);
    for (int i = 0; i < matches; i++) {
      buffer.add(Match.read(key, in));
    }
    KeyState state = new KeyState(key, buffer);
    int slots = in.size();
    for (int i = 0; i < slots; i++) {
      Slot slot = Slot.read(in);
      state.slots.put(slot.family, slot);
    }
    if (!in.isAtEnd()) {
      throw new IllegalArgumentException("the bytes of a state go on after its end");
    }
    return state;
  }
}
