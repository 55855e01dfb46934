package io.millrace.datasets;

import java.io.Serializable;
import java.util.Locale;

/**
 * Which partial results a cell keeps of which property; two analyses that need the same share it.
 *
 * @param target path of the property
 * @param parameter of the kinds that have one, else 0
 */
public record PartialSpec(PartialKind kind, String target, int parameter) implements Serializable {

  PartialSpec(PartialKind kind, String target) {
    this(kind, target, 0);
  }

  /** About what they need on the heap once they are at their largest, texts of usual length. */
  int mostHeapBytes() {
    return switch (kind) {
      case NUMBERS -> 160;
      case SQUARES -> 64;
      case DISTINCT -> 4_200;
      case QUANTILES -> 6_000;
      case UNIQUE, TOP -> 100 * parameter;
    };
  }

  /** What stands in {@link DatasetDefinition#shape}: part of what is stored. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT)
        + " of "
        + target
        + (parameter == 0 ? "" : " " + parameter);
  }

  /** As they are before the first event. */
  Partial create() {
    return switch (kind) {
      case NUMBERS -> new Numbers();
      case SQUARES -> new Squares();
      case DISTINCT -> new DistinctValues();
      case QUANTILES -> new Quantiles();
      case UNIQUE -> new LeastValues(parameter);
      case TOP -> new TopValues(parameter);
    };
  }
}
