package io.millrace.datasets;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The exact sum of the squares of the numbers at one property. */
public final class Squares extends Partial {

  /**
   * Digits of the variance before its root is taken: a root that ends within 35 digits, which is
   * where rounding to 34 could be a tie, has a square that ends within 70.
   */
  private static final MathContext VARIANCE = new MathContext(100, RoundingMode.HALF_EVEN);

  private final Decimal sum = new Decimal();
  private boolean empty = true;

  Squares() {}

  @Override
  PartialKind kind() {
    return PartialKind.SQUARES;
  }

  /** Canonical. */
  public BigDecimal sum() {
    return sum.value();
  }

  /**
   * How far the numbers are from their average, as the root of the mean square, over all of them
   * and not over a sample; rounded once to 34 digits, null if there are no numbers.
   *
   * @param numbers of the same events and property
   */
  public @Nullable BigDecimal standardDeviation(Numbers numbers) {
    if (numbers.count() == 0) {
      return null;
    }
    BigDecimal count = BigDecimal.valueOf(numbers.count());
    BigDecimal squareOfSum = numbers.sum().pow(2);
    BigDecimal spread = count.multiply(sum()).subtract(squareOfSum);
    return Spelling.canonical(spread.divide(count.pow(2), VARIANCE).sqrt(MathContext.DECIMAL128));
  }

  @Override
  void add(Property value) {
    if (value.isSmallNumber()) {
      long digits = value.digits();
      if (Math.multiplyHigh(digits, digits) == 0 && digits * digits >= 0) {
        sum.add(digits * digits, 2 * value.scale());
      } else {
        sum.add(BigDecimal.valueOf(digits, value.scale()).pow(2));
      }
      empty = false;
    } else if (value.isNumber()) {
      sum.add(value.number().pow(2));
      empty = false;
    }
  }

  @Override
  void merge(Partial other) {
    Squares more = (Squares) other;
    sum.add(more.sum);
    empty &= more.empty;
  }

  @Override
  boolean isEmpty() {
    return empty;
  }

  @Override
  int heapBytes() {
    return 24 + sum.heapBytes();
  }

  @Override
  void write(Bytes out) {
    out.putBoolean(!empty);
    if (!empty) {
      sum.write(out);
    }
  }

  @Override
  void read(BytesReader in) {
    empty = !in.bool();
    if (empty) {
      sum.set(0, 0);
    } else {
      sum.read(in);
    }
  }

  @Override
  public String toString() {
    return "sum of squares=" + sum();
  }
}
