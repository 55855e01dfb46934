package io.millrace.benchmarks;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongBinaryOperator;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A dataset that is both a definition for our job and a function of events, from one table of what
 * it consists of.
 */
record DatasetForm(
    String name,
    Condition condition,
    List<Dimension> groups,
    List<Measure> measures,
    List<String> grains) {

  /**
   * What an event has to pass.
   *
   * @param filters as a definition has them
   */
  record Condition(String filters, Predicate<WorkloadEvent> passes) {}

  /**
   * A property to group by.
   *
   * @param count of its values
   * @param number of an event's value, less than the count
   */
  record Dimension(
      String property, int count, ToIntFunction<WorkloadEvent> number, IntFunction<String> text) {}

  /**
   * An analysis.
   *
   * @param target its property's key and value as a definition has them, or nothing
   * @param scale digits after the point of its values
   * @param first what the first value is folded with
   */
  record Measure(
      String label,
      String analysis,
      String target,
      int scale,
      long first,
      ToLongFunction<WorkloadEvent> value,
      LongBinaryOperator fold) {

    static Measure count() {
      return new Measure("purchases", "count", "", 0, 0, event -> 1, Long::sum);
    }

    static Measure sum(String label, String property, int scale, ToLongFunction<WorkloadEvent> of) {
      return new Measure(label, "sum", target(property), scale, 0, of, Long::sum);
    }

    static Measure least(
        String label, String property, int scale, ToLongFunction<WorkloadEvent> of) {
      return new Measure(label, "minimum", target(property), scale, Long.MAX_VALUE, of, Math::min);
    }

    static Measure greatest(
        String label, String property, int scale, ToLongFunction<WorkloadEvent> of) {
      return new Measure(label, "maximum", target(property), scale, Long.MIN_VALUE, of, Math::max);
    }

    private static String target(String property) {
      return ", target_property: " + property;
    }

    /** Without trailing zeros. */
    String spell(long folded) {
      return BigDecimal.valueOf(folded, scale).stripTrailingZeros().toPlainString();
    }

    private String line() {
      return "    %s: {analysis_type: %s%s}".formatted(label, analysis, target);
    }
  }

  /** As our job reads it. */
  String definition(String collection) {
    return """
    dataset_name: %s
    query:
      event_collection: %s
      filters: [%s]
      analysis_type: multi_analysis
      analyses:
    %s
      intervals: %s
      group_by: %s
    """
        .formatted(
            name,
            collection,
            condition.filters,
            measures.stream().map(Measure::line).collect(Collectors.joining("\n")),
            grains,
            groups.stream().map(Dimension::property).toList());
  }

  String table(String grain) {
    return name + "_" + grain;
  }

  int groupCount() {
    return groups.stream().mapToInt(Dimension::count).reduce(1, Math::multiplyExact);
  }

  /** Of an event's group, less than their count. */
  int group(WorkloadEvent event) {
    int group = 0;
    for (Dimension dimension : groups) {
      group = group * dimension.count + dimension.number.applyAsInt(event);
    }
    return group;
  }

  /** The values that a group is of. */
  List<String> texts(int group) {
    List<String> texts = new ArrayList<>();
    int rest = group;
    for (int i = groups.size() - 1; i >= 0; i--) {
      Dimension dimension = groups.get(i);
      texts.add(0, dimension.text.apply(rest % dimension.count));
      rest /= dimension.count;
    }
    return texts;
  }
}
