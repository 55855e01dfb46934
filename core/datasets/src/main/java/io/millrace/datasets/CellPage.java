package io.millrace.datasets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Cells of one group and grain that are stored as one value, a few neighbours in time.
 *
 * <p>Part of the savepoint format:
 *
 * <pre>
 * page     number of cells(varint), then for each of them
 *   cell     start(8 bytes, ms since 1970, big-endian), {@link Cell}
 * </pre>
 */
final class CellPage {

  /** More than there are minutes in a block. */
  private static final int MOST_CELLS = 1 << 10;

  private CellPage() {}

  /** Takes the cells of a page. */
  interface Cells {
    void add(long startMillis, Cell cell);
  }

  /** Writes one page after another; not thread-safe. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Of so many cells, which follow. */
    void begin(int cells) {
      bytes.reset();
      try {
        Varint.write(out, cells);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void add(long startMillis, Cell cell) {
      try {
        out.writeLong(startMillis);
        cell.write(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    byte[] end() {
      return bytes.toByteArray();
    }
  }

  /**
   * Reads a page.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  static void read(byte[] page, Cells cells) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(page);
    DataInputStream in = new DataInputStream(bytes);
    try {
      for (int left = Varint.readInt(in, MOST_CELLS); left > 0; left--) {
        cells.add(in.readLong(), Cell.read(in));
      }
      if (bytes.available() > 0) {
        throw new IllegalArgumentException(bytes.available() + " bytes follow the cells of a page");
      }
    } catch (EOFException cut) {
      throw new IllegalArgumentException("the bytes of a page are cut off or altered", cut);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
