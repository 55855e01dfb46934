package io.millrace.datasets;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * Exact partial results over the numbers at one property: how many, sum, least, greatest.
 *
 * <p>The sum runs on a long of unscaled digits and spills to a BigDecimal when that is too narrow.
 */
public final class Numbers {

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private long count;

  /** The sum is {@code sumDigits / 10^sumScale} unless it has spilled. */
  private long sumDigits;

  private int sumScale;
  private @Nullable BigDecimal spilledSum;
  private @Nullable BigDecimal minimum;
  private @Nullable BigDecimal maximum;

  Numbers() {}

  /** Partial results that were stored; least and greatest are there if the count is not 0. */
  Numbers(long count, BigDecimal sum, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {
    this.count = count;
    this.minimum = minimum;
    this.maximum = maximum;
    addToSum(sum);
  }

  public long count() {
    return count;
  }

  /** Canonical, 0 if there are no numbers. */
  public BigDecimal sum() {
    return Spelling.canonical(
        spilledSum == null ? BigDecimal.valueOf(sumDigits, sumScale) : spilledSum);
  }

  public @Nullable BigDecimal minimum() {
    return minimum == null ? null : Spelling.canonical(minimum);
  }

  public @Nullable BigDecimal maximum() {
    return maximum == null ? null : Spelling.canonical(maximum);
  }

  /** Rounded half-even to 34 digits; null if there are no numbers. */
  public @Nullable BigDecimal average() {
    return count == 0
        ? null
        : Spelling.canonical(sum().divide(BigDecimal.valueOf(count), MathContext.DECIMAL128));
  }

  void add(BigDecimal number) {
    count++;
    addToSum(number);
    bound(number);
  }

  void merge(Numbers other) {
    count += other.count;
    if (other.spilledSum == null) {
      addToSum(other.sumDigits, other.sumScale);
    } else {
      addToSum(other.spilledSum);
    }
    if (other.minimum != null) {
      bound(other.minimum);
    }
    if (other.maximum != null) {
      bound(other.maximum);
    }
  }

  private void bound(BigDecimal number) {
    if (minimum == null || number.compareTo(minimum) < 0) {
      minimum = number;
    }
    if (maximum == null || number.compareTo(maximum) > 0) {
      maximum = number;
    }
  }

  private void addToSum(BigDecimal number) {
    BigInteger digits = number.unscaledValue();
    if (spilledSum == null && digits.bitLength() < Long.SIZE) {
      addToSum(digits.longValue(), number.scale());
    } else {
      spill(number);
    }
  }

  private void addToSum(long digits, int scale) {
    if (spilledSum == null) {
      try {
        if (scale <= sumScale) {
          sumDigits = Math.addExact(sumDigits, scaled(digits, sumScale - scale));
        } else {
          sumDigits = Math.addExact(scaled(sumDigits, scale - sumScale), digits);
          sumScale = scale;
        }
        return;
      } catch (ArithmeticException tooNarrow) {
        // Neither field has changed yet.
      }
    }
    spill(BigDecimal.valueOf(digits, scale));
  }

  private static long scaled(long digits, int byPowerOfTen) {
    if (digits == 0) {
      return 0;
    }
    if (byPowerOfTen >= POWERS_OF_TEN.length) {
      throw new ArithmeticException();
    }
    return Math.multiplyExact(digits, POWERS_OF_TEN[byPowerOfTen]);
  }

  private void spill(BigDecimal number) {
    BigDecimal sum = spilledSum == null ? BigDecimal.valueOf(sumDigits, sumScale) : spilledSum;
    spilledSum = sum.add(number);
  }
}
