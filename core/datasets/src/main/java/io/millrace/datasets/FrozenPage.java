package io.millrace.datasets;

import io.millrace.datasets.OpenPage.OpenCell;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A page that is not in use just now, as one array of bytes: less than half of what its objects
 * need. It lives on the heap only; what a store gets is its {@link #body}.
 *
 * <pre>
 * hash(4) forget at(8) page number(8) length of key(4) length of body(4) flags(1)
 * key, body as in {@link CellPage}, flags of each cell(1)
 * </pre>
 */
final class FrozenPage {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int FORGET_AT = 4;
  private static final int NUMBER = 12;
  private static final int KEY_LENGTH = 20;
  private static final int BODY_LENGTH = 24;
  private static final int FLAGS = 28;
  private static final int KEY = 29;

  static final int STORED = 1;
  static final int DIRTY = 2;
  static final int UNEMITTED = 4;
  static final int USED = 8;

  private static final int CELL_UNEMITTED = 1;
  private static final int CELL_CORRECTION = 2;

  /** What the head of an array needs. */
  private static final int ARRAY_BYTES = 16;

  /** A page grows by a digit here and there. */
  private static final int SLACK = 8;

  private FrozenPage() {}

  /**
   * In the page's former array if it still has the right size.
   *
   * @param bytes to write it with
   */
  static byte[] of(OpenPage page, Bytes bytes) {
    write(page, bytes);
    List<OpenCell> cells = page.cells();
    byte[] key = page.key.bytes();
    int length = KEY + key.length + bytes.length() + cells.size();
    byte[] frozen = page.frozen;
    if (frozen == null || frozen.length < length || frozen.length > 2 * length) {
      frozen = new byte[(length + SLACK + 7) / 8 * 8];
      System.arraycopy(key, 0, frozen, KEY, key.length);
    }
    INT.set(frozen, 0, page.hash);
    LONG.set(frozen, FORGET_AT, page.forgetAtMillis());
    LONG.set(frozen, NUMBER, page.number);
    INT.set(frozen, KEY_LENGTH, key.length);
    INT.set(frozen, BODY_LENGTH, bytes.length());
    frozen[FLAGS] =
        (byte)
            ((page.stored ? STORED : 0)
                | (page.dirty ? DIRTY : 0)
                | (page.unemitted ? UNEMITTED : 0)
                | USED);
    int at = KEY + key.length;
    System.arraycopy(bytes.array(), 0, frozen, at, bytes.length());
    at += bytes.length();
    for (int i = 0; i < cells.size(); i++) {
      OpenCell cell = cells.get(i);
      frozen[at++] =
          (byte) ((cell.unemitted ? CELL_UNEMITTED : 0) | (cell.correction ? CELL_CORRECTION : 0));
    }
    return frozen;
  }

  /** The cells as a store keeps them. */
  static void write(OpenPage page, Bytes bytes) {
    List<OpenCell> cells = page.cells();
    CellPage.begin(bytes, cells.size());
    for (int i = 0; i < cells.size(); i++) {
      OpenCell cell = cells.get(i);
      CellPage.add(bytes, cell.grain.grain().code(), cell.start, cell.cell);
    }
  }

  /**
   * Opens it in a page of its key and number that has no cells, which may be frozen in the same
   * array again.
   *
   * @param reader to read it with
   */
  static void open(byte[] frozen, OpenPage page, BytesReader reader) {
    int start = KEY + (int) INT.get(frozen, KEY_LENGTH);
    int end = start + (int) INT.get(frozen, BODY_LENGTH);
    reader.begin(frozen, start, end);
    CellPage.read(reader, page);
    List<OpenCell> cells = page.cells();
    for (int i = 0; i < cells.size(); i++) {
      byte flags = frozen[end + i];
      cells.get(i).unemitted = (flags & CELL_UNEMITTED) != 0;
      cells.get(i).correction = (flags & CELL_CORRECTION) != 0;
    }
    page.stored = is(frozen, STORED);
    page.dirty = is(frozen, DIRTY);
    page.unemitted = is(frozen, UNEMITTED);
    page.frozen = frozen;
  }

  static int hash(byte[] frozen) {
    return (int) INT.get(frozen, 0);
  }

  static long number(byte[] frozen) {
    return (long) LONG.get(frozen, NUMBER);
  }

  /** From which watermark on none of its cells can change. */
  static long forgetAtMillis(byte[] frozen) {
    return (long) LONG.get(frozen, FORGET_AT);
  }

  static boolean isOf(byte[] frozen, int hash, GroupKey key, long number) {
    byte[] bytes = key.bytes();
    return hash(frozen) == hash
        && number(frozen) == number
        && (int) INT.get(frozen, KEY_LENGTH) == bytes.length
        && Arrays.equals(frozen, KEY, KEY + bytes.length, bytes, 0, bytes.length);
  }

  static GroupKey key(byte[] frozen) {
    return GroupKey.ofBytes(
        Arrays.copyOfRange(frozen, KEY, KEY + (int) INT.get(frozen, KEY_LENGTH)));
  }

  /** {@link GroupKey#bucket} of its group. */
  static int bucket(byte[] frozen) {
    return GroupKey.bucket(frozen, KEY, KEY + (int) INT.get(frozen, KEY_LENGTH));
  }

  /** The cells as a store keeps them. */
  static byte[] body(byte[] frozen) {
    int start = KEY + (int) INT.get(frozen, KEY_LENGTH);
    return Arrays.copyOfRange(frozen, start, start + (int) INT.get(frozen, BODY_LENGTH));
  }

  /** Whether one of these flags is set. */
  static boolean is(byte[] frozen, int flags) {
    return (frozen[FLAGS] & flags) != 0;
  }

  static void set(byte[] frozen, int flag) {
    frozen[FLAGS] |= (byte) flag;
  }

  static void clear(byte[] frozen, int flag) {
    frozen[FLAGS] &= (byte) ~flag;
  }

  /** All rows stand as the cells are. */
  static void clearEmitted(byte[] frozen, int cells) {
    clear(frozen, UNEMITTED);
    int end = KEY + (int) INT.get(frozen, KEY_LENGTH) + (int) INT.get(frozen, BODY_LENGTH);
    Arrays.fill(frozen, end, end + cells, (byte) 0);
  }

  static int heapBytes(byte[] frozen) {
    return ARRAY_BYTES + frozen.length;
  }
}
