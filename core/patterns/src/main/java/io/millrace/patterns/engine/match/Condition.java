package io.millrace.patterns.engine.match;

import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.model.EventSelector;
import java.util.ArrayList;
import java.util.List;

/** A condition of one or more rules, of one collection or of all. */
final class Condition {

  /** Who asks for it, as which of its steps. */
  record Use(RulePlan plan, KeyPlan keys, int step) {

    Rule rule() {
      return plan.rule();
    }
  }

  final EventSelector events;
  final List<Use> uses = new ArrayList<>();

  /** All of these have to hold; the cheapest first. */
  final Conjunct[] conjuncts;

  Condition(EventSelector events, Conjunct[] conjuncts) {
    this.events = events;
    this.conjuncts = conjuncts;
  }

  boolean concerns(String collection) {
    return events.collection() == null || events.collection().equals(collection);
  }

  /** Whether a rule that asks for it holds at this time. */
  boolean isAskedFor(long millis) {
    for (int i = 0; i < uses.size(); i++) {
      if (uses.get(i).rule().live().holdsAt(millis)) {
        return true;
      }
    }
    return false;
  }
}
