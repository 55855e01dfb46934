package io.millrace.datasets;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a row needs to know of its events: mergeable in any order and any split.
 *
 * <p>Stored as follows. Equal contents give equal bytes but for a sketch of quantiles, which throws
 * coins, and for counters of top values once they have run out. A varint has 7 bits a byte, low
 * ones first, the top bit of a byte says that more follow; longs and doubles are big-endian.
 *
 * <pre>
 * cell       version(1 byte) = 1, events(varint), number of partials(varint), partials
 * partial    kind(1 byte), then by its kind
 *   numbers    1: count(varint), and if that is not 0: sum, least, greatest
 *   squares    2: 0 for none, or 1(1 byte) and the sum
 *   distinct   3: count(varint), so many hashes(8 bytes each) in order
 *                 257(varint), number of registers that are not 0(varint), for each of them
 *                     zeros before it * 64 + rank(varint)
 *   quantiles  4: count(varint), so many doubles(8 bytes each) in order
 *                 129(varint), length(varint), KllDoublesSketch
 *   unique     5: limit(varint), count(varint), texts in order, 0 or 1(1 byte) and the text left out
 *   top        6: counters(varint), error(varint), count(varint), texts in order, each with its
 *                     frequency(varint)
 * number     head(varint) = scale * 2, digits(zigzag varint)                        if 64 bits do
 *            head(varint) = scale * 2 + 1, length(varint), digits(two's complement)    otherwise
 * text       length(varint), UTF-8
 * </pre>
 */
public final class Cell {

  /** Why two cells that should be of one dataset are not alike. */
  static final String CHANGED = ": the dataset's definition has changed without a new version";

  private static final byte VERSION = 1;
  private static final int MOST_PARTIALS = 1 << 12;

  private long events;
  private Partial[] partials;

  /** An empty cell. */
  public Cell(List<PartialSpec> specs) {
    this(0, new Partial[specs.size()]);
    for (int i = 0; i < partials.length; i++) {
      partials[i] = specs.get(i).create();
    }
  }

  private Cell(long events, Partial[] partials) {
    this.events = events;
    this.partials = partials;
  }

  /** Number of events folded in. */
  public long events() {
    return events;
  }

  public int partials() {
    return partials.length;
  }

  /** The one with this place in {@link DatasetDefinition#partials()}. */
  public Partial partial(int place) {
    return partials[place];
  }

  /** Folds one event in, which has these at the targets of the partial results. */
  public void add(Property[] targets) {
    requirePartials(targets.length);
    events++;
    for (int i = 0; i < partials.length; i++) {
      partials[i].add(targets[i]);
    }
  }

  /**
   * Folds all events of another cell of the same dataset in.
   *
   * @param other stays as it is, and shares nothing with this one
   */
  public void merge(Cell other) {
    requirePartials(other.partials.length);
    for (int i = 0; i < partials.length; i++) {
      if (partials[i].kind() != other.partials[i].kind()) {
        throw new IllegalArgumentException(
            partials[i].kind() + " meet " + other.partials[i].kind() + CHANGED);
      }
    }
    events += other.events;
    for (int i = 0; i < partials.length; i++) {
      partials[i].merge(other.partials[i]);
    }
  }

  private void requirePartials(int others) {
    if (others != partials.length) {
      throw new IllegalArgumentException(
          "a cell of " + partials.length + " partial results meets one of " + others + CHANGED);
    }
  }

  /**
   * A cell of the same events with these of the partial results, which the two share: to look at or
   * to write, not to change.
   */
  public Cell select(int[] places) {
    Partial[] selected = new Partial[places.length];
    Arrays.setAll(selected, i -> partials[places[i]]);
    return new Cell(events, selected);
  }

  /** Roughly, for who bounds what is held. */
  public int heapBytes() {
    int bytes = 40;
    for (Partial partial : partials) {
      bytes += partial.heapBytes();
    }
    return bytes;
  }

  void write(Bytes out) {
    out.put(VERSION);
    out.putVarint(events);
    out.putVarint(partials.length);
    for (Partial partial : partials) {
      out.put(partial.kind().code());
      partial.write(out);
    }
  }

  /**
   * Becomes the cell that stands there, whatever it was before, and reads no byte more.
   *
   * @throws IllegalArgumentException if no cell stands there
   */
  void read(BytesReader in) {
    byte version = in.next();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "cells of format " + version + " cannot be read, only those of format " + VERSION);
    }
    events = in.varint();
    int count = in.integer(MOST_PARTIALS);
    if (partials.length != count) {
      partials = Arrays.copyOf(partials, count);
    }
    for (int i = 0; i < count; i++) {
      byte code = in.next();
      if (partials[i] == null || partials[i].kind().code() != code) {
        partials[i] = Partial.of(PartialKind.ofCode(code));
      }
      partials[i].read(in);
    }
  }

  public byte[] toBytes() {
    Bytes bytes = new Bytes();
    write(bytes);
    return bytes.toArray();
  }

  /**
   * The cell that {@link #toBytes} spelled.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static Cell fromBytes(byte[] bytes) {
    Cell cell = new Cell(0, new Partial[0]);
    BytesReader in = new BytesReader();
    in.begin(bytes, 0, bytes.length);
    cell.read(in);
    in.end("the cell");
    return cell;
  }

  /** Whether the contents are equal, however they came together, as far as equal bytes tell. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cell cell && Arrays.equals(toBytes(), cell.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }

  @Override
  public String toString() {
    return "events=" + events + ' ' + Arrays.toString(partials);
  }
}
