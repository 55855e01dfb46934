package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.model.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sequences, as EQL's reference describes them: for each step one sequence at most that has come so
 * far; an event takes that of the step before further and overwrites the one that was there; the
 * last step is tried first, so no event is its own successor. A stage with runs is as many steps.
 *
 * <p>What the reference leaves open:
 *
 * <ul>
 *   <li>An event that should be missing, or {@code until}, drops what was there before it came and
 *       what it did not itself take further.
 *   <li>What should be missing at the end must not come up to {@code maxspan} after the first
 *       event; at the start, not from {@code maxspan} before the last event on. With both, one of
 *       each must not come within one {@code maxspan}; one alone does no harm. Elasticsearch's own
 *       tests have it so.
 *   <li>A sequence with something missing at the end is found {@code maxspan} after its last event.
 *   <li>Sequences that only wait for that do not overwrite each other, and {@code until} drops them
 *       if it comes within the {@code maxspan} of their first event.
 * </ul>
 */
final class SequenceMachine extends Machine<SequenceState> {

  /** The stage of each step. */
  private final int[] stages;

  /** The stages, a bit for each, that must not come before a step; the last: after all steps. */
  private final long[] missing;

  private final long maxSpanMillis;

  SequenceMachine(Rule rule, Query.Sequence sequence, Limits limits, Counters counters) {
    super(SequenceState.class, rule, limits, counters);
    if (sequence.maxSpan() == null) {
      throw new IllegalArgumentException("the sequence of " + rule + " has no maxspan");
    }
    maxSpanMillis = sequence.maxSpan().toMillis();
    List<Integer> steps = new ArrayList<>();
    List<Long> gaps = new ArrayList<>(List.of(0L));
    for (int stage = 0; stage < sequence.stages().size(); stage++) {
      Query.Stage each = sequence.stages().get(stage);
      if (each.missing()) {
        gaps.set(steps.size(), gaps.get(steps.size()) | 1L << stage);
      } else {
        for (int run = 0; run < each.runs(); run++) {
          steps.add(stage);
          gaps.add(0L);
        }
      }
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("the sequence of " + rule + " has no event");
    }
    stages = steps.stream().mapToInt(Integer::intValue).toArray();
    missing = gaps.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  SequenceState empty() {
    return new SequenceState(stages.length);
  }

  @Override
  SequenceState read(StateReader in) {
    return SequenceState.read(stages.length, in);
  }

  @Override
  void add(SequenceState state, Match match, Hit hit, Consumer<Finding> found) {
    dropOld(state, match.timeMillis());
    int last = stages.length - 1;
    @Nullable Partial[] begun = new Partial[last];
    Partial complete = null;
    Seen seen = null;
    for (int step = last; step >= 0; step--) {
      if (!hit.is(stages[step])) {
        continue;
      }
      if (seen == null || seen.step() != stages[step]) {
        seen = Seen.of(match, hit, stages[step]);
      }
      Partial next = next(state, step, seen);
      if (step < last) {
        begun[step] = next;
      } else {
        complete = next;
      }
    }
    drop(state, hit, match.timeMillis());
    for (int step = 0; step < last; step++) {
      if (begun[step] != null) {
        state.partials[step] = begun[step];
      }
    }
    if (complete != null) {
      complete(state, complete, found);
    }
    if ((hit.steps() & missing[0]) != 0) {
      state.leadingMillis = match.timeMillis();
    }
  }

  /** Takes the sequence of the step before out of its place. */
  private static @Nullable Partial next(SequenceState state, int step, Seen seen) {
    if (step == 0) {
      return new Partial(List.of(seen), state.leadingMillis);
    }
    Partial before = state.partials[step - 1];
    state.partials[step - 1] = null;
    return before == null ? null : before.plus(seen);
  }

  private void dropOld(SequenceState state, long millis) {
    for (int step = 0; step < state.partials.length; step++) {
      Partial partial = state.partials[step];
      if (partial != null && endMillis(partial) < millis) {
        state.partials[step] = null;
      }
    }
  }

  private void drop(SequenceState state, Hit hit, long millis) {
    boolean ended = rule().until() >= 0 && hit.is(rule().until());
    boolean trailing = (hit.steps() & missing[stages.length]) != 0;
    for (int step = 0; step < state.partials.length; step++) {
      if (ended || (hit.steps() & missing[step + 1]) != 0) {
        state.partials[step] = null;
      }
    }
    if (ended || trailing) {
      state.waiting.removeIf(
          all -> endMillis(all) >= millis && (ended || missing[0] == 0 || isPreceded(all, millis)));
    }
  }

  private void complete(SequenceState state, Partial all, Consumer<Finding> found) {
    if (missing[stages.length] == 0) {
      if (!isPreceded(all, all.lastMillis())) {
        found.accept(finding(all, all.lastMillis(), false));
      }
      return;
    }
    state.waiting.add(all);
    if (state.waiting.size() > limits().waiting()) {
      state.waiting.remove(0);
      counters().count(Counter.WAITING_CAPPED);
    }
  }

  /** Whether what should be missing at the start came not longer than a span before this time. */
  private boolean isPreceded(Partial all, long millis) {
    return all.leadingMillis() != Partial.NONE
        && Spans.end(all.leadingMillis(), maxSpanMillis) >= millis;
  }

  /**
   * The last moment that is within the span of its first event: of the events to come, and of what
   * must not come behind the last of them.
   */
  private long endMillis(Partial partial) {
    return Spans.end(partial.startMillis(), maxSpanMillis);
  }

  /** When a complete sequence is told of, behind which something should be missing. */
  private long toldMillis(Partial all) {
    return Spans.end(all.lastMillis(), maxSpanMillis);
  }

  @Override
  long deadline(SequenceState state) {
    return state.waiting.isEmpty() ? NEVER : toldMillis(state.waiting.get(0));
  }

  @Override
  void due(SequenceState state, long atMillis, Consumer<Finding> found) {
    List<Partial> over = state.waiting.stream().filter(all -> toldMillis(all) <= atMillis).toList();
    state.waiting.removeAll(over);
    over.forEach(all -> found.accept(finding(all, atMillis, true)));
  }

  private Finding finding(Partial all, long atMillis, boolean absence) {
    List<Seen> events = all.events();
    String why =
        (events.size() == 1 ? "1 event" : events.size() + " events in " + Spans.of(events))
            + (absence
                ? ", and what must not follow did not within "
                    + Spans.text(maxSpanMillis)
                    + (events.size() == 1 ? "" : " of the first")
                : ", one after another");
    return new Finding(
        Finding.shown(events, limits().alertEvents()),
        events.size(),
        atMillis,
        absence,
        false,
        why);
  }

  @Override
  long expiry(SequenceState state) {
    long expiry = Long.MIN_VALUE;
    for (Partial partial : state.partials) {
      if (partial != null) {
        expiry = Math.max(expiry, endMillis(partial));
      }
    }
    for (Partial all : state.waiting) {
      expiry = Math.max(expiry, toldMillis(all));
    }
    return state.leadingMillis == Partial.NONE
        ? expiry
        : Math.max(expiry, Spans.end(state.leadingMillis, maxSpanMillis));
  }
}
