package io.millrace.patterns.engine.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.engine.match.MatchOutput;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.model.Combination;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Golden bytes: what a key remembered in version 1 of the format is written so, and whoever reads
 * it goes on where it ended. A change of the format needs another version, and the file of this one
 * stays.
 */
class StateBytesTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /**
   * A pattern, events of which time has passed those up to 2.5, what comes then, and all it finds.
   */
  private enum Kind {
    SEQUENCE(Make.sequence("!X A B !C", 10, "U"), "A0 A1 B2 B3", "B5", "u: 1 2 @12"),
    COUNT(
        Make.threshold(Aggregate.COUNT, 0, Comparison.GREATER_OR_EQUAL, "4", 10),
        "A1 A2 A3",
        "A5",
        "u: 0 1 2 3 @5"),
    DISTINCT(
        Make.threshold(Aggregate.DISTINCT, 0, Comparison.GREATER_OR_EQUAL, "3", 10),
        "A1=7 A2=8 A3=7",
        "A5=9",
        "u: 1 2 3 @5"),
    SUM(
        Make.threshold(Aggregate.SUM, 0, Comparison.GREATER_OR_EQUAL, "10", 10),
        "A1=1.50 A2=6 A3=-0.5",
        "A5=3",
        "u: 0 1 2 3 @5"),
    PERCENTILE(
        Make.threshold(Aggregate.PERCENTILE, 50, Comparison.GREATER_OR_EQUAL, "10", 10),
        "A1=1 A2=2 A3=30",
        "A5=20 A6=20",
        "u: 0 1 2 3 4 @6"),
    TEMPORAL(
        new Detection.Temporal(Make.stages("A B C"), TEN_SECONDS, false),
        "A1 B2",
        "C5",
        "u: 0 1 2 @5"),
    SOME_IN_ORDER(
        new Detection.Temporal(
            Make.stages("A B C D"), TEN_SECONDS, true, new Combination.Count(Set.of(3, 4))),
        "A1 C2",
        "B3 D5",
        "u: 0 1 3 @5"),
    CHAIN(
        new Detection.Chain(
            new Detection.Temporal(
                List.of(
                    new Query.Stage(EventSelector.NONE, List.of(), 1, false),
                    Make.stages("B").get(0)),
                TEN_SECONDS,
                true),
            List.of(
                new Detection.Link(
                    "two of a value",
                    new Detection.Threshold(
                        Make.kind("A"),
                        List.of(Make.key("value"), Make.key("user")),
                        Aggregate.COUNT,
                        null,
                        BigDecimal.ZERO,
                        List.of(
                            new Detection.Bound(
                                Comparison.GREATER_OR_EQUAL, BigDecimal.valueOf(2))),
                        TEN_SECONDS,
                        1),
                    0,
                    List.of(new Detection.FoundField.OfKey(1)),
                    List.of()))),
        "A1=7 A1.5=8 A2=7",
        "B5",
        "u: 0 2 3 @5"),
    NEW_TERMS(
        new Detection.NewTerms(
            Make.kind("A"),
            Make.BY_USER,
            List.of(Make.field("value")),
            TEN_SECONDS,
            Duration.ofSeconds(4)),
        "A1=7 A2=8",
        "A4=9 A5=6",
        "u: 3 @5"),
    HEARTBEAT(
        new Detection.Heartbeat(Make.kind("A"), Make.BY_USER, TEN_SECONDS),
        "A1 A2",
        "",
        "u: 1 @12"),
    GEO_VELOCITY(
        new Detection.GeoVelocity(
            Make.kind("A"),
            Make.BY_USER,
            Make.field("value"),
            Make.field("value"),
            900,
            50,
            TEN_SECONDS),
        "A1=0",
        "A5=1",
        "u: 0 1 @5"),
    /** As chance has it, 1 + 4.541 × sqrt(1.25) = 6.08 at most. */
    SPIKE(
        new Detection.Spike(
            Make.kind("A"),
            Make.BY_USER,
            Aggregate.COUNT,
            null,
            Duration.ofSeconds(1),
            Detection.Season.NONE,
            20,
            4,
            0.99,
            Detection.Direction.UP,
            Double.NEGATIVE_INFINITY),
        "A0 A1 A2",
        "A3 A4 A4.1 A4.2 A4.3 A4.4 A4.5 A4.6",
        "u: 4 10 @4.999"),
    SUPPRESSED(Make.sequence("A B", 10, null), "A1 B2", "A5 B6 A12 B13", "u: 0 1 @2; u: 4 5 @13");

    private final Detection detection;
    private final String before;
    private final String after;
    private final String told;

    Kind(Detection detection, String before, String after, String told) {
      this.detection = detection;
      this.before = before;
      this.after = after;
      this.told = told;
    }

    Pattern pattern() {
      return this == SUPPRESSED ? Make.suppressed(detection, 10) : Make.pattern(detection);
    }
  }

  private final List<Alert> alerts = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void version1_isWrittenAndReadAsEver(Kind kind) throws IOException {
    String golden = golden(kind);
    List<Sample> events = Sample.read(kind.before + " " + kind.after);
    int then = Sample.read(kind.before).size();
    Rules rules = new Rules(List.of(LivePattern.always(kind.pattern())));
    Correlator correlator = new Correlator(rules, Limits.DEFAULT, new Counters());

    KeyState state = null;
    for (Match match : matches(rules, events.subList(0, then))) {
      state = state == null ? new KeyState(match.key()) : state;
      correlator.add(state, match, Long.MIN_VALUE);
    }
    KeyBytes key = Objects.requireNonNull(state).key();
    alerts.addAll(correlator.advance(state, 2_500));
    assertThat(HexFormat.of().formatHex(state.toBytes())).isEqualTo(golden);

    KeyState read = KeyState.ofBytes(key, HexFormat.of().parseHex(golden));
    for (Match match : matches(rules, events.subList(then, events.size()))) {
      correlator.add(read, match, 2_500);
    }
    alerts.addAll(correlator.advance(read, 100_000));
    assertThat(Trial.told(alerts)).isEqualTo(kind.told);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anotherVersion_isRefused(Kind kind) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(golden(kind));
    bytes[0] = 2;

    assertThatThrownBy(() -> KeyState.ofBytes(KeyBytes.ofBytes(new byte[0]), bytes))
        .hasMessage("the state of a key has format 2; this release reads 1");
  }

  private static List<Match> matches(Rules rules, List<Sample> events) {
    Matcher matcher = new Matcher(rules, Limits.DEFAULT, new Counters(), true);
    List<Match> matches = new ArrayList<>();
    for (Sample event : events) {
      matcher.match(
          event.event(),
          event.values(matcher.fields()),
          new MatchOutput() {
            @Override
            public void match(Match match) {
              matches.add(match);
            }

            @Override
            public void alert(Alert alert) {
              throw new AssertionError(alert);
            }
          });
    }
    return matches;
  }

  private static String golden(Kind kind) throws IOException {
    Properties golden = new Properties();
    try (var in =
        Files.newBufferedReader(
            Path.of(
                Objects.requireNonNull(StateBytesTest.class.getResource("states-1.properties"))
                    .getPath()))) {
      golden.load(in);
    }
    return golden.getProperty(kind.name().toLowerCase(Locale.ROOT), "");
  }
}
