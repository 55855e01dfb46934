package io.millrace.datasets;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Numbers and texts in the bytes of a cell: 7 bits a byte, low ones first, the top bit for more.
 */
final class Varint {

  /** More than any text has that an event may hold. */
  private static final int MOST_TEXT_BYTES = 1 << 24;

  private Varint() {}

  static void write(DataOutput out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = in.readByte();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number in the bytes of a cell does not end");
  }

  /** Of 0 to this, so that no altered byte makes us ask for a gigabyte. */
  static int readInt(DataInput in, int most) throws IOException {
    return toInt(read(in), most);
  }

  static int toInt(long value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "the bytes of a cell hold " + value + " where at most " + most + " can be");
    }
    return (int) value;
  }

  /** Length in bytes, then UTF-8. */
  static void writeText(DataOutput out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    write(out, utf8.length);
    out.write(utf8);
  }

  static String readText(DataInput in) throws IOException {
    byte[] utf8 = new byte[readInt(in, MOST_TEXT_BYTES)];
    in.readFully(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
