package io.millrace.benchmarks;

import java.math.BigDecimal;
import java.util.Locale;

/** A value of a row: what it has to be, and how near an engine has to come. */
enum RollupColumn {
  PURCHASES {
    @Override
    BigDecimal expected(RollupTotals totals) {
      return BigDecimal.valueOf(totals.events());
    }
  },
  TOTAL {
    @Override
    BigDecimal expected(RollupTotals totals) {
      return BigDecimal.valueOf(totals.totalCents(), 2);
    }
  },
  LOWEST {
    @Override
    BigDecimal expected(RollupTotals totals) {
      return BigDecimal.valueOf(totals.lowestCents(), 2);
    }
  },
  HIGHEST {
    @Override
    BigDecimal expected(RollupTotals totals) {
      return BigDecimal.valueOf(totals.highestCents(), 2);
    }
  },
  /** How many different ones. */
  VISITORS {
    @Override
    BigDecimal expected(RollupTotals totals) {
      return BigDecimal.valueOf(totals.visitors());
    }

    @Override
    boolean matches(String found, RollupTotals totals, Tolerance tolerance) {
      return tolerance.isDistinct(found, totals.visitors());
    }
  },
  /** The 95th percentile of the price. */
  P95 {
    @Override
    BigDecimal expected(RollupTotals totals) {
      int[] cents = totals.sortedCents();
      return BigDecimal.valueOf(cents[(int) Math.ceil(QUANTILE * cents.length) - 1], 2);
    }

    @Override
    boolean matches(String found, RollupTotals totals, Tolerance tolerance) {
      return tolerance.isQuantile(found, QUANTILE, totals.sortedCents());
    }
  };

  private static final double QUANTILE = 0.95;

  abstract BigDecimal expected(RollupTotals totals);

  boolean matches(String found, RollupTotals totals, Tolerance tolerance) {
    return tolerance.isNumber(found, expected(totals));
  }

  /** Of a table. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
