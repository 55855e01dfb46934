package io.millrace.patterns.engine.match;

import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.FieldTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds for an event of one collection the conditions that are worth to be evaluated: all that hold
 * and few others. Each condition is listed under the alternatives that seem to apply least often:
 * those that few other conditions have too, as what is common among rules is so among events.
 */
final class ConditionIndex {

  private final List<Condition> conditions;
  private final List<FieldIndex> fields;
  private final int[] always;
  private final Marks marks;

  private ConditionIndex(List<Condition> conditions, List<FieldIndex> fields, int[] always) {
    this.conditions = conditions;
    this.fields = fields;
    this.always = always;
    marks = new Marks(conditions.size());
  }

  /**
   * Of the conditions that concern a collection.
   *
   * @param indexed false: all of them are worth it
   */
  static ConditionIndex of(List<Condition> conditions, FieldTable table, boolean indexed) {
    Map<Probe, Integer> sharers = new HashMap<>();
    List<List<List<Probe>>> choices = new ArrayList<>();
    for (Condition condition : conditions) {
      List<List<Probe>> own = indexed ? Probes.choices(condition.events.condition()) : List.of();
      choices.add(own);
      own.stream()
          .flatMap(List::stream)
          .distinct()
          .forEach(probe -> sharers.merge(probe, 1, Integer::sum));
    }
    Map<String, FieldIndex> fields = new TreeMap<>();
    List<Integer> always = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      List<Probe> best = best(choices.get(i), sharers, conditions.size());
      if (best == null) {
        always.add(i);
        continue;
      }
      for (Probe probe : new HashSet<>(best)) {
        fields
            .computeIfAbsent(probe.field(), field -> new FieldIndex(table.slot(field)))
            .add(probe, i);
      }
    }
    fields.values().forEach(FieldIndex::build);
    return new ConditionIndex(
        conditions,
        List.copyOf(fields.values()),
        always.stream().mapToInt(Integer::intValue).toArray());
  }

  private static @Nullable List<Probe> best(
      List<List<Probe>> choices, Map<Probe, Integer> sharers, int conditions) {
    List<Probe> best = null;
    double least = Double.MAX_VALUE;
    for (List<Probe> choice : choices) {
      double breadth = Probes.breadth(choice);
      for (Probe probe : choice) {
        breadth += (sharers.getOrDefault(probe, 0) - 1.0) / conditions;
      }
      if (breadth < least) {
        least = breadth;
        best = choice;
      }
    }
    return best;
  }

  /** Their numbers, from the least on, are in {@link Marks#sorted}. */
  Marks candidates(EventFields event) {
    marks.clear();
    marks.add(always);
    for (int i = 0; i < fields.size(); i++) {
      FieldIndex field = fields.get(i);
      field.mark(event.value(field.slot), marks);
    }
    return marks;
  }

  Condition condition(int number) {
    return conditions.get(number);
  }
}
