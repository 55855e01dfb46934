package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.correlate.Correlator;
import io.millrace.patterns.engine.correlate.KeyState;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the bound says of a key and of a load. */
class StateBoundTest {

  private static final LivePattern LIVE =
      LivePattern.always(PatternMatcher.pattern(PatternRules.one()));

  private final Rule rule = Rule.of(LIVE);
  private final KeyBytes key = KeyBytes.of(rule, List.of("user-1999999"));
  private final KeyState state = new KeyState(key);

  /** First, second, first: more it never has. */
  @Test
  void stateWithAllThatItCanHold_isWithinTheBound() {
    Correlator correlator =
        new Correlator(new Rules(List.of(LIVE)), Limits.DEFAULT, new Counters());
    add(correlator, 0, 1);
    add(correlator, 1, 2);
    add(correlator, 2, 1);
    correlator.advance(state, time(2));

    assertThat(state.toBytes().length).isLessThanOrEqualTo(StateBound.fullStateBytes());
    assertThat(state.toBytes().length).isGreaterThan(StateBound.fullStateBytes() / 3);
    assertThat(2 * key.length()).isLessThan(StateBound.KEY_BYTES);
  }

  @Test
  void waitingMatch_isWithinTheBound() {
    add(new Correlator(new Rules(List.of(LIVE)), Limits.DEFAULT, new Counters()), 0, 1);

    assertThat(state.toBytes().length)
        .isLessThanOrEqualTo(StateBound.STATE_BYTES + StateBound.EVENT_BYTES);
  }

  /** Of a load in which nobody comes twice, each that began one counts as long as the span. */
  @Test
  void mostBegun_countsUsersOfASpan() {
    PatternLoad load =
        new PatternLoad("day", PatternRules.ONE, 2_000, 2_000, 1_000_000_000, 1, 0, 0);
    long began =
        LongStream.range(0, 2_000)
            .filter(number -> load.event(number).actionNumber() < 300)
            .count();

    assertThat(PatternTruth.mostBegun(load, Duration.ofDays(1))).isEqualTo(began);
    assertThat(PatternTruth.mostBegun(load, Duration.ofMillis(99))).isBetween(50L, 80L);
    assertThat(PatternTruth.mostBegun(load, Duration.ZERO)).isEqualTo(1);
  }

  private void add(Correlator correlator, int number, long steps) {
    correlator.add(
        state,
        new Match(
            key,
            time(number),
            new EventRef("day.events.steps", 3, 1_999_990L + number, 0),
            List.of(new Hit(rule.id(), steps, List.of(), List.of(), List.of()))),
        Long.MIN_VALUE);
  }

  private static long time(int number) {
    return PatternLoad.START.toEpochMilli() + 86_000_000L + number;
  }
}
