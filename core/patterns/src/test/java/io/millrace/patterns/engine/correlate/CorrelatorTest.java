package io.millrace.patterns.engine.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Named;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Pattern;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrelatorTest {

  private static final Pattern SEQUENCE = Make.pattern(Make.sequence("A B", 10, null));

  private final Counters counters = new Counters();

  private Correlator correlator(LivePattern... patterns) {
    return new Correlator(new Rules(List.of(patterns)), Limits.DEFAULT, counters);
  }

  /** Of rule p's first version as step A. */
  private static Match match(Pattern pattern, long millis, int offset) {
    Rule rule = Rule.of(LivePattern.always(pattern));
    return new Match(
        key(),
        millis,
        new EventRef("in.acts", 1, offset, 0),
        List.of(new Hit(rule.id(), 1, List.of(), List.of(), List.of())));
  }

  private static KeyBytes key() {
    return KeyBytes.of(Rule.of(LivePattern.always(SEQUENCE)), List.of("u"));
  }

  @Test
  void versionOfOneShape_goesOnWithTheState() {
    Trial trial = versions(Make.sequence("A B", 10, null), Make.sequence("C B", 10, null));

    assertThat(trial.alerts(Sample.read("A5 B12"))).extracting(Alert::version).containsExactly(2);
    assertThat(trial.told("A5 B9 A12 B13 C14 B15")).isEqualTo("u: 0 1 @9; u: 4 5 @15");
  }

  @Test
  void versionOfAnotherShape_beginsAnew() {
    Trial trial = versions(Make.sequence("A B", 10, null), Make.sequence("A B", 11, null));

    assertThat(trial.told("A5 B12 A13 B14")).isEqualTo("u: 2 3 @14");
    assertThat(trial.counters().get(Counter.RESHAPED)).isEqualTo(1);
  }

  @Test
  void deadline_isJudgedByTheVersionOfItsTime() {
    Detection heartbeat =
        new Detection.Heartbeat(Make.kind("A"), Make.BY_USER, Duration.ofSeconds(4));

    assertThat(versions(heartbeat, heartbeat).alerts(Sample.read("A1 A7")))
        .extracting(Alert::version)
        .containsExactly(1, 2);
    Trial retired =
        new Trial(
            List.of(
                new LivePattern(
                    Make.pattern("p", 1, heartbeat, null), Long.MIN_VALUE, 10_000, Long.MIN_VALUE)),
            Limits.DEFAULT);
    assertThat(retired.told("A1 A7")).isEqualTo("u: 0 @5");
    assertThat(retired.counters().get(Counter.RETIRED)).isEqualTo(1);
  }

  /** The second from second 10 on. */
  private static Trial versions(Detection first, Detection second) {
    return new Trial(
        List.of(
            new LivePattern(
                Make.pattern("p", 1, first, null), Long.MIN_VALUE, 10_000, Long.MIN_VALUE),
            new LivePattern(
                Make.pattern("p", 2, second, null), 10_000, Long.MAX_VALUE, Long.MIN_VALUE)),
        Limits.DEFAULT);
  }

  @Test
  void matchBehindTheWatermarkOrAgain_isCountedOnly() {
    Correlator correlator = correlator(LivePattern.always(SEQUENCE));
    KeyState state = new KeyState(key());

    correlator.add(state, match(SEQUENCE, 100, 0), 100);
    correlator.add(state, match(SEQUENCE, 101, 0), 100);
    correlator.add(state, match(SEQUENCE, 101, 0), 100);
    correlator.add(state, match(SEQUENCE, 101, 1), 100);

    assertThat(state.buffered()).isEqualTo(2);
    assertThat(counters.get(Counter.EXPIRED)).isEqualTo(1);
    assertThat(counters.get(Counter.DUPLICATE)).isEqualTo(1);
    assertThat(state.nextMillis()).isEqualTo(101);
  }

  @Test
  void hitOfARuleThatIsNotThere_isCountedOnly() {
    Correlator correlator = correlator();
    KeyState state = new KeyState(key());
    correlator.add(state, match(SEQUENCE, 100, 0), 0);

    assertThat(correlator.advance(state, 100)).isEmpty();

    assertThat(counters.get(Counter.UNKNOWN_RULE)).isEqualTo(1);
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void timer_isForTheNextThatHasToBeDone() {
    Correlator correlator = correlator(LivePattern.always(SEQUENCE));
    KeyState state = new KeyState(key());
    assertThat(state.nextMillis()).isEqualTo(Long.MAX_VALUE);

    correlator.add(state, match(SEQUENCE, 1_000, 0), 0);
    assertThat(state.nextMillis()).isEqualTo(1_000);
    correlator.advance(state, 1_000);
    assertThat(state.nextMillis()).isEqualTo(11_000);
    correlator.advance(state, 10_999);
    assertThat(state.isEmpty()).isFalse();
    correlator.advance(state, 11_000);
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void alert_hasTheSameIdInEveryRun() {
    List<Alert> alerts = new Trial(SEQUENCE).alerts(Sample.read("A0 B1 A2 B3"));

    assertThat(alerts)
        .extracting(Alert::id)
        .containsExactly("0c6d8ba8ef1aa2eefa7e1ff232e895b2", "d8d23afaf29168a5f7508c25f25715ca");
    assertThat(alerts.get(0).why()).isEqualTo("2 events in 1s, one after another");
  }

  /** A change of these bytes needs another version and a reader of this one. */
  @Test
  void bytes_areThoseOfTheFormat() {
    Pattern pattern = Make.suppressed(Make.sequence("A !B", 10, null), 60);
    Pattern sum =
        Make.pattern("sum", 1, Make.threshold(Aggregate.SUM, 0, Comparison.GREATER, "9", 10), null);
    Correlator correlator = correlator(LivePattern.always(pattern), LivePattern.always(sum));
    KeyState state = new KeyState(key());
    correlator.add(state, match(pattern, 1_000, 0), 0);
    correlator.add(state, match(pattern, 1_500, 300), 0);
    correlator.advance(state, 11_000);
    Rule rule = Rule.of(LivePattern.always(sum));
    for (int i = 0; i < 2; i++) {
      correlator.add(
          state,
          new Match(
              key(),
              11_200 + 100 * i,
              new EventRef("in.acts", 2, 7 + i, 1),
              List.of(
                  new Hit(
                      rule.id(),
                      1,
                      List.of(new BigDecimal("2.50")),
                      List.of(),
                      List.of(new Named("n", "v"))))),
          11_000);
    }
    correlator.advance(state, 11_250);

    byte[] bytes = state.toBytes();
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "0101c8b0010007696e2e6163747302080101030f4475956a34af01010303322e350001016e"
                + "01017602a0929639ae4fc705a38c22b9274b678d0290030200010803ae2667d086a8e707"
                + "c0a907001801b8170007696e2e6163747301ac020000000000010100003a2ce559554fb2"
                + "01059099d49f136a4b0102918a06001800000180af010007696e2e616374730207010303"
                + "322e3500");
    assertThat(KeyState.ofBytes(key(), bytes).toBytes()).isEqualTo(bytes);
    bytes[0] = 2;
    assertThatThrownBy(() -> KeyState.ofBytes(key(), bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the state of a key has format 2; this release reads 1");
  }
}
