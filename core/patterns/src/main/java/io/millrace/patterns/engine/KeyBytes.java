package io.millrace.patterns.engine;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What events have in common that are correlated: the values of keys, not the fields that hold
 * them. So stages that name a value differently meet, and rules with equal keys share a record.
 */
public final class KeyBytes implements Comparable<KeyBytes> {

  /** Rules without keys have this many places, lest all of them were one. */
  private static final int PLACES = 64;

  private final byte[] bytes;

  private KeyBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of these values; of none, the rule's place. */
  public static KeyBytes of(Rule rule, List<? extends @Nullable Object> values) {
    StateWriter out = new StateWriter();
    out.count(values.isEmpty() ? Math.floorMod(rule.family(), PLACES) : 0);
    out.values(values);
    return new KeyBytes(out.toBytes());
  }

  /** That had {@link #toBytes}. */
  public static KeyBytes ofBytes(byte[] bytes) {
    return new KeyBytes(bytes.clone());
  }

  /** What is hashed to find who is in charge. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** How much it takes. */
  public int length() {
    return bytes.length;
  }

  /** Those that it was made of. */
  public List<@Nullable Object> values() {
    StateReader in = new StateReader(bytes);
    in.count();
    return in.values();
  }

  @Override
  public int compareTo(KeyBytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return values() + " (" + HexFormat.of().formatHex(bytes) + ")";
  }
}
