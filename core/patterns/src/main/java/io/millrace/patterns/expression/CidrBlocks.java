package io.millrace.patterns.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of addresses. An IPv4 address is the IPv6 address that it is mapped to, {@code
 * ::ffff:1.2.3.4}.
 */
final class CidrBlocks {

  private static final int BITS = 128;
  private static final int BITS_OF_V4 = 32;
  private static final long MAPPED = 0xFFFF_0000_0000L;
  private static final int GROUPS = 8;

  /** An address; a text that is none is null. */
  record Address(long high, long low) {

    static @Nullable Address of(String text) {
      if (text.indexOf(':') < 0) {
        long v4 = v4(text);
        return v4 < 0 ? null : new Address(0, MAPPED | v4);
      }
      return text.length() > 45 ? null : v6(text);
    }
  }

  record Block(long high, long low, long highMask, long lowMask) {

    boolean holds(Address address) {
      return (address.high & highMask) == high && (address.low & lowMask) == low;
    }
  }

  private final Block[] blocks;

  private CidrBlocks(Block[] blocks) {
    this.blocks = blocks;
  }

  /** Null if any is no block. */
  static @Nullable CidrBlocks of(List<String> texts) {
    Block[] blocks = new Block[texts.size()];
    for (int i = 0; i < blocks.length; i++) {
      Block block = block(texts.get(i));
      if (block == null) {
        return null;
      }
      blocks[i] = block;
    }
    return new CidrBlocks(blocks);
  }

  /** Null if it is no address. */
  @Nullable Boolean hold(String address) {
    Address parsed = Address.of(address);
    if (parsed == null) {
      return null;
    }
    for (Block block : blocks) {
      if (block.holds(parsed)) {
        return true;
      }
    }
    return false;
  }

  /** Null if it is none. */
  static @Nullable Block block(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return null;
    }
    Address first = Address.of(text.substring(0, slash));
    String digits = text.substring(slash + 1);
    if (first == null || !digits.matches("[0-9]{1,3}")) {
      return null;
    }
    boolean v4 = text.indexOf(':') < 0;
    int length = Integer.parseInt(digits);
    if (length > (v4 ? BITS_OF_V4 : BITS)) {
      return null;
    }
    int bits = v4 ? length + BITS - BITS_OF_V4 : length;
    long highMask = mask(Math.min(bits, 64));
    long lowMask = mask(Math.max(bits - 64, 0));
    return new Block(first.high & highMask, first.low & lowMask, highMask, lowMask);
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  /** Four numbers without leading zeros, which some read as octal; else negative. */
  private static long v4(String text) {
    long address = 0;
    int at = 0;
    for (int part = 0; part < 4; part++) {
      int from = at;
      int value = 0;
      while (at < text.length() && at - from < 3 && isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at) - '0';
        at++;
      }
      if (at == from || value > 255 || (at - from > 1 && text.charAt(from) == '0')) {
        return -1;
      }
      address = (address << 8) | value;
      if (part < 3) {
        if (at >= text.length() || text.charAt(at) != '.') {
          return -1;
        }
        at++;
      }
    }
    return at == text.length() ? address : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static @Nullable Address v6(String text) {
    int gap = text.indexOf("::");
    int[] front = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    int[] back = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
    if (front == null || back == null) {
      return null;
    }
    int written = front.length + back.length;
    if (gap < 0 ? written != GROUPS : written >= GROUPS) {
      return null;
    }
    int[] all = new int[GROUPS];
    System.arraycopy(front, 0, all, 0, front.length);
    System.arraycopy(back, 0, all, GROUPS - back.length, back.length);
    return new Address(four(all, 0), four(all, 4));
  }

  private static long four(int[] groups, int from) {
    long value = 0;
    for (int i = from; i < from + 4; i++) {
      value = (value << 16) | groups[i];
    }
    return value;
  }

  /** The numbers between colons; the last may be an IPv4 address, which is two. */
  private static int @Nullable [] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    long v4 = last && parts[parts.length - 1].indexOf('.') >= 0 ? v4(parts[parts.length - 1]) : 0;
    boolean mixed = last && parts[parts.length - 1].indexOf('.') >= 0;
    if (v4 < 0 || parts.length > GROUPS) {
      return null;
    }
    int plain = mixed ? parts.length - 1 : parts.length;
    int[] groups = new int[mixed ? plain + 2 : plain];
    for (int i = 0; i < plain; i++) {
      groups[i] = hexadecimal(parts[i]);
      if (groups[i] < 0) {
        return null;
      }
    }
    if (mixed) {
      groups[plain] = (int) (v4 >> 16);
      groups[plain + 1] = (int) (v4 & 0xFFFF);
    }
    return groups;
  }

  private static int hexadecimal(String digits) {
    int value = digits.isEmpty() || digits.length() > 4 ? -1 : 0;
    for (int i = 0; value >= 0 && i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      value = digit < 0 ? -1 : value * 16 + digit;
    }
    return value;
  }
}
