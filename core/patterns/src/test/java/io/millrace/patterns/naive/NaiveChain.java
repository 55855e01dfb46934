package io.millrace.patterns.naive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A rule to which what others find are events too, each right behind the event at which it was
 * found: those of one link before those of the next, those of one link by their keys. Each rule
 * looks at all events by itself, and at one event finds once for a key at most.
 */
final class NaiveChain {

  /** Where findings are put between two events. */
  private static final long PLACES = 1_000;

  private static final Comparator<Found> BY_PLACE =
      Comparator.comparingLong(Found::at)
          .thenComparing(found -> String.join(" ", found.key()).replace("null", ""));

  private final Rule.Chain rule;
  private final List<Rule.Step> kinds;

  NaiveChain(Rule.Chain rule) {
    this.rule = rule;
    kinds =
        rule.outer() instanceof Rule.Temporal temporal
            ? temporal.kinds()
            : List.of(new Rule.Step(threshold().events(), threshold().by(), 1, false));
  }

  private Rule.Threshold threshold() {
    return (Rule.Threshold) rule.outer();
  }

  List<Found> find(List<PlainEvent> sorted, boolean always) {
    Map<Long, PlainEvent> events = new HashMap<>();
    Map<Long, List<PlainEvent>> madeOf = new HashMap<>();
    List<PlainEvent> all = new ArrayList<>();
    for (PlainEvent event : sorted) {
      events.put(event.order(), event);
      madeOf.put(event.order() * PLACES, List.of(event));
      all.add(ofEvent(event));
    }
    Map<Long, Long> places = new HashMap<>();
    for (Rule.Link link : rule.links()) {
      for (Found found :
          Naive.findAll(link.rule(), false, sorted).stream().sorted(BY_PLACE).toList()) {
        long place = found.at() * PLACES + places.merge(found.at(), 1L, Long::sum);
        madeOf.put(place, found.events().stream().map(events::get).toList());
        all.add(ofFinding(place, found, link, Objects.requireNonNull(events.get(found.at()))));
      }
    }
    List<Found> whole = new ArrayList<>();
    Set<List<Object>> known = new HashSet<>();
    for (Found found :
        Naive.findAll(outer(), always, all.stream().sorted(PlainEvent.IN_TIME).toList())) {
      long at = found.at() / PLACES;
      if (known.add(List.of(found.key(), at))) {
        List<PlainEvent> its =
            found.events().stream()
                .flatMap(event -> Objects.requireNonNull(madeOf.get(event)).stream())
                .distinct()
                .sorted(PlainEvent.IN_TIME)
                .toList();
        whole.add(Found.foundAt(found.key(), its, Objects.requireNonNull(events.get(at))));
      }
    }
    return whole;
  }

  /** What the event is to each kind. */
  private PlainEvent ofEvent(PlainEvent event) {
    Map<String, Object> fields = new HashMap<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      List<Rule.By> by = kinds.get(kind).by();
      if (kinds.get(kind).events().takes(event) && Rule.By.valuesOf(by, event) != null) {
        fields.put("kind" + kind, "yes");
        for (int i = 0; i < by.size(); i++) {
          Object key = event.value(by.get(i).field());
          if (key != null) {
            fields.put("key" + kind + i, key);
          }
        }
      }
    }
    Object value =
        rule.outer() instanceof Rule.Threshold threshold ? event.value(threshold.value()) : null;
    if (value != null) {
      fields.put("value", value);
    }
    return new PlainEvent(event.order() * PLACES, "events", event.time(), fields);
  }

  /** None of its kind if it lacks a key. */
  private static PlainEvent ofFinding(long place, Found found, Rule.Link link, PlainEvent at) {
    Map<String, Object> fields = new HashMap<>();
    boolean lacks = false;
    for (int i = 0; i < link.keys().size(); i++) {
      Rule.Has key = link.keys().get(i);
      put(fields, "key" + link.kind() + i, text(key, found, at));
      lacks |= key.key() < 0 && !key.by().optional() && at.value(key.by().field()) == null;
    }
    if (!lacks) {
      fields.put("kind" + link.kind(), "yes");
    }
    if (link.value() != null) {
      put(fields, "value", text(link.value(), found, at));
    }
    return new PlainEvent(place, "findings", found.last(), fields);
  }

  private static String text(Rule.Has has, Found found, PlainEvent at) {
    return has.key() < 0 ? String.valueOf(at.value(has.by().field())) : found.key().get(has.key());
  }

  private static void put(Map<String, Object> fields, String name, String text) {
    if (!text.equals("null")) {
      fields.put(name, text.matches("[0-9]+") ? (Object) Long.valueOf(text) : text);
    }
  }

  /** The same rule over what events and findings are to its kinds. */
  private Rule outer() {
    List<Rule.Step> steps = new ArrayList<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      List<Rule.By> by = new ArrayList<>();
      for (int i = 0; i < rule.keys(); i++) {
        by.add(new Rule.By("key" + kind + i, true));
      }
      Rule.Step step = kinds.get(kind);
      steps.add(
          new Rule.Step(
              new Rule.Select(null, new Condition.Is("kind" + kind, "yes")),
              by,
              step.runs(),
              step.missing()));
    }
    if (rule.outer() instanceof Rule.Temporal temporal) {
      return new Rule.Temporal(steps, temporal.window(), temporal.ordered(), temporal.asked());
    }
    Rule.Threshold threshold = threshold();
    return new Rule.Threshold(
        steps.get(0).events(),
        steps.get(0).by(),
        threshold.aggregate(),
        "value",
        threshold.percent(),
        threshold.comparison(),
        threshold.limit(),
        threshold.window());
  }
}
