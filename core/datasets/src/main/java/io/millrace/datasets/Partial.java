package io.millrace.datasets;

/**
 * What a cell remembers of the values at one property, mergeable in any order and any split.
 *
 * <p>Which values it looks at is its own business: events without such a value leave it as it is.
 */
public abstract sealed class Partial
    permits DistinctValues, LeastValues, Numbers, Quantiles, Squares, TopValues {

  Partial() {}

  abstract PartialKind kind();

  /** Looks at the value of one event, and keeps nothing of the property. */
  abstract void add(Property value);

  /**
   * Adds what another of the same kind has seen.
   *
   * @param other stays as it is, and shares nothing with this one
   */
  abstract void merge(Partial other);

  /** Whether there was no value yet. */
  abstract boolean isEmpty();

  /** Roughly, for who bounds what is held. */
  abstract int heapBytes();

  /** Without the kind. */
  abstract void write(Bytes out);

  /** Becomes what {@link #write} wrote, whatever it was before. */
  abstract void read(BytesReader in);

  /** One to read into. */
  static Partial of(PartialKind kind) {
    return new PartialSpec(kind, "").create();
  }
}
