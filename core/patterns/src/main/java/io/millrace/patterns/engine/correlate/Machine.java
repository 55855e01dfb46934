package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Query;
import java.util.function.Consumer;

/**
 * How the state of one kind of rule goes on. Events come in the order of {@link Match#IN_TIME}, and
 * before a deadline those up to and with it.
 */
abstract class Machine<S extends RuleState> {

  static final long NEVER = Long.MAX_VALUE;

  private final Class<S> type;
  private final Rule rule;
  private final Limits limits;
  private final Counters counters;

  Machine(Class<S> type, Rule rule, Limits limits, Counters counters) {
    this.type = type;
    this.rule = rule;
    this.limits = limits;
    this.counters = counters;
  }

  static Machine<?> of(Rule rule, Limits limits, Counters counters) {
    Detection detection = rule.pattern().detection();
    if (detection instanceof Detection.Eql eql) {
      return eql.query() instanceof Query.Sequence sequence
          ? new SequenceMachine(rule, sequence, limits, counters)
          : new SingleMachine(rule, limits, counters);
    } else if (detection instanceof Detection.Threshold threshold) {
      return new ThresholdMachine(rule, threshold, limits, counters);
    } else if (detection instanceof Detection.NewTerms terms) {
      return new NewTermsMachine(rule, terms, limits, counters);
    } else if (detection instanceof Detection.Spike spike) {
      return new SpikeMachine(rule, spike, limits, counters);
    } else if (detection instanceof Detection.GeoVelocity geo) {
      return new GeoMachine(rule, geo, limits, counters);
    } else if (detection instanceof Detection.Heartbeat heartbeat) {
      return new HeartbeatMachine(rule, heartbeat, limits, counters);
    } else if (detection instanceof Detection.Temporal temporal) {
      return new TemporalMachine(rule, temporal, limits, counters);
    } else if (detection instanceof Detection.Chain) {
      return new ChainMachine(rule, limits, counters);
    }
    throw new AssertionError(detection);
  }

  final Rule rule() {
    return rule;
  }

  final Limits limits() {
    return limits;
  }

  final Counters counters() {
    return counters;
  }

  final S cast(RuleState state) {
    return type.cast(state);
  }

  /**
   * Whether to find something again while it goes on being so: a suppression decides what of that
   * is an alert.
   */
  final boolean repeats() {
    return rule.pattern().suppression() != null;
  }

  abstract S empty();

  abstract S read(StateReader in);

  abstract void add(S state, Match match, Hit hit, Consumer<Finding> found);

  /** When it wants to be asked although no event comes. */
  long deadline(S state) {
    return NEVER;
  }

  /** The deadline is there. */
  void due(S state, long atMillis, Consumer<Finding> found) {}

  /** The last time at which an event would find the state other than empty. */
  abstract long expiry(S state);
}
