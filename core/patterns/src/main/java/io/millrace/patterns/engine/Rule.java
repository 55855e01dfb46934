package io.millrace.patterns.engine;

import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A version of a pattern as matcher and correlator see it: which events, by which keys. */
public final class Rule {

  /** As many as a hit has bits for. */
  private static final int MOST_STEPS = Long.SIZE;

  /**
   * Events that the rule wants.
   *
   * @param shown whether an alert may show them
   */
  public record Step(EventSelector events, List<Key> keys, boolean shown) {
    public Step {
      keys = List.copyOf(keys);
    }
  }

  private final LivePattern live;
  private final List<Step> steps;
  private final List<Expression> values;
  private final int until;
  private final @Nullable ChainPlan chain;
  private final long shownSteps;
  private final long id;
  private final long family;
  private final long shape;

  private Rule(LivePattern live, List<Step> steps, List<Expression> values, int until) {
    this(live, steps, values, until, null);
  }

  private Rule(
      LivePattern live,
      List<Step> steps,
      List<Expression> values,
      int until,
      @Nullable ChainPlan chain) {
    this.live = live;
    this.chain = chain;
    this.steps = List.copyOf(steps);
    this.values = List.copyOf(values);
    this.until = until;
    if (steps.size() > MOST_STEPS) {
      throw new IllegalArgumentException(
          "pattern " + pattern().id() + " has more than " + MOST_STEPS + " stages");
    }
    long shown = 0;
    for (int i = 0; i < steps.size(); i++) {
      shown |= steps.get(i).shown() ? 1L << i : 0;
    }
    shownSteps = shown;
    family = Hashes.of(pattern().id());
    id = Hashes.of(pattern().id() + '\n' + pattern().version());
    shape = Hashes.of(Shape.of(live));
  }

  /** Fails if the detection is none that can be run; the readers of files say so before. */
  public static Rule of(LivePattern live) {
    Pattern pattern = live.pattern();
    Detection detection = pattern.detection();
    List<Key> suppression =
        pattern.suppression() == null ? List.of() : pattern.suppression().keys();
    if (detection instanceof Detection.Eql eql) {
      return eql.query() instanceof Query.Sequence sequence
          ? sequence(live, sequence)
          : new Rule(
              live,
              List.of(new Step(((Query.Single) eql.query()).events(), suppression, true)),
              List.of(),
              -1);
    } else if (detection instanceof Detection.Temporal temporal) {
      return new Rule(live, steps(temporal.kinds()), List.of(), -1);
    } else if (detection instanceof Detection.Threshold threshold) {
      return new Rule(
          live,
          threshold.selections().stream()
              .map(selection -> new Step(selection.events(), selection.keys(), true))
              .toList(),
          valueOf(threshold.aggregate(), threshold.value()),
          -1);
    } else if (detection instanceof Detection.NewTerms terms) {
      return new Rule(live, step(terms.events(), terms.keys()), terms.terms(), -1);
    } else if (detection instanceof Detection.Spike spike) {
      return new Rule(
          live, step(spike.events(), spike.keys()), valueOf(spike.aggregate(), spike.value()), -1);
    } else if (detection instanceof Detection.GeoVelocity geo) {
      return new Rule(
          live, step(geo.events(), geo.keys()), List.of(geo.latitude(), geo.longitude()), -1);
    } else if (detection instanceof Detection.Heartbeat heartbeat) {
      return new Rule(live, step(heartbeat.events(), heartbeat.keys()), List.of(), -1);
    } else if (detection instanceof Detection.Chain chain) {
      ChainPlan plan = ChainPlan.of(live, chain);
      return new Rule(live, plan.steps(), plan.values(), -1, plan);
    }
    throw new AssertionError(detection);
  }

  private static Rule sequence(LivePattern live, Query.Sequence sequence) {
    List<Step> steps = new ArrayList<>(steps(sequence.stages()));
    Query.Stage until = sequence.until();
    if (until != null) {
      steps.add(new Step(until.events(), until.keys(), false));
    }
    return new Rule(live, steps, List.of(), until == null ? -1 : steps.size() - 1);
  }

  private static List<Step> steps(List<Query.Stage> stages) {
    return stages.stream()
        .map(stage -> new Step(stage.events(), stage.keys(), !stage.missing()))
        .toList();
  }

  private static List<Step> step(EventSelector events, List<Key> keys) {
    return List.of(new Step(events, keys, true));
  }

  private static List<Expression> valueOf(
      Detection.Aggregate aggregate, @Nullable Expression value) {
    if (aggregate == Detection.Aggregate.COUNT) {
      return List.of();
    }
    if (value == null) {
      throw new IllegalArgumentException(aggregate + " needs a value");
    }
    return List.of(value);
  }

  /** Of pattern and version: the same in every process. */
  public long id() {
    return id;
  }

  /** Of the pattern, whatever its version. */
  public long family() {
    return family;
  }

  /**
   * Versions of one shape go on with each other's state if no other was between them: whether a key
   * was looked at in that time must make no difference.
   */
  public long shape() {
    return shape;
  }

  /** The version, and when it holds. */
  public LivePattern live() {
    return live;
  }

  /** What it was made of. */
  public Pattern pattern() {
    return live.pattern();
  }

  /** In the order of the pattern's stages, then what ends a sequence. */
  public List<Step> steps() {
    return steps;
  }

  /** What it wants to know of an event besides. */
  public List<Expression> values() {
    return values;
  }

  /** Which of the values an event has to have to be this step. */
  public List<Integer> valuesOf(int step) {
    return chain == null
        ? IntStream.range(0, values.size()).boxed().toList()
        : chain.valuesOf(step);
  }

  /** Of what detections it is a chain, if it is one. */
  public @Nullable ChainPlan chain() {
    return chain;
  }

  /** The step that ends a sequence, or -1. */
  public int until() {
    return until;
  }

  /** A bit for each step whose events an alert may show. */
  public long shownSteps() {
    return shownSteps;
  }

  /** Whether the first event already is a match of which nobody has to remember anything. */
  public boolean isStateless() {
    return isSingle() && pattern().suppression() == null;
  }

  /** Whether each event is a match. */
  public boolean isSingle() {
    return pattern().detection() instanceof Detection.Eql eql
        && eql.query() instanceof Query.Single;
  }

  /** What the suppression asks for beyond the keys of the detection. */
  public List<Key> suppressionKeys() {
    Pattern.Suppression suppression = pattern().suppression();
    return suppression == null || isSingle() ? List.of() : suppression.keys();
  }

  /** As alerts name them. */
  List<String> keyNames() {
    return chain == null
        ? steps.get(0).keys().stream().map(key -> nameOf(key.value())).toList()
        : chain.keyNames();
  }

  /** The field, or the text of the expression. */
  static String nameOf(Expression expression) {
    return expression instanceof Expression.Field field
        ? field.path()
        : ExpressionText.of(expression);
  }

  /** The values of all its keys where it found this. */
  List<@Nullable Object> keys(KeyBytes key, Finding finding) {
    return chain == null || finding.group() == null
        ? key.values()
        : chain.outermost().keys(key, finding.group());
  }

  @Override
  public String toString() {
    return pattern().id() + " version " + pattern().version();
  }
}
