package io.millrace.patterns.engine.match;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says of one event after another what it is to all rules. It remembers nothing of an event; a
 * condition, and a part of one, is evaluated once for all rules that have it. Not thread-safe.
 */
public final class Matcher {

  private final Limits limits;
  private final Counters counters;
  private final boolean indexed;
  private final FieldTable fields = new FieldTable();
  private final List<Condition> conditions = new ArrayList<>();

  /** Of the event at hand. */
  private final List<Want> wants = new ArrayList<>();

  /** Of the collections that some rule names. */
  private final Map<String, ConditionIndex> byCollection = new HashMap<>();

  private final ConditionIndex ofOthers;
  private long events;
  private long evaluated;

  /**
   * Compiles the rules.
   *
   * @param indexed false: each condition is evaluated for each event, with the same results
   */
  public Matcher(Rules rules, Limits limits, Counters counters, boolean indexed) {
    this.limits = limits;
    this.counters = counters;
    this.indexed = indexed;
    Conjuncts conjuncts = new Conjuncts(fields);
    Map<EventSelector, Condition> distinct = new LinkedHashMap<>();
    Map<List<Key>, KeyPlan> keys = new HashMap<>();
    for (Rule rule : rules.all()) {
      RulePlan plan = new RulePlan(rule, fields, limits.shownCharacters());
      for (int step = 0; step < rule.steps().size(); step++) {
        Rule.Step wanted = rule.steps().get(step);
        KeyPlan key = keys.computeIfAbsent(wanted.keys(), some -> new KeyPlan(some, fields));
        distinct
            .computeIfAbsent(
                wanted.events(), events -> new Condition(events, conjuncts.of(events.condition())))
            .uses
            .add(new Condition.Use(plan, key, step));
      }
    }
    conditions.addAll(distinct.values());
    for (Condition condition : conditions) {
      String collection = condition.events.collection();
      if (collection != null) {
        byCollection.computeIfAbsent(collection, this::index);
      }
    }
    ofOthers =
        ConditionIndex.of(
            conditions.stream().filter(each -> each.events.collection() == null).toList(),
            fields,
            indexed);
  }

  private ConditionIndex index(String collection) {
    return ConditionIndex.of(
        conditions.stream().filter(each -> each.concerns(collection)).toList(), fields, indexed);
  }

  /** What has to be read of events. */
  public FieldTable fields() {
    return fields;
  }

  /** How many conditions were evaluated so far. */
  public long evaluated() {
    return evaluated;
  }

  /**
   * Judges an event by the versions that hold at its time.
   *
   * @param values by {@link #fields}
   */
  public void match(Event event, EventFields values, MatchOutput out) {
    events++;
    ConditionIndex index = byCollection.getOrDefault(event.collection(), ofOthers);
    Marks candidates = index.candidates(values);
    if (candidates.size() == 0) {
      return;
    }
    int[] numbers = candidates.sorted();
    for (int i = 0; i < candidates.size(); i++) {
      Condition condition = index.condition(numbers[i]);
      if (condition.isAskedFor(event.timeMillis()) && holds(condition, values)) {
        for (Condition.Use use : condition.uses) {
          want(event, values, use);
        }
      }
    }
    emit(event, values, out);
  }

  private boolean holds(Condition condition, EventFields values) {
    evaluated++;
    for (Conjunct conjunct : condition.conjuncts) {
      if (!conjunct.holds(values, events)) {
        return false;
      }
    }
    return true;
  }

  private void want(Event event, EventFields values, Condition.Use use) {
    Rule rule = use.rule();
    if (!rule.live().holdsAt(event.timeMillis())) {
      return;
    }
    if (event.behindMillis() > rule.pattern().lateness().toMillis()) {
      counters.count(Counter.LATE);
      return;
    }
    KeyBytes key = use.keys().key(rule, values, events);
    if (key == null || key.length() > limits.keyBytes()) {
      counters.count(Counter.UNKEYED);
      return;
    }
    wants.add(new Want(key, use.plan(), use.step()));
  }

  /** By key, and then by rule. */
  private void emit(Event event, EventFields values, MatchOutput out) {
    if (wants.size() > 1) {
      wants.sort(Want.BY_KEY_AND_RULE);
    }
    List<Hit> hits = new ArrayList<>();
    int next = 0;
    while (next < wants.size()) {
      Want want = wants.get(next);
      long steps = 0;
      while (next < wants.size() && Want.BY_KEY_AND_RULE.compare(want, wants.get(next)) == 0) {
        steps |= 1L << wants.get(next++).step;
      }
      Hit hit = hit(want.plan, steps, values);
      if (hit == null) {
        counters.count(Counter.UNVALUED);
      } else if (want.plan.rule().isStateless()) {
        alert(event, want.key, want.plan.rule(), hit, out);
      } else {
        hits.add(hit);
      }
      boolean isLastOfKey = next == wants.size() || !wants.get(next).key.equals(want.key);
      if (isLastOfKey && !hits.isEmpty()) {
        out.match(new Match(want.key, event.timeMillis(), event.ref(), hits));
        hits = new ArrayList<>();
      }
    }
    wants.clear();
  }

  private static @Nullable Hit hit(RulePlan plan, long steps, EventFields values) {
    List<@Nullable Object> wanted = plan.values(values);
    return wanted == null
        ? null
        : new Hit(
            plan.rule().id(),
            steps,
            wanted,
            plan.suppression(values),
            (steps & plan.rule().shownSteps()) == 0 ? List.of() : plan.shown(values));
  }

  private void alert(Event event, KeyBytes key, Rule rule, Hit hit, MatchOutput out) {
    counters.count(Counter.ALERTS);
    Seen seen = new Seen(event.timeMillis(), event.ref(), 0, hit.suppression(), hit.shown());
    out.alert(Alert.of(rule, key, Finding.ofEvent(seen), 0));
  }

  /** A rule that wants the event. */
  private record Want(KeyBytes key, RulePlan plan, int step) {

    static final Comparator<Want> BY_KEY_AND_RULE =
        (a, b) -> {
          int byKey = a.key == b.key ? 0 : a.key.compareTo(b.key);
          return byKey == 0 ? Long.compare(a.plan.rule().id(), b.plan.rule().id()) : byKey;
        };
  }
}
