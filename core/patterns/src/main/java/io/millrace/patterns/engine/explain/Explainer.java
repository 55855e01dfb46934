package io.millrace.patterns.engine.explain;

import io.millrace.patterns.engine.ChainPlan;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.FieldTable;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import java.util.ArrayList;
import java.util.List;

/** Tells of each event what a pattern sees in it. What it finds in many, {@link Replay} tells. */
public final class Explainer {

  private record KeyOf(VerdictPlan value, boolean optional) {}

  private record StagePlan(Rule.Step step, VerdictPlan condition, List<KeyOf> keys) {}

  private final Rule rule;
  private final FieldTable fields = new FieldTable();
  private final List<StagePlan> stages = new ArrayList<>();
  private final List<VerdictPlan> values = new ArrayList<>();

  /** Of one pattern, enabled or not. */
  public Explainer(Pattern pattern) {
    rule = Rule.of(LivePattern.always(pattern));
    for (Rule.Step step : rule.steps()) {
      List<KeyOf> keys = new ArrayList<>();
      for (Key key : step.keys()) {
        keys.add(new KeyOf(VerdictPlan.of(key.value(), fields), key.optional()));
      }
      stages.add(new StagePlan(step, VerdictPlan.of(step.events().condition(), fields), keys));
    }
    rule.values().forEach(value -> values.add(VerdictPlan.of(value, fields)));
  }

  /** What has to be read of events. */
  public FieldTable fields() {
    return fields;
  }

  /** Of one event. */
  public Explanation explain(Event event, EventFields fields) {
    long late = event.behindMillis() - rule.pattern().lateness().toMillis();
    List<Explanation.Stage> explained = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      explained.add(explain(i, event, fields));
    }
    return new Explanation(event, late > 0 ? late : null, explained);
  }

  private Explanation.Stage explain(int number, Event event, EventFields fields) {
    StagePlan stage = stages.get(number);
    String collection = stage.step().events().collection();
    List<Verdict> keys = new ArrayList<>();
    List<String> lacks = new ArrayList<>();
    for (KeyOf key : stage.keys()) {
      Verdict verdict = key.value().of(fields);
      keys.add(verdict);
      if (verdict.value() == null && !key.optional()) {
        lacks.add("key " + verdict.text());
      }
    }
    for (int needed : rule.valuesOf(number)) {
      VerdictPlan value = values.get(needed);
      if (value.of(fields).value() == null) {
        lacks.add("value " + value.text());
      }
    }
    return new Explanation.Stage(
        number == rule.until() ? "until" : "stage " + (number + 1) + within(number),
        collection,
        collection == null || collection.equals(event.collection()),
        stage.condition().of(fields),
        keys,
        lacks);
  }

  /** Which of a chain's detections the stage is of, if not the outermost. */
  private String within(int step) {
    ChainPlan chain = rule.chain();
    String name = chain == null ? "" : chain.nameOf(step);
    return name.isEmpty() ? "" : " of " + name;
  }
}
