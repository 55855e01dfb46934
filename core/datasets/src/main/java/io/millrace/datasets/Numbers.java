package io.millrace.datasets;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Exact partial results over the numbers at one property: how many, sum, least, greatest. */
public final class Numbers extends Partial {

  private long count;
  private final Decimal sum = new Decimal();
  private final Decimal minimum = new Decimal();
  private final Decimal maximum = new Decimal();

  Numbers() {}

  @Override
  PartialKind kind() {
    return PartialKind.NUMBERS;
  }

  public long count() {
    return count;
  }

  /** Canonical, 0 if there are no numbers. */
  public BigDecimal sum() {
    return sum.value();
  }

  public @Nullable BigDecimal minimum() {
    return count == 0 ? null : minimum.value();
  }

  public @Nullable BigDecimal maximum() {
    return count == 0 ? null : maximum.value();
  }

  /** Rounded half-even to 34 digits; null if there are no numbers. */
  public @Nullable BigDecimal average() {
    return count == 0
        ? null
        : Spelling.canonical(sum().divide(BigDecimal.valueOf(count), MathContext.DECIMAL128));
  }

  @Override
  void add(Property value) {
    if (value.isSmallNumber()) {
      add(value.digits(), value.scale());
    } else if (value.isNumber()) {
      Decimal number = new Decimal();
      number.set(value.number());
      sum.add(value.number());
      bound(number, number);
      count++;
    }
  }

  private void add(long digits, int scale) {
    sum.add(digits, scale);
    if (count == 0 || minimum.compareTo(digits, scale) > 0) {
      minimum.set(digits, scale);
    }
    if (count == 0 || maximum.compareTo(digits, scale) < 0) {
      maximum.set(digits, scale);
    }
    count++;
  }

  /** Before the count changes. */
  private void bound(Decimal least, Decimal greatest) {
    if (count == 0 || minimum.compareTo(least) > 0) {
      minimum.set(least);
    }
    if (count == 0 || maximum.compareTo(greatest) < 0) {
      maximum.set(greatest);
    }
  }

  @Override
  void merge(Partial other) {
    Numbers more = (Numbers) other;
    if (more.count > 0) {
      sum.add(more.sum);
      bound(more.minimum, more.maximum);
      count += more.count;
    }
  }

  @Override
  boolean isEmpty() {
    return count == 0;
  }

  @Override
  int heapBytes() {
    return 40 + sum.heapBytes() + minimum.heapBytes() + maximum.heapBytes();
  }

  @Override
  void write(Bytes out) {
    out.putVarint(count);
    if (count > 0) {
      sum.write(out);
      minimum.write(out);
      maximum.write(out);
    }
  }

  @Override
  void read(BytesReader in) {
    count = in.varint();
    if (count > 0) {
      sum.read(in);
      minimum.read(in);
      maximum.read(in);
    } else {
      sum.set(0, 0);
    }
  }

  @Override
  public String toString() {
    return "n=%d sum=%s min=%s max=%s".formatted(count, sum(), minimum(), maximum());
  }
}
