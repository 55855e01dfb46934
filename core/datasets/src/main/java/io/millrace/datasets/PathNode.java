package io.millrace.datasets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A property's name on the way to some of the chosen properties; its children are found by their
 * length and first eight bytes, and told by the last eight.
 */
final class PathNode {

  /** Odd, with bits all over: 2^64 divided by the golden ratio. */
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final byte[] name;
  private final long head;
  private final long tail;
  private final int slot;
  private final Map<String, PathNode> children;
  private final @Nullable PathNode[] table;
  private final int shift;

  private PathNode(String name, int slot, Map<String, PathNode> children) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
    this.slot = slot;
    this.children = children;
    head = Ascii.eight(this.name, 0, this.name.length);
    tail = tail(this.name, 0, this.name.length);
    // At most a quarter full, so that most names that nobody wants end at an empty place.
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(children.size() * 4 + 1);
    table = new PathNode[1 << bits];
    shift = Long.SIZE - bits;
    for (PathNode child : children.values()) {
      int place = place(child.head, child.name.length);
      while (table[place] != null) {
        place = (place + 1) & (table.length - 1);
      }
      table[place] = child;
    }
  }

  /** Which of the chosen properties this is, or -1 if it only leads to some. */
  int slot() {
    return slot;
  }

  /** How many children. */
  int size() {
    return children.size();
  }

  /** The child whose name stands there, or null. */
  @Nullable PathNode child(byte[] json, int from, int to) {
    long wanted = Ascii.eight(json, from, to);
    int place = place(wanted, to - from);
    while (true) {
      PathNode child = table[place];
      if (child == null) {
        return null;
      }
      if (child.head == wanted
          && child.name.length == to - from
          && child.tail == tail(json, from, to)
          && (to - from <= 2 * Long.BYTES
              || Arrays.equals(child.name, 0, to - from, json, from, to))) {
        return child;
      }
      place = (place + 1) & (table.length - 1);
    }
  }

  @Nullable PathNode child(String decodedName) {
    return children.get(decodedName);
  }

  /** The last eight bytes of what is longer. */
  private static long tail(byte[] text, int from, int to) {
    return to - from <= Long.BYTES ? 0 : Ascii.eight(text, to - Long.BYTES, to);
  }

  private int place(long nameHead, int length) {
    return (int) (((nameHead ^ length) * HASH_FACTOR) >>> shift);
  }

  /** Grows the tree path by path. */
  static final class Builder {

    private final Map<String, Builder> children = new HashMap<>();
    private int slot = -1;

    /** Adds the property at a path; gives its slot back. */
    int add(String path, int newSlot) {
      Builder node = this;
      for (String name : path.split("\\.", -1)) {
        node = node.children.computeIfAbsent(name, any -> new Builder());
      }
      node.slot = newSlot;
      return newSlot;
    }

    PathNode build() {
      return build("");
    }

    private PathNode build(String name) {
      Map<String, PathNode> built = new HashMap<>();
      children.forEach((child, builder) -> built.put(child, builder.build(child)));
      return new PathNode(name, slot, built);
    }
  }
}
