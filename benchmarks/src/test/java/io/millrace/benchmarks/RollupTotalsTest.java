package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What columns of a row have to be is that of hand arithmetic. */
class RollupTotalsTest {

  @Test
  void columns_areThoseOfTheEvents() {
    RollupTotals totals = new RollupTotals(true);
    totals.add(purchase(7, 300));
    totals.add(purchase(8, 100));
    totals.add(purchase(7, 200));

    assertThat(RollupColumn.values())
        .extracting(column -> column.expected(totals))
        .containsExactly(
            new BigDecimal("3"),
            new BigDecimal("6.00"),
            new BigDecimal("1.00"),
            new BigDecimal("3.00"),
            new BigDecimal("2"),
            new BigDecimal("3.00"));
    assertThat(RollupColumn.VISITORS.matches("2.0", totals, Tolerance.OURS)).isTrue();
    assertThat(RollupColumn.VISITORS.matches("3.0", totals, Tolerance.OURS)).isFalse();
  }

  private static WorkloadEvent purchase(int visitor, int cents) {
    return new WorkloadEvent(0, 0, 2, 3, visitor, cents, 0, 0);
  }
}
