package io.millrace.patterns.engine.explain;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.correlate.Correlator;
import io.millrace.patterns.engine.correlate.KeyState;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.engine.match.MatchOutput;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.FieldTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Patterns over events in one process, with the same matcher and correlator as a job's. */
public final class Replay {

  private static final Comparator<Alert> IN_TIME =
      Comparator.comparingLong(Alert::lastMillis)
          .thenComparing(Alert::patternId)
          .thenComparing(Alert::id);

  private final Matcher matcher;
  private final Correlator correlator;
  private final Counters counters = new Counters();
  private final Map<KeyBytes, KeyState> states = new HashMap<>();
  private final List<Alert> alerts = new ArrayList<>();
  private long watermarkMillis = Long.MIN_VALUE;

  /** Nothing has come yet. */
  public Replay(List<LivePattern> patterns, Limits limits) {
    Rules rules = new Rules(patterns);
    matcher = new Matcher(rules, limits, counters, true);
    correlator = new Correlator(rules, limits, counters);
  }

  /** What has to be read of events. */
  public FieldTable fields() {
    return matcher.fields();
  }

  /**
   * In any order, as long as it is ahead of the watermark.
   *
   * @return the keys that remember it
   */
  public List<KeyBytes> add(Event event, EventFields values) {
    List<KeyBytes> keys = new ArrayList<>(1);
    matcher.match(
        event,
        values,
        new MatchOutput() {
          @Override
          public void match(Match match) {
            keys.add(match.key());
            correlator.add(
                states.computeIfAbsent(match.key(), KeyState::new), match, watermarkMillis);
          }

          @Override
          public void alert(Alert alert) {
            alerts.add(alert);
          }
        });
    return keys;
  }

  /** No event up to this time comes any more. */
  public void advance(long millis) {
    watermarkMillis = Math.max(watermarkMillis, millis);
    Iterator<KeyState> each = states.values().iterator();
    while (each.hasNext()) {
      KeyState state = each.next();
      alerts.addAll(correlator.advance(state, watermarkMillis));
      if (state.isEmpty()) {
        each.remove();
      }
    }
  }

  /**
   * What a key remembers of the events up to the watermark, for people.
   *
   * @param names of events
   */
  public List<String> describe(KeyBytes key, Function<EventRef, String> names) {
    KeyState state = states.get(key);
    return state == null ? List.of() : correlator.describe(state, names);
  }

  /** Those since they were last taken, in time. */
  public List<Alert> takeAlerts() {
    List<Alert> taken = alerts.stream().sorted(IN_TIME).toList();
    alerts.clear();
    return taken;
  }

  /** What was left out. */
  public Counters counters() {
    return counters;
  }
}
