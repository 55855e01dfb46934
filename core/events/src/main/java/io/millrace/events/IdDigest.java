package io.millrace.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 128 bits that stand for (collection, id or token): the first half of their SHA-256, so that an id
 * takes the same room whatever its length, and nobody finds two with the same.
 *
 * <p>Part of the savepoint format: never change. Reusable, for one thread.
 */
public final class IdDigest {

  private final MessageDigest sha256;
  private String latest = "";
  private byte[] prefix = {'/'};
  private long high;
  private long low;

  public IdDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Digests the two; {@link #high()} and {@link #low()} then hold the result. */
  public void of(String collection, String dedupKey) {
    if (!collection.equals(latest)) {
      latest = collection;
      // No collection's name holds the slash.
      prefix = (collection + '/').getBytes(UTF_8);
    }
    sha256.update(prefix);
    sha256.update(dedupKey.getBytes(UTF_8));
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    high = digest.getLong();
    low = digest.getLong();
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }
}
