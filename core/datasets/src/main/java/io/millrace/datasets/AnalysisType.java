package io.millrace.datasets;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is computed over the matching events of a cell. */
public enum AnalysisType {
  /** The number of matching events. */
  COUNT(CqlType.BIGINT),
  /** How many different values there are at the target property. */
  COUNT_UNIQUE(CqlType.DISTINCT_COUNT),
  /** The exact sum of the numbers at the target property; 0 if there are none. */
  SUM(CqlType.DECIMAL),
  /** Exact sum by number of numbers, rounded once to 34 digits. */
  AVERAGE(CqlType.DECIMAL),
  /** The least of the numbers at the target property. */
  MINIMUM(CqlType.DECIMAL),
  /** The greatest of the numbers at the target property. */
  MAXIMUM(CqlType.DECIMAL),
  /** The number at or below which half of the numbers at the target property are. */
  MEDIAN(CqlType.QUANTILE_ESTIMATE),
  /** As the median, of so many in a hundred. */
  PERCENTILE(CqlType.QUANTILE_ESTIMATE),
  /** Of all the numbers at the target property, rounded once to 34 digits. */
  STANDARD_DEVIATION(CqlType.DECIMAL),
  /** The different values at the target property. */
  SELECT_UNIQUE(CqlType.UNIQUE_VALUES),
  /** The most frequent values at the target property. */
  TOP_K(CqlType.TOP_VALUES);

  private final CqlType column;

  AnalysisType(CqlType column) {
    this.column = column;
  }

  /** Keen's word for it, and ours for the last. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  CqlType column() {
    return column;
  }

  static List<String> words() {
    return Arrays.stream(values()).map(AnalysisType::word).toList();
  }

  static AnalysisType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
