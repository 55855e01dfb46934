package io.millrace.patterns.naive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.millrace.patterns.eql.Dialect;
import io.millrace.patterns.eql.Eql;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Runs the engine as a job would; the only class here that knows it. */
final class EngineAdapter implements MatchOutput {

  /** Larger than any case. */
  private static final Limits LIMITS =
      new Limits(10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 100);

  /** An alert with the pattern that it is of. */
  record Said(String pattern, String id, Found found) {}

  private final boolean restarts;
  private final boolean onTimers;
  private final Matcher matcher;
  private final JsonFields fields;
  private final Correlator correlator;
  private final Map<KeyBytes, KeyState> states = new TreeMap<>();
  private final Map<EventRef, PlainEvent> byRef = new TreeMap<>();
  private final List<Said> said = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;

  /**
   * For these patterns.
   *
   * @param indexed whether the matcher uses its index
   * @param restarts whether each state is turned to bytes and back before it is used
   * @param onTimers whether a key is only looked at when it has asked for it
   */
  EngineAdapter(List<Pattern> patterns, boolean indexed, boolean restarts, boolean onTimers) {
    this.restarts = restarts;
    this.onTimers = onTimers;
    Rules rules = new Rules(patterns.stream().map(LivePattern::always).toList());
    matcher = new Matcher(rules, LIMITS, new Counters(), indexed);
    fields = new JsonFields(matcher.fields());
    correlator = new Correlator(rules, LIMITS, new Counters());
  }

  /** What a query asks for. */
  static Detection detection(String eql) {
    return new Detection.Eql(Eql.parse(eql, Dialect.ELASTIC));
  }

  void event(PlainEvent event, long behind) {
    EventRef ref = ref(event);
    byRef.put(ref, event);
    fields.read(json(event));
    matcher.match(new Event(event.collection(), event.time(), behind, ref), fields, this);
  }

  @Override
  public void match(Match match) {
    KeyState state = state(match.key());
    correlator.add(state, match, watermark);
    keep(state);
  }

  @Override
  public void alert(Alert alert) {
    say(alert);
  }

  /** No event up to this time comes any more. */
  void watermark(long time) {
    watermark = time;
    for (KeyBytes key : List.copyOf(states.keySet())) {
      KeyState state = state(key);
      if (!onTimers || state.nextMillis() <= time) {
        correlator.advance(state, time).forEach(this::say);
      }
      keep(state);
    }
  }

  List<Said> said() {
    return said;
  }

  /** How many keys are remembered. */
  int remembered() {
    return states.size();
  }

  private KeyState state(KeyBytes key) {
    KeyState state = states.getOrDefault(key, new KeyState(key));
    return restarts ? KeyState.ofBytes(key, state.toBytes()) : state;
  }

  private void keep(KeyState state) {
    if (state.isEmpty()) {
      states.remove(state.key());
    } else {
      states.put(state.key(), state);
    }
  }

  private void say(Alert alert) {
    said.add(
        new Said(
            alert.patternId(),
            alert.id(),
            new Found(
                alert.keys().stream().map(named -> String.valueOf(named.value())).toList(),
                alert.events().stream().map(event -> order(event.ref())).distinct().toList(),
                alert.firstMillis(),
                alert.lastMillis(),
                -1)));
  }

  private long order(EventRef ref) {
    return Objects.requireNonNull(byRef.get(ref)).order();
  }

  /** In the order of the events. */
  private static EventRef ref(PlainEvent event) {
    long order = event.order();
    return new EventRef(
        "in." + (char) ('a' + order / 8), (int) (order / 4 % 2), order / 2 % 2, (int) (order % 2));
  }

  private static byte[] json(PlainEvent event) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    event
        .fields()
        .forEach(
            (path, value) -> {
              String[] names = path.split("\\.");
              ObjectNode inner = names.length == 1 ? body : body.withObjectProperty(names[0]);
              inner.putPOJO(names[names.length - 1], value);
            });
    return body.toString().getBytes(UTF_8);
  }
}
