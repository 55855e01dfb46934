package io.millrace.datasets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private final Partial[] partials;

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

  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    Varint.write(out, events);
    Varint.write(out, partials.length);
    for (Partial partial : partials) {
      out.writeByte(partial.kind().code());
      partial.write(out);
    }
  }

  /**
   * Reads a cell and no byte more.
   *
   * @throws IllegalArgumentException if no cell stands there
   */
  public static Cell read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "cells of format " + version + " cannot be read, only those of format " + VERSION);
    }
    long events = Varint.read(in);
    Partial[] partials = new Partial[Varint.readInt(in, MOST_PARTIALS)];
    for (int i = 0; i < partials.length; i++) {
      partials[i] = Partial.read(in);
    }
    return new Cell(events, partials);
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
    try {
      write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static Cell fromBytes(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      Cell cell = read(new DataInputStream(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException(in.available() + " bytes follow the cell");
      }
      return cell;
    } catch (EOFException cut) {
      throw new IllegalArgumentException("the bytes of a cell are cut off or altered", cut);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
