package io.millrace.patterns.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Pattern;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplainerTest {

  private static final Pattern PATTERN =
      Make.pattern(
          new Detection.Threshold(
              new EventSelector(
                  "acts",
                  new Expression.And(
                      List.of(
                          Make.equal("kind", "A"),
                          new Expression.Not(
                              Make.compare("value", Comparison.GREATER, new BigDecimal("5.0")))))),
              Make.BY_USER,
              Detection.Aggregate.SUM,
              Make.field("value"),
              BigDecimal.ZERO,
              List.of(new Detection.Bound(Comparison.GREATER, BigDecimal.TEN)),
              Duration.ofSeconds(10),
              1));

  @Test
  void explanation_hasALineForEachPart() {
    assertThat(explain(Sample.at(3, 0, Map.of("kind", "A", "value", 7))))
        .hasToString(
            """
            acts in.acts/0/3/0
              stage 1 → no
                collection acts → yes
                (kind == "A") and (not (value > 5)) → no
                  kind == "A" → yes
                    kind → "A"
                  not (value > 5) → no
                    value > 5 → yes
                      value → 7
                by user → nothing
                lacks key user
            """);
    assertThat(explain(Sample.at(3, 0, Map.of("kind", "A", "value", 5, "user", "u"))).holds())
        .isTrue();
    assertThat(explain(Sample.at(3, 0, Map.of("kind", "A", "user", "u"))))
        .asString()
        .contains("lacks value value", "not (value > 5) → nothing");
    Explanation late =
        explain(Sample.at(3, 0, Map.of("kind", "A", "value", 5, "user", "u")).behind(60_001));
    assertThat(late.holds()).isFalse();
    assertThat(late).asString().contains("too late by 1 ms");
    assertThat(explain(Sample.at(0, 0, "other", Map.of())))
        .hasToString(
            """
            other in.other/0/0/0
              stage 1 → no
                collection acts → no
            """);
  }

  private static Explanation explain(Sample sample) {
    Explainer explainer = new Explainer(PATTERN);
    return explainer.explain(sample.event(), sample.values(explainer.fields()));
  }

  @Test
  void replay_findsWhatAJobWould() {
    Replay replay = new Replay(List.of(LivePattern.always(PATTERN)), Limits.DEFAULT);
    Set<KeyBytes> keys = new HashSet<>();
    for (Sample sample : Sample.read("A1=4 A0=5 A2=3 A3=7")) {
      keys.addAll(replay.add(sample.event(), sample.values(replay.fields())));
    }
    KeyBytes key = keys.iterator().next();
    assertThat(keys).hasSize(1);

    replay.advance(1_999);
    assertThat(replay.takeAlerts()).isEmpty();
    assertThat(replay.describe(key, ref -> "event " + ref.offset()))
        .containsExactly("window: 2 events, sum 9, the condition does not hold: event 1, event 0");
    replay.advance(Long.MAX_VALUE);
    assertThat(replay.describe(key, EventRef::topic)).isEmpty();
    assertThat(Trial.told(replay.takeAlerts())).isEqualTo("u: 1 0 2 @2");
    assertThat(replay.takeAlerts()).isEmpty();
  }
}
