package io.millrace.datasets;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Cells of one group that are stored as one value.
 *
 * <p>Part of the savepoint format:
 *
 * <pre>
 * page     number of cells(varint), then for each of them
 *   cell     {@link Grain#code}(varint), start(8 bytes, ms since 1970, big-endian), {@link Cell}
 * </pre>
 */
final class CellPage {

  /** More than a page can have. */
  private static final int MOST_CELLS = 1 << 16;

  private static final int MOST_CODE = 1 << 14;

  private CellPage() {}

  /** Takes the cells of a page. */
  interface Cells {

    void add(int grainCode, long startMillis, Cell cell);
  }

  /** Writes one page after another; not thread-safe. */
  static final class Writer {
    private final Bytes bytes = new Bytes();
    private final DataOutputStream out =
        new DataOutputStream(
            new OutputStream() {
              @Override
              public void write(int b) {
                bytes.put((byte) b);
              }

              @Override
              public void write(byte[] from, int offset, int length) {
                bytes.put(from, offset, offset + length);
              }
            });

    /** Of so many cells, which follow. */
    void begin(int cells) {
      bytes.clear();
      bytes.putVarint(cells);
    }

    void add(int grainCode, long startMillis, Cell cell) {
      try {
        bytes.putVarint(grainCode);
        out.writeLong(startMillis);
        cell.write(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The page, until the next one is begun. */
    Bytes bytes() {
      return bytes;
    }
  }

  /** Reads one page after another; not thread-safe. */
  static final class Reader {
    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private final DataInputStream in =
        new DataInputStream(
            new InputStream() {
              @Override
              public int read() {
                return at < end ? bytes[at++] & 0xFF : -1;
              }

              @Override
              public int read(byte[] to, int offset, int length) {
                int count = Math.min(length, end - at);
                if (count == 0 && length > 0) {
                  return -1;
                }
                System.arraycopy(bytes, at, to, offset, count);
                at += count;
                return count;
              }
            });

    /**
     * Reads the page that lies between two places of an array.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    void read(byte[] array, int from, int to, Cells cells) {
      bytes = array;
      at = from;
      end = to;
      try {
        for (int left = Varint.readInt(in, MOST_CELLS); left > 0; left--) {
          cells.add(Varint.readInt(in, MOST_CODE), in.readLong(), Cell.read(in));
        }
      } catch (EOFException cut) {
        throw new IllegalArgumentException("the bytes of a page are cut off or altered", cut);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (at < end) {
        throw new IllegalArgumentException((end - at) + " bytes follow the cells of a page");
      }
    }
  }
}
