package io.millrace.datasets;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is computed over the matching events of a cell. */
public enum AnalysisType {
  /** The number of matching events. */
  COUNT,
  /** The exact sum of the numbers at the target property; 0 if there are none. */
  SUM,
  /** The least of the numbers at the target property. */
  MINIMUM,
  /** The greatest of the numbers at the target property. */
  MAXIMUM,
  /** Exact sum by number of numbers, rounded once to 34 digits. */
  AVERAGE;

  /** Keen's word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(AnalysisType::word).toList();
  }

  static AnalysisType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
