package io.millrace.patterns.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.correlate.Correlator;
import io.millrace.patterns.engine.correlate.KeyState;
import io.millrace.patterns.engine.match.MatchOutput;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.model.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Patterns over events in every way that must make no difference: state kept or turned into bytes
 * and back after each step, the index on or off, events in order or not, the watermark in small
 * steps or one, timers asked for or not.
 */
public final class Trial {

  private static final Comparator<Alert> IN_TIME =
      Comparator.comparingLong(Alert::lastMillis)
          .thenComparing(Alert::patternId)
          .thenComparing(Alert::id);

  private final List<LivePattern> patterns;
  private final Limits limits;
  private Counters counters = new Counters();

  public Trial(Pattern... patterns) {
    this(Arrays.stream(patterns).map(LivePattern::always).toList(), Limits.DEFAULT);
  }

  public Trial(List<LivePattern> patterns, Limits limits) {
    this.patterns = patterns;
    this.limits = limits;
  }

  /** Of the last run. */
  public Counters counters() {
    return counters;
  }

  public List<Alert> alerts(List<Sample> events) {
    List<Sample> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(7));
    List<Alert> atOnce = run(shuffled, false, false, Long.MAX_VALUE);
    for (long step : new long[] {1, 500, 1_000, 7_000}) {
      assertThat(run(events, true, true, step)).isEqualTo(atOnce);
    }
    assertThat(run(events, false, false, 1_000)).isEqualTo(atOnce);
    return run(events, true, false, Long.MAX_VALUE);
  }

  /** {@code u: 0 2 @3.5} for an alert of key u with the events of these offsets at that second. */
  public String told(String events) {
    return told(alerts(Sample.read(events)));
  }

  public static String told(List<Alert> alerts) {
    return alerts.stream()
        .map(
            alert ->
                alert.keys().stream()
                        .map(key -> String.valueOf(key.value()))
                        .collect(Collectors.joining(","))
                    + ": "
                    + alert.events().stream()
                        .map(event -> event.ref().offset() + " ")
                        .collect(Collectors.joining())
                    + "@"
                    + plain(alert.lastMillis() / 1_000.0))
        .collect(Collectors.joining("; "));
  }

  private static String plain(double seconds) {
    return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
  }

  /**
   * One run.
   *
   * @param step of the watermark; so large is one at the end
   */
  private List<Alert> run(List<Sample> events, boolean indexed, boolean bytes, long step) {
    counters = new Counters();
    Rules rules = new Rules(patterns);
    Matcher matcher = new Matcher(rules, limits, counters, indexed);
    Correlator correlator = new Correlator(rules, limits, counters);
    Map<KeyBytes, KeyState> states = new TreeMap<>();
    List<Alert> alerts = new ArrayList<>();
    List<Sample> inTime = new ArrayList<>(events);
    if (step != Long.MAX_VALUE) {
      inTime.sort(Comparator.comparingLong(sample -> sample.event().timeMillis()));
    }
    long watermark =
        inTime.isEmpty() || step == Long.MAX_VALUE
            ? Long.MIN_VALUE
            : inTime.get(0).event().timeMillis() - 1;
    for (Sample sample : inTime) {
      while (step != Long.MAX_VALUE && watermark + step < sample.event().timeMillis()) {
        // As timers would have it: none before the next one is there.
        watermark =
            Math.min(
                sample.event().timeMillis() - 1, Math.max(watermark + step, nextTimer(states)));
        advance(correlator, states, bytes, watermark, alerts);
      }
      long now = watermark;
      matcher.match(
          sample.event(),
          sample.values(matcher.fields()),
          new MatchOutput() {
            @Override
            public void match(Match match) {
              KeyState state = states.computeIfAbsent(match.key(), KeyState::new);
              correlator.add(state, match, now);
              if (bytes) {
                states.put(match.key(), copy(state));
              }
            }

            @Override
            public void alert(Alert alert) {
              alerts.add(alert);
            }
          });
    }
    if (step != Long.MAX_VALUE) {
      for (int i = 0; i < 100_000 && nextTimer(states) != Long.MAX_VALUE; i++) {
        watermark = Math.max(watermark, nextTimer(states));
        advance(correlator, states, bytes, watermark, alerts);
      }
      assertThat(states).as("all is forgotten in the end").isEmpty();
    }
    advance(correlator, states, bytes, Long.MAX_VALUE, alerts);
    return alerts.stream().sorted(IN_TIME).toList();
  }

  private static long nextTimer(Map<KeyBytes, KeyState> states) {
    return states.values().stream().mapToLong(KeyState::nextMillis).min().orElse(Long.MAX_VALUE);
  }

  private static void advance(
      Correlator correlator,
      Map<KeyBytes, KeyState> states,
      boolean bytes,
      long watermark,
      List<Alert> alerts) {
    for (KeyState state : List.copyOf(states.values())) {
      alerts.addAll(correlator.advance(state, watermark));
      if (state.isEmpty()) {
        states.remove(state.key());
      } else if (bytes) {
        states.put(state.key(), copy(state));
      }
    }
  }

  private static KeyState copy(KeyState state) {
    byte[] bytes = state.toBytes();
    KeyState copy = KeyState.ofBytes(state.key(), bytes);
    assertThat(copy.toBytes()).isEqualTo(bytes);
    return copy;
  }
}
