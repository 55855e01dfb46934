package io.millrace.benchmarks.load;

/** How many rows a table has, and the sum of their digests, which knows no order. */
public final class TableSum {

  private long rows;
  private long digests;

  public void add(RowDigest row) {
    rows++;
    digests += row.row();
  }

  /** A row of the same key as an earlier one counts in its place. */
  void replace(long earlier, RowDigest row) {
    digests += row.row() - earlier;
  }

  public long rows() {
    return rows;
  }

  public boolean isSameAs(TableSum other) {
    return rows == other.rows && digests == other.digests;
  }

  @Override
  public String toString() {
    return rows + " rows of " + Long.toHexString(digests);
  }
}
