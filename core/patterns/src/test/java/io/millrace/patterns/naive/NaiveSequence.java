package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sequences as the public EQL syntax reference describes them: for each key a machine of its own
 * with one pending sequence per step; a newer one overwrites an older one; an event is not its own
 * successor.
 *
 * <p>What the reference leaves open is decided thus. A missing event or {@code until} ends what is
 * pending when it comes, unless the same event is the step that was waited for. Missing events at
 * the start must not lie within {@code maxspan} before the end, those at the end not within it
 * after the start; with both, no two of them must lie within one {@code maxspan}. What only waits
 * for its end is not overwritten, but {@code until} ends it too, up to {@code maxspan} after the
 * start. It is told of {@code maxspan} after its last event.
 */
final class NaiveSequence {

  private final List<Rule.Step> steps = new ArrayList<>();

  /** By the index of the step before which they must not come; the last are at the end. */
  private final List<List<Rule.Step>> missing = new ArrayList<>();

  private final long maxSpan;
  private final Rule.@Nullable Step until;

  NaiveSequence(Rule.Sequence rule) {
    maxSpan = rule.maxSpan();
    until = rule.until();
    missing.add(new ArrayList<>());
    for (Rule.Step step : rule.steps()) {
      if (step.missing()) {
        missing.get(steps.size()).add(step);
        continue;
      }
      for (int run = 0; run < step.runs(); run++) {
        steps.add(step);
        missing.add(new ArrayList<>());
      }
    }
  }

  List<Found> find(List<PlainEvent> sorted) {
    Set<List<String>> keys = new LinkedHashSet<>();
    for (PlainEvent event : sorted) {
      for (Rule.Step step : steps) {
        List<String> key = Rule.By.valuesOf(step.by(), event);
        if (key != null) {
          keys.add(key);
        }
      }
    }
    List<Found> found = new ArrayList<>();
    for (List<String> key : keys) {
      for (List<PlainEvent> complete : complete(sorted, key)) {
        PlainEvent last = complete.get(complete.size() - 1);
        boolean waits = !missing.get(steps.size()).isEmpty();
        long end = complete.get(0).time() + maxSpan;
        boolean ended =
            until != null
                && sorted.stream()
                    .filter(event -> event.isAfter(last) && event.time() <= end)
                    .anyMatch(event -> waits && until.takes(event, key));
        if (!ended && edgesAreEmpty(sorted, key, complete)) {
          found.add(Found.of(key, complete, waits ? last.time() + maxSpan : last.time()));
        }
      }
    }
    return found;
  }

  /** The steps that are events, without a look at what must be missing before and after them. */
  private List<List<PlainEvent>> complete(List<PlainEvent> sorted, List<String> key) {
    int last = steps.size() - 1;
    List<List<PlainEvent>> complete = new ArrayList<>();
    List<@Nullable List<PlainEvent>> pending = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      pending.add(null);
    }
    for (PlainEvent event : sorted) {
      for (int step = last; step >= 0; step--) {
        if (!steps.get(step).takes(event, key)) {
          continue;
        }
        List<PlainEvent> next = new ArrayList<>();
        if (step > 0) {
          List<PlainEvent> before = pending.get(step - 1);
          if (before == null || event.time() - before.get(0).time() > maxSpan) {
            continue;
          }
          next.addAll(before);
          pending.set(step - 1, null);
        }
        next.add(event);
        if (step == last) {
          complete.add(next);
        } else {
          pending.set(step, next);
        }
      }
      for (int step = 0; step < last; step++) {
        List<PlainEvent> waiting = pending.get(step);
        if (waiting != null
            && event.isAfter(waiting.get(step))
            && (anyTakes(missing.get(step + 1), event, key)
                || (until != null && until.takes(event, key)))) {
          pending.set(step, null);
        }
      }
    }
    return complete;
  }

  private boolean edgesAreEmpty(
      List<PlainEvent> sorted, List<String> key, List<PlainEvent> complete) {
    PlainEvent first = complete.get(0);
    PlainEvent last = complete.get(complete.size() - 1);
    List<Rule.Step> leading = missing.get(0);
    List<Rule.Step> trailing = missing.get(steps.size());
    List<PlainEvent> before =
        sorted.stream().filter(e -> first.isAfter(e) && anyTakes(leading, e, key)).toList();
    List<PlainEvent> after =
        sorted.stream().filter(e -> e.isAfter(last) && anyTakes(trailing, e, key)).toList();
    if (leading.isEmpty() || trailing.isEmpty()) {
      return before.stream().noneMatch(e -> last.time() - e.time() <= maxSpan)
          && after.stream().noneMatch(e -> e.time() - first.time() <= maxSpan);
    }
    return before.stream()
        .noneMatch(b -> after.stream().anyMatch(a -> a.time() - b.time() <= maxSpan));
  }

  private static boolean anyTakes(List<Rule.Step> steps, PlainEvent event, List<String> key) {
    return steps.stream().anyMatch(step -> step.takes(event, key));
  }
}
