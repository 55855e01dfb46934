package io.millrace.jobs.common;

import java.io.Serializable;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses that begin alike.
 *
 * @param width 32 or 128 bits, an address of the other width is never in it
 * @param prefix the first bits, as a number
 */
public record Network(int width, BigInteger prefix, int bits) implements Serializable {

  /** What to write instead of something that is none. */
  public static final String SPELLING =
      "write an address and its number of bits, such as 10.1.2.0/24 or fd12:3456::/32";

  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern LITERAL =
      Pattern.compile("(" + BYTE + "\\.){3}" + BYTE + "|[0-9a-fA-F:][0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  /** Of {@code address/bits}; empty if the text is none, or names an address within a network. */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = slash < 0 ? null : literal(text.substring(0, slash));
    if (address == null || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int width = address.length * Byte.SIZE;
    int bits = Integer.parseInt(text.substring(slash + 1));
    BigInteger number = new BigInteger(1, address);
    boolean isWithin = number.getLowestSetBit() >= 0 && number.getLowestSetBit() < width - bits;
    return bits > width || isWithin
        ? Optional.empty()
        : Optional.of(new Network(width, number.shiftRight(width - bits), bits));
  }

  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length * Byte.SIZE == width
        && new BigInteger(1, bytes).shiftRight(width - bits).equals(prefix);
  }

  /** Only of what can't be a name: nothing is looked up. */
  private static byte @Nullable [] literal(String text) {
    try {
      return LITERAL.matcher(text).matches()
          ? InetAddress.getAllByName(text)[0].getAddress()
          : null;
    } catch (UnknownHostException malformed) {
      return null;
    }
  }
}
