package io.millrace.datasets;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a row needs to know of its events: mergeable in any order and any split.
 *
 * <p>Stored as follows; equal contents give equal bytes. A varint has 7 bits a byte, low ones
 * first, the top bit of a byte says that more follow.
 *
 * <pre>
 * cell     version(1 byte) = 1, events(varint), number of partials(varint), partials
 * partial  kind(1 byte) = 1 for numbers, count(varint), and if that is not 0: sum, least, greatest
 * number   head(varint) = scale * 2, digits(zigzag varint)                        if 64 bits do
 *          head(varint) = scale * 2 + 1, length(varint), digits(two's complement)    otherwise
 * </pre>
 */
public final class Cell {

  private static final byte VERSION = 1;
  private static final byte KIND_NUMBERS = 1;

  private long events;
  private final Numbers[] numbers;

  /** An empty cell with partial results for so many target properties. */
  public Cell(int targets) {
    numbers = new Numbers[targets];
    Arrays.setAll(numbers, any -> new Numbers());
  }

  private Cell(long events, Numbers[] numbers) {
    this.events = events;
    this.numbers = numbers;
  }

  /** Number of events folded in. */
  public long events() {
    return events;
  }

  /** Partial results of the target with this place in {@link DatasetDefinition#targets()}. */
  public Numbers numbers(int target) {
    return numbers[target];
  }

  /** Folds one event in: its number per target, null where it has none. */
  public void add(List<? extends @Nullable BigDecimal> targets) {
    requireTargets(targets.size());
    events++;
    for (int i = 0; i < numbers.length; i++) {
      BigDecimal number = targets.get(i);
      if (number != null) {
        numbers[i].add(number);
      }
    }
  }

  /** Folds all events of another cell of the same dataset in. */
  public void merge(Cell other) {
    requireTargets(other.numbers.length);
    events += other.events;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i].merge(other.numbers[i]);
    }
  }

  private void requireTargets(int targets) {
    if (targets != numbers.length) {
      throw new IllegalArgumentException(
          "a cell of "
              + numbers.length
              + " targets meets one of "
              + targets
              + ": the dataset's definition has changed without a new version");
    }
  }

  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(32);
    out.write(VERSION);
    writeVarint(out, events);
    writeVarint(out, numbers.length);
    for (Numbers partial : numbers) {
      out.write(KIND_NUMBERS);
      writeVarint(out, partial.count());
      if (partial.count() > 0) {
        writeNumber(out, partial.sum());
        writeNumber(out, Objects.requireNonNull(partial.minimum()));
        writeNumber(out, Objects.requireNonNull(partial.maximum()));
      }
    }
    return out.toByteArray();
  }

  public static Cell fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "cells of format " + version + " cannot be read, only those of format " + VERSION);
      }
      long events = readVarint(in);
      Numbers[] numbers = new Numbers[Math.toIntExact(readVarint(in))];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = readNumbers(in);
      }
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes follow the cell");
      }
      return new Cell(events, numbers);
    } catch (BufferUnderflowException | ArithmeticException cut) {
      throw new IllegalArgumentException("the bytes of a cell are cut off or altered", cut);
    }
  }

  private static Numbers readNumbers(ByteBuffer in) {
    byte kind = in.get();
    if (kind != KIND_NUMBERS) {
      throw new IllegalArgumentException("no partial result has the kind " + kind);
    }
    long count = readVarint(in);
    return count == 0
        ? new Numbers()
        : new Numbers(count, readNumber(in), readNumber(in), readNumber(in));
  }

  private static void writeNumber(ByteArrayOutputStream out, BigDecimal canonical) {
    BigInteger digits = canonical.unscaledValue();
    long head = canonical.scale() * 2L;
    if (digits.bitLength() < Long.SIZE) {
      long value = digits.longValue();
      writeVarint(out, head);
      writeVarint(out, (value << 1) ^ (value >> 63));
    } else {
      byte[] twosComplement = digits.toByteArray();
      writeVarint(out, head + 1);
      writeVarint(out, twosComplement.length);
      out.writeBytes(twosComplement);
    }
  }

  private static BigDecimal readNumber(ByteBuffer in) {
    long head = readVarint(in);
    int scale = Math.toIntExact(head >>> 1);
    if ((head & 1) == 0) {
      long zigzag = readVarint(in);
      return BigDecimal.valueOf((zigzag >>> 1) ^ -(zigzag & 1), scale);
    }
    int length = Math.toIntExact(readVarint(in));
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] twosComplement = new byte[length];
    in.get(twosComplement);
    return new BigDecimal(new BigInteger(twosComplement), scale);
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long readVarint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in the bytes of a cell does not end");
  }

  /** Whether the contents are equal, however they came together. */
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
    StringBuilder text = new StringBuilder("events=").append(events);
    for (Numbers partial : numbers) {
      text.append(" [n=").append(partial.count()).append(" sum=").append(partial.sum());
      text.append(" min=").append(partial.minimum()).append(" max=").append(partial.maximum());
      text.append(']');
    }
    return text.toString();
  }
}
