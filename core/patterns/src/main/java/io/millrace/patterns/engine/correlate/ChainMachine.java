package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.ChainPlan;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.expression.Values;
import io.millrace.patterns.model.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Detections to which what others find are events: each has a machine of its own, and a state for
 * each of its groups. An event goes to the innermost first. To a detection it is an event itself,
 * then whatever was found at it is one more each, in the order of the links and then of the groups'
 * keys. At one event a group finds once at most.
 */
final class ChainMachine extends Machine<ChainState> {

  private final ChainPlan plan;
  private final List<String> names;
  private final List<Machine<?>> machines;
  private final long[] windowMillis;

  /** For how long what was found may be part of what the outermost finds. */
  private final long[] reachMillis;

  ChainMachine(Rule rule, Limits limits, Counters counters) {
    super(ChainState.class, rule, limits, counters);
    plan = Objects.requireNonNull(rule.chain());
    List<ChainPlan.Part> parts = plan.parts();
    names = parts.stream().map(ChainPlan.Part::name).toList();
    // Which events are shown is decided when findings have been replaced by theirs.
    Limits ofParts = limits.withAllEvents();
    machines = new ArrayList<>();
    for (ChainPlan.Part part : parts) {
      machines.add(Machine.of(part.rule(), ofParts, counters));
    }
    windowMillis =
        parts.stream().mapToLong(part -> window(part.rule().pattern().detection())).toArray();
    reachMillis = new long[parts.size()];
    for (int i = parts.size() - 1; i >= 0; i--) {
      for (ChainPlan.Source source : parts.get(i).sources()) {
        reachMillis[source.part()] = Spans.end(reachMillis[i], windowMillis[i]);
      }
    }
  }

  private static long window(Detection detection) {
    return detection instanceof Detection.Threshold threshold
        ? threshold.window().toMillis()
        : ((Detection.Temporal) detection).window().toMillis();
  }

  @Override
  ChainState empty() {
    return new ChainState(names);
  }

  @Override
  ChainState read(StateReader in) {
    return ChainState.read(names, machines, in);
  }

  @Override
  void add(ChainState state, Match match, Hit hit, Consumer<Finding> found) {
    List<SortedMap<KeyBytes, Finding>> findings = new ArrayList<>();
    for (int i = 0; i < machines.size(); i++) {
      forgetOldest(state, i, match.timeMillis());
      Round round = new Round(state, i, match, hit, new TreeMap<>());
      round.addEvent();
      for (ChainPlan.Source source : plan.parts().get(i).sources()) {
        findings.get(source.part()).forEach((group, one) -> round.addFinding(source, group, one));
      }
      findings.add(round.findings);
    }
    boolean isAllGiven = plan.outermost().rest().isEmpty();
    findings
        .get(machines.size() - 1)
        .forEach((group, one) -> found.accept(isAllGiven ? one : one.withGroup(group)));
  }

  /** One part at one event. */
  private final class Round {

    final ChainState state;
    final int number;
    final ChainPlan.Part part;
    final Match match;
    final Hit hit;

    /** By group. */
    final SortedMap<KeyBytes, Finding> findings;

    Round(
        ChainState state, int number, Match match, Hit hit, SortedMap<KeyBytes, Finding> findings) {
      this.state = state;
      this.number = number;
      this.part = plan.parts().get(number);
      this.match = match;
      this.hit = hit;
      this.findings = findings;
    }

    /** Once to each group of which the event is a step. */
    void addEvent() {
      SortedMap<KeyBytes, Hit> hits = new TreeMap<>();
      for (ChainPlan.Use use : part.uses()) {
        if (hit.is(use.step())) {
          KeyBytes key = key(use);
          Object value = use.value() < 0 ? null : aggregated(hit.values().get(use.value()));
          if (key == null) {
            counters().count(Counter.UNKEYED);
          } else if (value == null && use.value() >= 0) {
            counters().count(Counter.UNVALUED);
          } else {
            Hit before = hits.get(key);
            hits.put(
                key,
                new Hit(
                    hit.rule(),
                    (before == null ? 0 : before.steps()) | 1L << use.own(),
                    before != null ? before.values() : value == null ? List.of() : List.of(value),
                    hit.suppression(),
                    hit.shown()));
          }
        }
      }
      hits.forEach((key, own) -> add(machines.get(number), key, group(key), match, own));
    }

    /** Null if the event is in no group. */
    private @Nullable KeyBytes key(ChainPlan.Use use) {
      List<@Nullable Object> values = new ArrayList<>(use.group().size());
      for (ChainPlan.GroupValue each : use.group()) {
        Object value = hit.values().get(each.value());
        if (value == null && !each.optional()) {
          return null;
        }
        values.add(value);
      }
      KeyBytes key = KeyBytes.of(rule(), values);
      return key.length() > limits().keyBytes() ? null : key;
    }

    /** Null if it is none that the part can aggregate. */
    private @Nullable Object aggregated(@Nullable Object value) {
      return part.rule().pattern().detection() instanceof Detection.Threshold threshold
              && threshold.aggregate() == Detection.Aggregate.DISTINCT
          ? value
          : Values.asNumber(value);
    }

    /** As an event that has the keys of the part that found it, and fields of the event here. */
    void addFinding(ChainPlan.Source source, KeyBytes from, Finding finding) {
      List<@Nullable Object> keys = plan.parts().get(source.part()).keys(match.key(), from);
      List<@Nullable Object> values = values(source.group(), keys);
      KeyBytes key = values == null ? null : KeyBytes.of(rule(), values);
      if (key == null || key.length() > limits().keyBytes()) {
        counters().count(Counter.UNKEYED);
        return;
      }
      Object value = source.value().isEmpty() ? null : aggregated(source.value(), keys);
      if (value == null && !source.value().isEmpty()) {
        counters().count(Counter.UNVALUED);
        return;
      }
      ChainState.Group group = group(key);
      add(
          machines.get(number),
          key,
          group,
          new Match(
              match.key(), match.timeMillis(), group.take(finding, limits().window()), List.of()),
          new Hit(
              hit.rule(),
              1L << source.kind(),
              value == null ? List.of() : List.of(value),
              List.of(),
              List.of()));
    }

    /** Null if the event lacks one that it must have. */
    private @Nullable List<@Nullable Object> values(
        List<ChainPlan.FoundValue> found, List<@Nullable Object> keys) {
      List<@Nullable Object> values = new ArrayList<>(found.size());
      for (ChainPlan.FoundValue each : found) {
        Object value = (each.ofEvent() ? hit.values() : keys).get(each.place());
        if (value == null && !each.optional()) {
          return null;
        }
        values.add(value);
      }
      return values;
    }

    /** Null if one is not there, or not what the part can aggregate. */
    private @Nullable Object aggregated(
        List<ChainPlan.FoundValue> found, List<@Nullable Object> keys) {
      List<@Nullable Object> values = values(found, keys);
      if (values == null || values.contains(null)) {
        return null;
      }
      return aggregated(values.size() == 1 ? values.get(0) : values);
    }

    /** Now the one that was in use last; the one longest ago may have to go. */
    private ChainState.Group group(KeyBytes key) {
      long now = match.timeMillis();
      LinkedHashMap<KeyBytes, ChainState.Group> groups = state.groups.get(number);
      ChainState.Group known = groups.remove(key);
      ChainState.Group group =
          known == null ? new ChainState.Group(machines.get(number).empty()) : known;
      groups.put(key, group);
      group
          .findings
          .values()
          .removeIf(taken -> Spans.end(taken.timeMillis(), windowMillis[number]) <= now);
      if (groups.size() > limits().groups()) {
        groups.values().removeIf(each -> each != group && expiry(number, each) < now);
        Iterator<ChainState.Group> oldest = groups.values().iterator();
        while (groups.size() > limits().groups()) {
          // An event at that time would have found it.
          approximate(Spans.end(expiry(number, oldest.next()), isOutermost() ? 1 : 0));
          oldest.remove();
          counters().count(Counter.GROUPS_CAPPED);
        }
      }
      return group;
    }

    private boolean isOutermost() {
      return number == machines.size() - 1;
    }

    private <S extends RuleState> void add(
        Machine<S> machine, KeyBytes key, ChainState.Group group, Match event, Hit own) {
      S its = machine.cast(group.state);
      machine.add(
          its, event, own, found -> findings.computeIfAbsent(key, any -> whole(group, found)));
      long expiry = machine.expiry(its);
      if (expiry < match.timeMillis()) {
        state.groups.get(number).remove(key);
      }
      state.expiryMillis = Math.max(state.expiryMillis, expiry);
    }

    /** What the part should have found up to this time may be something else. */
    private void approximate(long millis) {
      long until = Spans.end(millis, reachMillis[number]);
      state.approximateUntilMillis = Math.max(state.approximateUntilMillis, until);
      state.expiryMillis = Math.max(state.expiryMillis, until - 1);
    }

    /** With the events of findings in their place, each event once. */
    private Finding whole(ChainState.Group group, Finding finding) {
      Map<EventRef, Seen> events = new HashMap<>();
      long others = 0;
      for (Seen seen : finding.events()) {
        if (!ChainState.Group.isFinding(seen.ref())) {
          put(events, seen);
          continue;
        }
        ChainState.Taken taken = group.taken(seen.ref());
        if (taken == null) {
          others++;
          continue;
        }
        others += taken.matched() - taken.events().size();
        for (Seen one : taken.events()) {
          put(
              events,
              new Seen(one.timeMillis(), one.ref(), seen.step(), one.suppression(), one.shown()));
        }
      }
      if (finding.approximate()) {
        approximate(finding.atMillis());
      }
      List<Seen> all =
          events.values().stream()
              .sorted(Comparator.comparingLong(Seen::timeMillis).thenComparing(Seen::ref))
              .toList();
      return new Finding(
          Finding.shown(all, limits().alertEvents()),
          all.size() + others,
          finding.atMillis(),
          false,
          finding.approximate() || finding.atMillis() < state.approximateUntilMillis,
          finding.why());
    }
  }

  /** The one that shows most: a window keeps events without their fields. */
  private static void put(Map<EventRef, Seen> events, Seen seen) {
    events.merge(seen.ref(), seen, (one, other) -> size(other) > size(one) ? other : one);
  }

  private static int size(Seen seen) {
    return seen.shown().size() + seen.suppression().size();
  }

  /** Without waiting for the limit. */
  private void forgetOldest(ChainState state, int number, long now) {
    Iterator<ChainState.Group> oldest = state.groups.get(number).values().iterator();
    while (oldest.hasNext() && expiry(number, oldest.next()) < now) {
      oldest.remove();
    }
  }

  private long expiry(int number, ChainState.Group group) {
    return expiry(machines.get(number), group);
  }

  private static <S extends RuleState> long expiry(Machine<S> machine, ChainState.Group group) {
    return machine.expiry(machine.cast(group.state));
  }

  @Override
  long expiry(ChainState state) {
    return state.expiryMillis;
  }
}
