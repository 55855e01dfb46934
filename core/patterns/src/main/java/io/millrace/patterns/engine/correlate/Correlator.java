package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.model.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows the events of keys through all rules, in event time. One correlator serves many keys; it
 * remembers nothing of them itself. When the rules change, another one takes over the states.
 *
 * <p>A deadline, as an event, is judged by the version that holds at its time; the state of a
 * pattern is kept by a version of the same {@link Rule#shape} only. The rules must be known before
 * the watermark reaches what they judge, and until it has passed.
 */
public final class Correlator {

  private final Rules rules;
  private final Limits limits;
  private final Counters counters;
  private final Map<Long, Machine<?>> machines = new HashMap<>();

  /** Fails if a rule cannot be run. */
  public Correlator(Rules rules, Limits limits, Counters counters) {
    this.rules = rules;
    this.limits = limits;
    this.counters = counters;
    for (Rule rule : rules.all()) {
      machines.put(rule.id(), Machine.of(rule, limits, counters));
    }
  }

  /**
   * Keeps a match until the watermark has passed it. One that is there already is counted only, and
   * so is one behind the watermark.
   */
  public void add(KeyState state, Match match, long watermarkMillis) {
    if (match.timeMillis() <= watermarkMillis) {
      counters.count(Counter.EXPIRED);
    } else if (state.buffered() >= limits.buffered()) {
      counters.count(Counter.BUFFER_CAPPED);
    } else if (!state.buffer(match)) {
      counters.count(Counter.DUPLICATE);
    }
  }

  /** What the events and deadlines up to the watermark tell, in their order. */
  public List<Alert> advance(KeyState state, long watermarkMillis) {
    List<Alert> alerts = new ArrayList<>();
    while (true) {
      Match match = state.first();
      Slot due = state.nextDue();
      long nextMillis =
          Math.min(
              match == null ? Machine.NEVER : match.timeMillis(),
              due == null ? Machine.NEVER : due.deadlineMillis());
      if ((match == null && due == null) || nextMillis > watermarkMillis) {
        break;
      }
      if (match != null && match.timeMillis() == nextMillis) {
        state.takeFirst();
        match.hits().forEach(hit -> add(state, match, hit, alerts));
      } else if (due != null) {
        due(state, due, alerts);
      }
    }
    state.trim();
    prune(state, watermarkMillis);
    return alerts;
  }

  /**
   * What a key remembers, for people.
   *
   * @param names of events
   */
  public List<String> describe(KeyState state, Function<EventRef, String> names) {
    List<String> lines = new ArrayList<>();
    for (Slot slot : state.slots.values()) {
      rules.all().stream()
          .filter(rule -> rule.family() == slot.family && rule.shape() == slot.shape)
          .findFirst()
          .map(rule -> machines.get(rule.id()))
          .ifPresent(machine -> lines.addAll(slot.state(machine).describe(names)));
    }
    return lines;
  }

  private void add(KeyState state, Match match, Hit hit, List<Alert> alerts) {
    Rule rule = rules.byId(hit.rule());
    Machine<?> machine = machines.get(hit.rule());
    if (rule == null || machine == null) {
      counters.count(Counter.UNKNOWN_RULE);
      return;
    }
    Slot slot =
        state.slots.computeIfAbsent(rule.family(), family -> new Slot(family, rule.shape()));
    if (slot.shape != rule.shape()) {
      counters.count(Counter.RESHAPED);
      slot.forget();
      slot.shape = rule.shape();
    } else if (slot.stateExpiryMillis() < match.timeMillis()) {
      slot.forget();
    }
    add(machine, state, slot, match, hit, alerts);
  }

  private <S extends RuleState> void add(
      Machine<S> machine, KeyState state, Slot slot, Match match, Hit hit, List<Alert> alerts) {
    S own = slot.state(machine);
    machine.add(own, match, hit, found -> alert(machine.rule(), state, slot, found, alerts));
    slot.changed(machine, own);
  }

  private void due(KeyState state, Slot slot, List<Alert> alerts) {
    Rule rule = rules.at(slot.family, slot.deadlineMillis());
    Machine<?> machine = rule == null ? null : machines.get(rule.id());
    if (rule == null || machine == null) {
      counters.count(Counter.RETIRED);
      state.slots.remove(slot.family);
    } else if (rule.shape() != slot.shape) {
      counters.count(Counter.RESHAPED);
      slot.forget();
    } else {
      due(machine, state, slot, alerts);
    }
  }

  private <S extends RuleState> void due(
      Machine<S> machine, KeyState state, Slot slot, List<Alert> alerts) {
    S own = slot.state(machine);
    machine.due(
        own, slot.deadlineMillis(), found -> alert(machine.rule(), state, slot, found, alerts));
    slot.changed(machine, own);
  }

  private void alert(Rule rule, KeyState state, Slot slot, Finding found, List<Alert> alerts) {
    Pattern.Suppression suppression = rule.pattern().suppression();
    long suppressed = 0;
    if (suppression != null) {
      suppressed =
          slot.suppressions.admit(
              suppressionKeys(found), found.atMillis(), suppression.window(), limits, counters);
      if (suppressed == Suppressions.SUPPRESSED) {
        return;
      }
    }
    counters.count(Counter.ALERTS);
    alerts.add(Alert.of(rule, state.key(), found, suppressed));
  }

  /** Those of them that are not in the key. */
  private static List<@Nullable Object> suppressionKeys(Finding found) {
    List<@Nullable Object> keys = new ArrayList<>();
    if (!found.events().isEmpty()) {
      keys.addAll(found.events().get(found.events().size() - 1).suppression());
    }
    if (found.group() != null) {
      keys.addAll(found.group().values());
    }
    return keys;
  }

  /** Forgets what no event after the watermark can ask for. */
  private void prune(KeyState state, long watermarkMillis) {
    state
        .slots
        .values()
        .removeIf(
            slot -> {
              slot.suppressions.prune(watermarkMillis);
              if (slot.expiryMillis() <= watermarkMillis) {
                return true;
              }
              Rule rule = rules.at(slot.family, watermarkMillis);
              if (rule == null) {
                counters.count(Counter.RETIRED);
                return true;
              }
              if (rule.shape() != slot.shape) {
                counters.count(Counter.RESHAPED);
                slot.forget();
                slot.shape = rule.shape();
                return slot.expiryMillis() <= watermarkMillis;
              }
              return false;
            });
  }
}
