package io.millrace.flink.connector.cassandra.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keys of 16 bytes by their hash: of so short an input every step of MurmurHash3 (x64, 128 bits)
 * can be taken back.
 */
public final class MurmurPreimage {

  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final int LENGTH = 16;

  private MurmurPreimage() {}

  /** A key whose hash begins with these 64 bits, of which Cassandra makes the token. */
  public static ByteBuffer of(long hash) {
    long mixed2 = 42; // the other half of the hash, less this one: any will do
    long sum1 = unmix(hash - mixed2);
    long sum2 = unmix(mixed2);
    long h2 = sum2 - sum1;
    long h1 = sum1 - h2;
    h1 ^= LENGTH;
    h2 ^= LENGTH;

    long k2 = Long.rotateRight((h2 - 0x38495ab5L) * inverse(5) - h1, 31);
    k2 = Long.rotateRight(k2 * inverse(C1), 33) * inverse(C2);
    long k1 = Long.rotateRight((h1 - 0x52dce729L) * inverse(5), 27);
    k1 = Long.rotateRight(k1 * inverse(C2), 31) * inverse(C1);
    return ByteBuffer.allocate(LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(k1)
        .putLong(k2)
        .flip()
        .order(ByteOrder.BIG_ENDIAN);
  }

  private static long unmix(long k) {
    k ^= k >>> 33;
    k *= inverse(0xc4ceb9fe1a85ec53L);
    k ^= k >>> 33;
    k *= inverse(0xff51afd7ed558ccdL);
    return k ^ (k >>> 33);
  }

  /** Of an odd number modulo 2^64, by Newton's method. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
