package io.millrace.flink.connector.cassandra.source.enumerator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a partitioner has.
 *
 * @param smallest belongs to no key; it is where the ring begins and ends
 * @param size of the ring, or null if tokens are no numbers
 */
record Ring(String smallest, @Nullable BigInteger size) {

  static final Ring MURMUR3 = new Ring("" + Long.MIN_VALUE, BigInteger.TWO.pow(64));
  static final Ring RANDOM = new Ring("-1", BigInteger.TWO.pow(127).add(BigInteger.ONE));
  private static final Ring BYTE_ORDERED = new Ring("0x", null);

  /**
   * @param partitioner its class, with or without a package
   */
  static Ring of(String partitioner) {
    return switch (partitioner.substring(partitioner.lastIndexOf('.') + 1)) {
      case "Murmur3Partitioner" -> MURMUR3;
      case "RandomPartitioner" -> RANDOM;
      case "ByteOrderedPartitioner" -> BYTE_ORDERED;
      default -> throw new IllegalArgumentException("unknown partitioner " + partitioner);
    };
  }

  /** The part of the ring after one token and up to another; 1 if they are the same. */
  double share(String after, String upTo) {
    if (size == null) {
      throw new UnsupportedOperationException("tokens of this ring are no numbers");
    }
    BigInteger width = new BigInteger(upTo).subtract(new BigInteger(after)).mod(size);
    if (width.signum() == 0) {
      return 1;
    }
    return new BigDecimal(width).divide(new BigDecimal(size), MathContext.DECIMAL64).doubleValue();
  }
}
