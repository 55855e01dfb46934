package io.millrace.datasets;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value column of a dataset.
 *
 * @param target path of the property whose values are analysed; null for a count
 * @param parameter basis points of a percentile or median (5,000 of 10,000), most values of
 *     select_unique, k of top_k, and 0 for all others
 * @param sketch whether the column holds the sketch too that others can unite with theirs, for
 *     types that have one
 */
public record Analysis(
    String label, AnalysisType type, @Nullable String target, int parameter, boolean sketch)
    implements Serializable {

  /** Of a type without parameter. */
  public Analysis(String label, AnalysisType type, @Nullable String target) {
    this(label, type, target, 0, true);
  }

  /** What a cell has to keep for it. */
  List<PartialSpec> partials() {
    String property = target;
    if (property == null) {
      return List.of();
    }
    return switch (type) {
      case COUNT -> List.of();
      case SUM, AVERAGE, MINIMUM, MAXIMUM ->
          List.of(new PartialSpec(PartialKind.NUMBERS, property));
      case STANDARD_DEVIATION ->
          List.of(
              new PartialSpec(PartialKind.NUMBERS, property),
              new PartialSpec(PartialKind.SQUARES, property));
      case COUNT_UNIQUE -> List.of(new PartialSpec(PartialKind.DISTINCT, property));
      case MEDIAN, PERCENTILE -> List.of(new PartialSpec(PartialKind.QUANTILES, property));
      case SELECT_UNIQUE -> List.of(new PartialSpec(PartialKind.UNIQUE, property, parameter));
      case TOP_K ->
          List.of(new PartialSpec(PartialKind.TOP, property, TopValues.capacityFor(parameter)));
    };
  }
}
