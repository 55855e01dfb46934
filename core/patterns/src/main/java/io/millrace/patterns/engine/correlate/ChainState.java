package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Of each detection of a chain, and of each of its groups, what that remembers. */
final class ChainState implements RuleState {

  /** No topic has that name: findings are told from events by it. */
  private static final String FINDINGS = "";

  /**
   * What a finding that is taken for an event was found of.
   *
   * @param events that are shown
   * @param matched how many there were
   */
  record Taken(long timeMillis, List<Seen> events, long matched) {}

  /** What is remembered for one values of a detection's keys. */
  static final class Group {

    final RuleState state;

    /** Of the findings in the state, by their numbers. */
    final TreeMap<Long, Taken> findings = new TreeMap<>();

    Group(RuleState state) {
      this.state = state;
    }

    /** By what the state is to remember it; of more than so many the first is let go. */
    EventRef take(Finding finding, int most) {
      long number = findings.isEmpty() ? 0 : findings.lastKey() + 1;
      findings.put(number, new Taken(finding.atMillis(), finding.events(), finding.matched()));
      if (findings.size() > most) {
        findings.pollFirstEntry();
      }
      return new EventRef(FINDINGS, 0, number, 0);
    }

    static boolean isFinding(EventRef ref) {
      return ref.topic().equals(FINDINGS);
    }

    /** Null if the limit took it away. */
    @Nullable Taken taken(EventRef ref) {
      return findings.get(ref.offset());
    }
  }

  private final List<String> names;

  /** Of each detection; the group that was in use longest ago is the first. */
  final List<LinkedHashMap<KeyBytes, Group>> groups = new ArrayList<>();

  /** Up to which time what is found may be another thing, since a limit took something away. */
  long approximateUntilMillis = Long.MIN_VALUE;

  /** After it nothing of it matters; perhaps that is so before. */
  long expiryMillis = Long.MIN_VALUE;

  /**
   * Nothing yet.
   *
   * @param names of the detections
   */
  ChainState(List<String> names) {
    this.names = names;
    names.forEach(name -> groups.add(new LinkedHashMap<>()));
  }

  @Override
  public void write(StateWriter out) {
    out.flag(approximateUntilMillis != Long.MIN_VALUE);
    if (approximateUntilMillis != Long.MIN_VALUE) {
      out.time(approximateUntilMillis);
    }
    out.flag(expiryMillis != Long.MIN_VALUE);
    if (expiryMillis != Long.MIN_VALUE) {
      out.time(expiryMillis);
    }
    for (Map<KeyBytes, Group> part : groups) {
      out.count(part.size());
      part.forEach(
          (key, group) -> {
            out.block(key.toBytes());
            group.state.write(out);
            out.count(group.findings.size());
            group.findings.forEach(
                (number, taken) -> {
                  out.count(number);
                  out.time(taken.timeMillis());
                  out.count(taken.events().size());
                  taken.events().forEach(event -> event.write(out));
                  out.count(taken.matched());
                });
          });
    }
  }

  /**
   * See {@link #write}.
   *
   * @param machines of the detections
   */
  static ChainState read(List<String> names, List<Machine<?>> machines, StateReader in) {
    ChainState state = new ChainState(names);
    if (in.flag()) {
      state.approximateUntilMillis = in.time();
    }
    if (in.flag()) {
      state.expiryMillis = in.time();
    }
    for (int part = 0; part < machines.size(); part++) {
      int size = in.size();
      for (int i = 0; i < size; i++) {
        KeyBytes key = KeyBytes.ofBytes(in.block());
        Group group = new Group(machines.get(part).read(in));
        int findings = in.size();
        for (int j = 0; j < findings; j++) {
          group.findings.put(in.count(), readTaken(in));
        }
        state.groups.get(part).put(key, group);
      }
    }
    return state;
  }

  private static Taken readTaken(StateReader in) {
    long time = in.time();
    int size = in.size();
    List<Seen> events = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      events.add(Seen.read(in));
    }
    return new Taken(time, events, in.count());
  }

  @Override
  public List<String> describe(Function<EventRef, String> eventNames) {
    List<String> lines = new ArrayList<>();
    for (int part = groups.size() - 1; part >= 0; part--) {
      String name = names.get(part);
      groups
          .get(part)
          .forEach(
              (key, group) ->
                  group.state.describe(ref -> named(group, ref, eventNames)).stream()
                      .map(line -> isAll(name, key) ? line : name + key.values() + ", " + line)
                      .forEach(lines::add));
    }
    return lines;
  }

  private static boolean isAll(String name, KeyBytes group) {
    return name.isEmpty() && group.values().isEmpty();
  }

  private static String named(Group group, EventRef ref, Function<EventRef, String> eventNames) {
    if (!Group.isFinding(ref)) {
      return eventNames.apply(ref);
    }
    Taken taken = group.taken(ref);
    return taken == null
        ? "a finding"
        : taken.events().stream()
            .map(event -> eventNames.apply(event.ref()))
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
