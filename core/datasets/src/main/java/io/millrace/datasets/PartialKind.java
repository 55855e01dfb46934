package io.millrace.datasets;

/** The kinds of partial results; their codes are part of the savepoint format. */
public enum PartialKind {
  /** {@link Numbers}: count, sum, minimum, maximum. */
  NUMBERS(1),
  /** {@link Squares}: the sum of the squares of the numbers. */
  SQUARES(2),
  /** {@link DistinctValues}: how many values there are. */
  DISTINCT(3),
  /** {@link Quantiles}: how the numbers are spread. */
  QUANTILES(4),
  /** {@link LeastValues}: the values themselves; the parameter is how many. */
  UNIQUE(5),
  /** {@link TopValues}: the most frequent values; the parameter is how many are counted. */
  TOP(6);

  private final byte code;

  PartialKind(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static PartialKind ofCode(byte code) {
    for (PartialKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no partial result has the kind " + code);
  }
}
