package io.millrace.datasets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.datasketches.hash.MurmurHash3;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * How many values there are at a property: the hashes of up to 256, HyperLogLog's registers beyond.
 *
 * <p>A value is hashed as DataSketches hashes its spelling, and the registers are those of a sketch
 * with 2^12 of them; so they, and all that follows from them, depend on the set of values alone.
 */
public final class DistinctValues extends Partial {

  static final int MOST_EXACT = 256;

  private static final int LG_REGISTERS = 12;
  private static final int REGISTERS = 1 << LG_REGISTERS;

  /** DataSketches' default: a sketch of another seed cannot be united with one of this. */
  private static final long SEED = 9001;

  /** Of an entry, below: the address has 58 bits and the rank the six above. */
  private static final int RANK_SHIFT = 58;

  private static final long ADDRESS = (1L << RANK_SHIFT) - 1;

  /** What a sketch keeps of a value: the low 26 bits of the address and the rank above. */
  private static final int COUPON_ADDRESS_BITS = 26;

  /** A sketch of fewer coupons holds them as a list. */
  private static final int LEAST_SET = 8;

  private static final int LEAST_TABLE = 4;

  /** In the bytes of a cell, in place of the number of exact values. */
  private static final int REGISTERS_FOLLOW = MOST_EXACT + 1;

  /**
   * An open hash table of entries, 0 for none: 58 bits of the first half of the hash, and above
   * them the rank, which is one more than the leading zeros of the second half and so never 0.
   */
  private long[] entries = new long[LEAST_TABLE];

  private int count;

  /** The greatest rank of each address modulo their number; null while all entries are there. */
  private byte @Nullable [] registers;

  DistinctValues() {}

  /**
   * What a row says of it.
   *
   * @param lower of two standard deviations
   * @param upper of two standard deviations
   * @param sketch DataSketches' HllSketch with 2^12 registers (HLL_4, compact)
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to a row; nobody compares these
  public record Estimate(double estimate, double lower, double upper, byte[] sketch) {}

  @Override
  PartialKind kind() {
    return PartialKind.DISTINCT;
  }

  @Override
  void add(Property value) {
    if (value.isMissing()) {
      return;
    }
    if (value.isPlainAscii()) {
      add(entry(value.bytes(), value.from(), value.to() - value.from()));
    } else {
      String spelling =
          value.isSmallNumber() && value.scale() == 0
              ? Long.toString(value.digits())
              : Spelling.plain(value.value());
      byte[] utf8 = spelling.getBytes(StandardCharsets.UTF_8);
      // Of an array without bytes there is no hash, of no bytes of an array there is.
      add(entry(utf8.length == 0 ? new byte[1] : utf8, 0, utf8.length));
    }
  }

  static long entry(byte[] spelling, int from, int length) {
    long[] hash = MurmurHash3.hash(spelling, from, length, SEED);
    long rank = Math.min(Long.numberOfLeadingZeros(hash[1]), 62) + 1L;
    return (rank << RANK_SHIFT) | (hash[0] & ADDRESS);
  }

  private void add(long entry) {
    if (registers != null) {
      raise(registers, entry);
      return;
    }
    int mask = entries.length - 1;
    int at = (int) entry & mask;
    while (entries[at] != 0) {
      if (entries[at] == entry) {
        return;
      }
      at = (at + 1) & mask;
    }
    entries[at] = entry;
    count++;
    if (count > MOST_EXACT) {
      toRegisters();
    } else if (count > entries.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] old = entries;
    entries = new long[old.length * 2];
    count = 0;
    for (long entry : old) {
      if (entry != 0) {
        add(entry);
      }
    }
  }

  private byte[] toRegisters() {
    byte[] ranks = registers;
    if (ranks == null) {
      ranks = new byte[REGISTERS];
      for (long entry : entries) {
        if (entry != 0) {
          raise(ranks, entry);
        }
      }
      registers = ranks;
      entries = new long[0];
      count = 0;
    }
    return ranks;
  }

  private static void raise(byte[] ranks, long entry) {
    raise(ranks, (int) entry & (REGISTERS - 1), (int) (entry >>> RANK_SHIFT));
  }

  private static void raise(byte[] ranks, int register, int rank) {
    if (rank > ranks[register]) {
      ranks[register] = (byte) rank;
    }
  }

  @Override
  void merge(Partial other) {
    DistinctValues more = (DistinctValues) other;
    byte[] others = more.registers;
    if (others != null) {
      byte[] ranks = toRegisters();
      for (int i = 0; i < REGISTERS; i++) {
        raise(ranks, i, others[i]);
      }
    } else {
      for (long entry : more.entries) {
        if (entry != 0) {
          add(entry);
        }
      }
    }
  }

  @Override
  boolean isEmpty() {
    return count == 0 && registers == null;
  }

  @Override
  int heapBytes() {
    return 64 + Long.BYTES * entries.length + (registers == null ? 0 : REGISTERS);
  }

  /** Exact and its own bounds while the hashes are there; a sketch too, so that rows can unite. */
  public Estimate estimate() {
    HllSketch sketch = registers == null ? coupons() : sketchOf(registers);
    byte[] bytes = sketch.toCompactByteArray();
    return registers == null
        ? new Estimate(count, count, count, bytes)
        : new Estimate(
            sketch.getEstimate(), sketch.getLowerBound(2), sketch.getUpperBound(2), bytes);
  }

  /** A sketch fed with coupons in order, since it keeps some in the order they came in. */
  private HllSketch coupons() {
    int[] coupons =
        Arrays.stream(entries)
            .filter(entry -> entry != 0)
            .mapToInt(
                entry ->
                    ((int) (entry >>> RANK_SHIFT) << COUPON_ADDRESS_BITS)
                        | ((int) entry & ((1 << COUPON_ADDRESS_BITS) - 1)))
            .sorted()
            .distinct()
            .toArray();
    if (coupons.length == 0) {
      return new HllSketch(LG_REGISTERS, TgtHllType.HLL_4);
    }
    ByteBuffer image = ByteBuffer.allocate(12 + Integer.BYTES * coupons.length);
    image.order(ByteOrder.LITTLE_ENDIAN);
    if (coupons.length < LEAST_SET) {
      // Preamble of 2 ints, format 1, family HLL, 2^3 slots, compact, count, a list for HLL_4.
      image.put(new byte[] {2, 1, 7, LG_REGISTERS, 3, 8, (byte) coupons.length, 0});
    } else {
      // Preamble of 3 ints, format 1, family HLL, 2^5 slots, compact, nothing, a set for HLL_4.
      image.put(new byte[] {3, 1, 7, LG_REGISTERS, 5, 8, 0, 1});
      image.putInt(coupons.length);
    }
    for (int coupon : coupons) {
      image.putInt(coupon);
    }
    return HllSketch.heapify(Memory.wrap(image.array()));
  }

  /**
   * A sketch with these registers that claims to be the union of others, so that its estimate comes
   * from them and not from the order of the values.
   */
  private static HllSketch sketchOf(byte[] registers) {
    int zeros = 0;
    // Sums of powers of two of which each has room for all its bits: exact in every order.
    double lowRanks = 0;
    double highRanks = 0;
    for (byte rank : registers) {
      zeros += rank == 0 ? 1 : 0;
      if (rank < 32) {
        lowRanks += Math.scalb(1.0, -rank);
      } else {
        highRanks += Math.scalb(1.0, -rank);
      }
    }
    ByteBuffer image = ByteBuffer.allocate(40 + REGISTERS).order(ByteOrder.LITTLE_ENDIAN);
    // Preamble of 10 ints, format 1, family HLL, no exceptions, out of order, minimum 0, HLL_8.
    image.put(new byte[] {10, 1, 7, LG_REGISTERS, 0, 16, 0, 10});
    image.putDouble(0);
    image.putDouble(lowRanks);
    image.putDouble(highRanks);
    image.putInt(zeros);
    image.putInt(0);
    image.put(registers);
    return HllSketch.heapify(Memory.wrap(image.array())).copyAs(TgtHllType.HLL_4);
  }

  @Override
  void write(Bytes out) {
    if (registers != null) {
      out.putVarint(REGISTERS_FOLLOW);
      writeRegisters(out, registers);
      return;
    }
    out.putVarint(count);
    long[] sorted = Arrays.stream(entries).filter(entry -> entry != 0).sorted().toArray();
    for (long entry : sorted) {
      out.putLong(entry);
    }
  }

  /** Those that are not 0, each with the number of zeros before it: a byte for most. */
  private static void writeRegisters(Bytes out, byte[] ranks) {
    int filled = 0;
    for (byte rank : ranks) {
      filled += rank == 0 ? 0 : 1;
    }
    out.putVarint(filled);
    int zeros = 0;
    for (byte rank : ranks) {
      if (rank == 0) {
        zeros++;
      } else {
        out.putVarint(((long) zeros << 6) | rank);
        zeros = 0;
      }
    }
  }

  @Override
  void read(BytesReader in) {
    int exact = in.integer(REGISTERS_FOLLOW);
    count = 0;
    if (exact == REGISTERS_FOLLOW) {
      byte[] ranks = new byte[REGISTERS];
      readRegisters(in, ranks);
      registers = ranks;
      entries = new long[0];
      return;
    }
    registers = null;
    int size = LEAST_TABLE;
    while (size < exact * 2) {
      size *= 2;
    }
    entries = new long[size];
    for (int i = 0; i < exact; i++) {
      long entry = in.int64();
      if (entry >>> RANK_SHIFT == 0) {
        throw new IllegalArgumentException("the bytes of a cell hold a value without rank");
      }
      add(entry);
    }
  }

  private static void readRegisters(BytesReader in, byte[] ranks) {
    int filled = in.integer(REGISTERS);
    int at = 0;
    for (int i = 0; i < filled; i++) {
      int zerosAndRank = in.integer(REGISTERS << 6);
      at += zerosAndRank >>> 6;
      if (at >= REGISTERS) {
        throw new IllegalArgumentException("the bytes of a cell hold too many registers");
      }
      ranks[at++] = (byte) (zerosAndRank & 63);
    }
  }

  @Override
  public String toString() {
    return "distinct=" + (registers == null ? count : estimate().estimate());
  }
}
