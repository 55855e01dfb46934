package io.millrace.datasets;

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

    /** One to be read into, whatever it is now. */
    Cell blank();

    /** Takes the blank one, which has been read. */
    void add(int grainCode, long startMillis, Cell cell);
  }

  /** Begins a page of so many cells, which follow. */
  static void begin(Bytes out, int cells) {
    out.clear();
    out.putVarint(cells);
  }

  static void add(Bytes out, int grainCode, long startMillis, Cell cell) {
    out.putVarint(grainCode);
    out.putLong(startMillis);
    cell.write(out);
  }

  /**
   * Reads a page to the end of its bytes.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  static void read(BytesReader in, Cells cells) {
    for (int left = in.integer(MOST_CELLS); left > 0; left--) {
      int grainCode = in.integer(MOST_CODE);
      long startMillis = in.int64();
      Cell cell = cells.blank();
      cell.read(in);
      cells.add(grainCode, startMillis, cell);
    }
    in.end("the cells of a page");
  }
}
