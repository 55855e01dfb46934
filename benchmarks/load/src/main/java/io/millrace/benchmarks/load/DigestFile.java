package io.millrace.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Digests of the rows that this process makes while it is not measured, where rows are too many to
 * be compared one by one.
 *
 * <p>A row may come several times as events come in; the last one counts.
 */
public final class DigestFile {

  private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;
  private static final int BUFFER = 1 << 20;

  /** How many digests are looked at together; each takes 32 to 64 bytes meanwhile. */
  private static final int PER_PASS = 1 << 22;

  private static @Nullable DataOutputStream digests;

  private DigestFile() {}

  /** Runs it and keeps the digest of every row that is added by any thread until it ends. */
  public static void keep(Path file, ResultFile.Work work) throws Exception {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
      open(out);
      work.run();
    } finally {
      open(null);
    }
  }

  public static synchronized void add(RowDigest digest) {
    if (digests == null) {
      throw new IllegalStateException("no file is open for " + digest);
    }
    try {
      digests.writeInt(digest.table());
      digests.writeLong(digest.key());
      digests.writeLong(digest.row());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sums up the last row of every key, by table. */
  public static Map<Integer, TableSum> read(Path file) throws IOException {
    return read(file, PER_PASS);
  }

  /** In as many passes over the file as it takes to hold the keys of one in so much room. */
  public static Map<Integer, TableSum> read(Path file, int perPass) throws IOException {
    long count = Files.size(file) / BYTES;
    int passes = (int) (1 + count / perPass);
    LastRows last = new LastRows((int) Math.min(count, perPass));
    Map<Integer, TableSum> sums = new HashMap<>();
    for (int pass = 0; pass < passes; pass++) {
      int turn = pass;
      last.clear();
      forEach(
          file,
          count,
          digest -> {
            if (Long.remainderUnsigned(digest.key(), passes) == turn) {
              TableSum sum = sums.computeIfAbsent(digest.table(), unseen -> new TableSum());
              long earlier = last.put(digest.key(), digest.row());
              if (earlier == 0) {
                sum.add(digest);
              } else {
                sum.replace(earlier, digest);
              }
            }
          });
    }
    return sums;
  }

  private static void forEach(Path file, long count, Consumer<RowDigest> consumer)
      throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      for (long i = 0; i < count; i++) {
        consumer.accept(new RowDigest(in.readInt(), in.readLong(), in.readLong()));
      }
    }
  }

  private static synchronized void open(@Nullable DataOutputStream out) {
    digests = out;
  }

  /** An open hash table, 0 for no key. */
  private static final class LastRows {

    private final long[] keys;
    private final long[] rows;

    /** With room for somewhat more, as passes are not quite even. */
    LastRows(int expected) {
      int size = Integer.highestOneBit(expected + 1_024) * 4;
      keys = new long[size];
      rows = new long[size];
    }

    void clear() {
      Arrays.fill(keys, 0);
    }

    /** Returns the row before, or 0. */
    long put(long key, long row) {
      int mask = keys.length - 1;
      int at = (int) (key >>> 32) & mask;
      while (keys[at] != 0 && keys[at] != key) {
        at = (at + 1) & mask;
      }
      long earlier = keys[at] == 0 ? 0 : rows[at];
      keys[at] = key;
      rows[at] = row;
      return earlier;
    }
  }
}
