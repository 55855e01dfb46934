package io.millrace.patterns.naive;

import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules as the engine wants them. */
final class Models {

  private Models() {}

  static Pattern pattern(
      String id, Detection detection, Duration lateness, @Nullable Suppressed suppressed) {
    return new Pattern(
        id,
        1,
        id,
        "",
        Pattern.Severity.MEDIUM,
        List.of(),
        true,
        detection,
        lateness,
        suppressed == null
            ? null
            : new Pattern.Suppression(
                keys(suppressed.by()), Duration.ofMillis(suppressed.window())),
        Map.of());
  }

  static Detection detection(Rule rule) {
    if (rule instanceof Rule.Single single) {
      return new Detection.Eql(new Query.Single(selector(single.events())));
    } else if (rule instanceof Rule.Sequence sequence) {
      return new Detection.Eql(
          new Query.Sequence(
              stages(sequence.steps()),
              Duration.ofMillis(sequence.maxSpan()),
              sequence.until() == null ? null : stage(sequence.until())));
    } else if (rule instanceof Rule.Threshold threshold) {
      boolean counts = threshold.aggregate() == Rule.Aggregate.COUNT;
      boolean ranks = threshold.aggregate() == Rule.Aggregate.PERCENTILE;
      return new Detection.Threshold(
          threshold.events().condition() instanceof Condition.Never
              ? List.of()
              : List.of(
                  new Detection.Selection(selector(threshold.events()), keys(threshold.by()))),
          Detection.Aggregate.valueOf(threshold.aggregate().name()),
          counts ? null : field(threshold.value()),
          BigDecimal.valueOf(ranks ? threshold.percent() : 0),
          List.of(
              new Detection.Bound(
                  Expression.Comparison.valueOf(threshold.comparison().name()),
                  BigDecimal.valueOf(threshold.limit()))),
          Duration.ofMillis(threshold.window()),
          1);
    } else if (rule instanceof Rule.NewTerms terms) {
      return new Detection.NewTerms(
          selector(terms.events()),
          keys(terms.by()),
          terms.terms().stream().map(Models::field).toList(),
          Duration.ofMillis(terms.history()),
          Duration.ofMillis(terms.learn()));
    } else if (rule instanceof Rule.GeoVelocity geo) {
      return new Detection.GeoVelocity(
          selector(geo.events()),
          keys(geo.by()),
          field(geo.latitude()),
          field(geo.longitude()),
          geo.fasterThanKmPerHour(),
          geo.leastKm(),
          Duration.ofMillis(geo.window()));
    } else if (rule instanceof Rule.Heartbeat heartbeat) {
      return new Detection.Heartbeat(
          selector(heartbeat.events()),
          keys(heartbeat.by()),
          Duration.ofMillis(heartbeat.within()));
    } else if (rule instanceof Rule.Temporal temporal) {
      return new Detection.Temporal(
          stages(temporal.kinds()),
          Duration.ofMillis(temporal.window()),
          temporal.ordered(),
          temporal.asked() == null ? null : combination(temporal.asked()));
    } else if (rule instanceof Rule.Chain chain) {
      return new Detection.Chain(
          detection(chain.outer()),
          chain.links().stream()
              .map(
                  link ->
                      new Detection.Link(
                          "inner",
                          detection(link.rule()),
                          link.kind(),
                          link.keys().stream().map(Models::found).toList(),
                          link.value() == null ? List.of() : List.of(found(link.value()))))
              .toList());
    }
    Rule.Spike spike = (Rule.Spike) rule;
    return new Detection.Spike(
        selector(spike.events()),
        keys(spike.by()),
        Detection.Aggregate.valueOf(spike.aggregate().name()),
        spike.aggregate() == Rule.Aggregate.COUNT ? null : field(spike.value()),
        Duration.ofMillis(spike.interval()),
        spike.season() == 0 ? Detection.Season.NONE : Detection.Season.DAY,
        spike.history(),
        spike.warmUp(),
        spike.confidence(),
        Detection.Direction.valueOf(spike.direction().name()),
        Double.NEGATIVE_INFINITY);
  }

  private static Detection.FoundField found(Rule.Has has) {
    return has.key() < 0
        ? new Detection.FoundField.OfEvent(keys(List.of(has.by())).get(0))
        : new Detection.FoundField.OfKey(has.key());
  }

  private static Combination combination(Occurred asked) {
    if (asked instanceof Occurred.Kind kind) {
      return new Combination.Kind(kind.kind());
    } else if (asked instanceof Occurred.Not not) {
      return new Combination.Not(combination(not.one()));
    } else if (asked instanceof Occurred.Both both) {
      return new Combination.All(List.of(combination(both.one()), combination(both.other())));
    } else if (asked instanceof Occurred.Either either) {
      return new Combination.Any(List.of(combination(either.one()), combination(either.other())));
    }
    return new Combination.Count(Set.copyOf(((Occurred.Count) asked).counts()));
  }

  private static List<Query.Stage> stages(List<Rule.Step> steps) {
    return steps.stream().map(Models::stage).toList();
  }

  private static Query.Stage stage(Rule.Step step) {
    return new Query.Stage(selector(step.events()), keys(step.by()), step.runs(), step.missing());
  }

  private static EventSelector selector(Rule.Select select) {
    return select.condition() instanceof Condition.Never
        ? EventSelector.NONE
        : new EventSelector(select.collection(), expression(select.condition()));
  }

  private static List<Key> keys(List<Rule.By> by) {
    return by.stream().map(key -> new Key(field(key.field()), key.optional())).toList();
  }

  private static Expression field(String path) {
    return new Expression.Field(path, true);
  }

  private static Expression expression(Condition condition) {
    if (condition instanceof Condition.Always) {
      return new Expression.Constant(true);
    } else if (condition instanceof Condition.Is is) {
      return compare(Expression.Comparison.EQUAL, is.field(), is.text());
    } else if (condition instanceof Condition.OneOf oneOf) {
      return new Expression.In(
          field(oneOf.field()),
          oneOf.texts().stream().map(text -> (Expression) new Expression.Constant(text)).toList(),
          false);
    } else if (condition instanceof Condition.StartsWith starts) {
      return new Expression.Matches(
          Expression.TextTest.WILDCARD, field(starts.field()), List.of(starts.start() + "*"), true);
    } else if (condition instanceof Condition.AtLeast atLeast) {
      return compare(
          Expression.Comparison.GREATER_OR_EQUAL,
          atLeast.field(),
          BigDecimal.valueOf(atLeast.limit()));
    } else if (condition instanceof Condition.Absent absent) {
      return compare(Expression.Comparison.EQUAL, absent.field(), null);
    } else if (condition instanceof Condition.Not not) {
      return new Expression.Not(expression(not.condition()));
    } else if (condition instanceof Condition.Both both) {
      return new Expression.And(List.of(expression(both.left()), expression(both.right())));
    }
    Condition.Either either = (Condition.Either) condition;
    return new Expression.Or(List.of(expression(either.left()), expression(either.right())));
  }

  private static Expression compare(
      Expression.Comparison how, String field, @Nullable Object value) {
    return new Expression.Compare(how, field(field), new Expression.Constant(value), false);
  }
}
