package io.millrace.patterns.engine;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.datasketches.hash.MurmurHash3;

/** Hashes that states and alerts are named by: never to be changed. */
public final class Hashes {

  private static final long SEED = 9001;

  private Hashes() {}

  /** Of 64 bits. */
  public static long of(byte[] bytes) {
    return both(bytes)[0];
  }

  static long of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of 128 bits, in 32 hexadecimal digits. */
  static String hex(byte[] bytes) {
    long[] hash = both(bytes);
    return HexFormat.of().toHexDigits(hash[0]) + HexFormat.of().toHexDigits(hash[1]);
  }

  private static long[] both(byte[] bytes) {
    // It wants one byte at least.
    return MurmurHash3.hash(bytes.length == 0 ? new byte[1] : bytes, SEED);
  }
}
