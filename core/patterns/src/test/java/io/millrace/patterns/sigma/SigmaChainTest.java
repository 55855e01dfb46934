package io.millrace.patterns.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.engine.explain.Explainer;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaRefusal.Kind;
import io.millrace.patterns.sigma.SigmaSettings.LogSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Correlations of correlations. */
class SigmaChainTest {

  /**
   * Rules that look for a kind, and correlations: three of A of a user on a host within 10 s, A and
   * B of them within 10 s, and two such threes of a user within a minute; two of A of a user, and
   * two such twos on a host.
   */
  private static final String RULES =
      rule("A")
          + rule("B")
          + rule("C")
          + correlation(
              "three",
              "type: event_count, rules: A, group-by: [user, host], timespan: 10s,"
                  + " condition: {gte: 3}")
          + correlation(
              "pair",
              "type: temporal, rules: [A, B], group-by: [who, host], timespan: 10s,"
                  + " aliases: {who: {A: user, B: account}}")
          + correlation(
              "threes",
              "type: event_count, rules: three, group-by: user, timespan: 1m,"
                  + " condition: {gte: 2}")
          + correlation(
              "twice",
              "type: event_count, rules: A, group-by: user, timespan: 10s, condition: {gte: 2}")
          + correlation(
              "twices",
              "type: event_count, rules: twice, group-by: host, timespan: 1m,"
                  + " condition: {gte: 2}")
          + correlation(
              "anyone", "type: event_count, rules: A, timespan: 10s, condition: {gte: 2}");

  private static final SigmaSettings SETTINGS =
      new SigmaSettings(
          List.of(new LogSource("acts", null, null, "acts")), Map.of(), Duration.ofMinutes(5));

  private static String rule(String name) {
    return "{title: T, name: %s, logsource: {product: acts}, detection: {s: {kind: %s}, condition: s}}\n---\n"
        .formatted(name, name);
  }

  private static String correlation(String name, String correlation) {
    return "{title: T, name: %s, correlation: {%s}}\n---\n".formatted(name, correlation);
  }

  /** Events are of one user on host 1 unless they name another: {@code A0.5/2@ann}. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '~',
      value = {
        // Three, then B: the window of the three is (t - 10 s, t], that of both (t - 60 s, t].
        "temporal_ordered, rules: [three, B] ~ A0 A1 A2/2 A3 B10 ~ u: 0 1 3 4 @10",
        "temporal_ordered, rules: [three, B] ~ A0 A1 A2/2 B10 ~ -",
        "temporal_ordered, rules: [three, B] ~ A0 A1 A10 B11 ~ -",
        "temporal_ordered, rules: [three, B] ~ A0 A1 A9.999 B11 ~ u: 0 1 2 3 @11",
        "temporal_ordered, rules: [three, B] ~ A0 A1 A3 B63 ~ -",
        "temporal_ordered, rules: [three, B] ~ A0 A1 A3 B62.999 ~ u: 0 1 2 3 @62.999",
        "temporal_ordered, rules: [three, B] ~ B0 A1 A2 A3 ~ -",
        "temporal_ordered, rules: [three, B] ~ A0 A1 A2 B5@ann B6/7 ~ u: 0 1 2 4 @6",
        "temporal_ordered, rules: [three, B] ~ A0@ann A1 A2 B5 ~ -",
        // What was found comes right behind the event at which it was found.
        "temporal_ordered, rules: [three, B] ~ A0 A1 AB2 ~ -",
        "temporal_ordered, rules: [three, B] ~ A0 A1 AB2 B2 ~ u: 0 1 2 3 @2",
        "temporal_ordered, rules: [B, three] ~ A0 A1 AB2 ~ u: 0 1 2 @2",
        // Two of the three in their order: what is found comes behind the event itself.
        "temporal_ordered, condition: {gte: 2}, rules: [three, B, C] ~ A0 A1 A2 C5 ~"
            + " u: 0 1 2 3 @5",
        "temporal_ordered, condition: {gte: 2}, rules: [three, B, C] ~ A0 A1 B2 C3 ~ u: 2 3 @3",
        "temporal_ordered, condition: {gte: 2}, rules: [three, B, C] ~ B0 A1 A2 A3 ~ -",
        "temporal_ordered, condition: {gte: 2}, rules: [three, B, C] ~ A0 A1 AC2 ~ -",
        "temporal_ordered, condition: {gte: 2}, rules: [three, B, C] ~ A0 A1 AC2 C2 ~"
            + " u: 0 1 2 3 @2",
        "temporal_ordered, condition: {gte: 2}, rules: [B, three, C] ~ A0 A1 AB2 ~ u: 0 1 2 @2",
        "temporal, rules: [three, B], condition: three and not B ~ A0 A1 AB2 ~ -",
        "temporal, rules: [three, B], condition: B and not three ~ A0 A1 AB2 ~ u: 2 @2",
        // A condition that stays true is found once.
        "event_count, rules: three, condition: {gte: 2} ~ A0 A1 A2 A3 A4 A5 ~ -",
        "event_count, rules: three, condition: {gte: 2} ~ A0 A1 A2 A3/2 A4/2 A5/2 ~"
            + " u: 0 1 2 3 4 5 @5",
        "event_count, rules: three, condition: {gte: 2} ~ A0 A1 A2 A12 A13 A14 ~"
            + " u: 0 1 2 3 4 5 @14",
        "event_count, rules: three, condition: {gte: 2} ~ A0 A1 A2 A60 A61 A62 ~ -",
        "event_count, rules: three, condition: {gte: 2} ~ A0 A1 A2 A59 A60 A61.999 ~"
            + " u: 0 1 2 3 4 5 @61.999",
        "event_count, rules: [three, B], condition: {gte: 3} ~ B0 A1 A2 A3 B4 ~ u: 0 1 2 3 4 @4",
        "event_count, rules: [three, B], condition: {gte: 2} ~ A0 A1 AB2 ~ u: 0 1 2 @2",
        "event_count, rules: [three, A], condition: {gte: 5} ~ A0 A1 A2 A3 ~ u: 0 1 2 3 @3",
        // Of the values of a field in them.
        "value_count, rules: three, condition: {gte: 2, field: host} ~ A0 A1 A2 A12 A13 A14 ~ -",
        "value_count, rules: three, condition: {gte: 2, field: host} ~"
            + " A0 A1 A2 A3/2 A4/2 A5/2 ~ u: 0 1 2 3 4 5 @5",
        "value_count, rules: [three, B], condition: {gte: 2, field: host} ~ A0 A1 A2 B3 B4/2 ~"
            + " u: 3 4 @4",
        "value_sum, rules: three, condition: {gt: 8, field: host} ~ A0/3 A1/3 A2/3 A3/6 A4/6"
            + " A5/6 ~ u: 0 1 2 3 4 5 @5",
        "value_sum, rules: three, condition: {gt: 8, field: host} ~ A0/3 A1/3 A2/3 A3/x A4/x"
            + " A5/x ~ -",
        // One of several; not what another has found.
        "temporal, rules: [three, B, C], condition: C and (B or three) ~ C0 A1 A2 A3 ~"
            + " u: 0 1 2 3 @3",
        "temporal, rules: [three, B, C], condition: C and (B or three) ~ C0 B1 A1 A2 A3 ~"
            + " u: 0 1 @1",
        "temporal, rules: [three, B, C], condition: {gte: 2} ~ B0 C1 ~ u: 0 1 @1",
        "temporal, rules: [three, B], condition: B and not three ~ A0 A1 A2 B3 ~ -",
        "temporal, rules: [three, B], condition: B and not three ~ A0 A1 A2 B62 ~ u: 3 @62",
        "temporal, rules: [three, B, C], condition: C and (B or not three) ~ A0 A1 A2 C3 ~ -",
        "temporal, rules: [three, B, C], condition: C and (B or not three) ~ C0 A1 A2 A3 ~"
            + " u: 0 @0",
        "temporal, rules: [three, B, C], condition: C and (B or not three) ~ A0 A1 A2 B3 C4 ~"
            + " u: 0 1 2 3 4 @4",
        "temporal, rules: [three, B], condition: {lte: 1} ~ A0 A1 A2 B3 ~ u: 0 1 2 @2",
        // Three deep: two threes at 5.
        "temporal_ordered, rules: [threes, B] ~ A0 A1 A2 A3/2 A4/2 A5/2 B64.999 ~"
            + " u: 0 1 2 3 4 5 6 @64.999",
        "temporal_ordered, rules: [threes, B] ~ A0 A1 A2 A3/2 A4/2 A5/2 B65 ~ -",
        "temporal_ordered, rules: [threes, three] ~ A0 A1 A2 A3/2 A4/2 A5/2 ~ u: 0 1 2 3 4 5 @5",
        "temporal_ordered, rules: [three, threes] ~ A0 A1 A2 A3/2 A4/2 A5/2 ~ u: 0 1 2 3 4 5 @5"
      })
  void chain_isFound(String correlation, String events, String alerts) {
    assertThat(told(correlation + ", group-by: user, timespan: 1m", events))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '~',
      value = {
        // Of all, of a host, of both the other way round.
        "rules: three ~ A0@ann A1@ann A2@ann A3 A4 A5 ~ : 0 1 2 3 4 5 @5",
        "rules: anyone ~ A0 A1 A20 A21@ann ~ : 0 1 2 3 @21",
        "rules: three, group-by: host ~ A0@ann A1@ann A2@ann A3 A4 A5 ~ 1: 0 1 2 3 4 5 @5",
        "rules: three, group-by: host ~ A0@ann A1@ann A2@ann A3/2 A4/2 A5/2 ~ -",
        "rules: three, group-by: [host, user] ~ A0 A1 A2 A12 A13 A14 ~ 1,u: 0 1 2 3 4 5 @14",
        // Fields under other names: an account is what a user is elsewhere.
        "rules: pair, group-by: who ~ A0 B1 A2/2 B3/2 ~ u: 0 1 2 3 @3",
        "rules: pair, group-by: who ~ A0 B1@ann A2/2 B3/2 ~ -",
        "rules: [pair, three], group-by: x, aliases: {x: {pair: who, three: user}} ~"
            + " A0 A1 A2 B3 ~ u: 0 1 2 3 @3",
        "rules: [pair, C], group-by: x, aliases: {x: {pair: who, C: host}} ~"
            + " A0@7 B1@7 C2/7 ~ 7: 0 1 2 @2"
      })
  void groupBy_isOfFieldsOfWhatIsWithin(String rest, String events, String alerts) {
    assertThat(told("event_count, condition: {gte: 2}, timespan: 1m, " + rest, events))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  /** A field that is none of those within is that of the event that completed what was found. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '~',
      value = {
        // Of one user each, on one host.
        "event_count, rules: twice, group-by: host, condition: {gte: 2} ~"
            + " A0@ann A1@ann A2/2@bob A3@bob ~ 1: 0 1 2 3 @3",
        "event_count, rules: twice, group-by: host, condition: {gte: 2} ~"
            + " A0@ann A1@ann A2@bob A3/2@bob ~ -",
        "event_count, rules: twice, group-by: host, condition: {gte: 2} ~"
            + " A0 A1/2 A12 A13/2 ~ 2: 0 1 2 3 @13",
        "event_count, rules: twice, group-by: host, condition: {gte: 1} ~"
            + " A0@ann A1@ann A2/2@bob A3/2@bob ~ 1: 0 1 @1; 2: 2 3 @3",
        "event_count, rules: [twice, B], group-by: host, condition: {gte: 2} ~"
            + " B0/2@bob A1@ann A2/2@ann ~ 2: 0 1 2 @2",
        "temporal_ordered, rules: [twice, B], group-by: host ~ A0@ann A1@ann B2@bob ~"
            + " 1: 0 1 2 @2",
        "temporal_ordered, rules: [twice, B], group-by: host ~ A0@ann A1/2@ann B2@bob ~ -",
        "temporal_ordered, rules: [twice, B], group-by: host ~ A0@ann A1/2@ann B2/2@bob ~"
            + " 2: 0 1 2 @2",
        // Of a user on a host each; one of the keys is common.
        "event_count, rules: three, group-by: [host, ip], condition: {gte: 2} ~"
            + " A0@ann A1@ann A2#7@ann A3@bob A4@bob A5#7@bob ~ 1,7: 0 1 2 3 4 5 @5",
        "event_count, rules: three, group-by: [ip, host], condition: {gte: 2} ~"
            + " A0@ann A1@ann A2#7@ann A3@bob A4@bob A5#7@bob ~ 7,1: 0 1 2 3 4 5 @5",
        "event_count, rules: three, group-by: [host, ip], condition: {gte: 2} ~"
            + " A0@ann A1@ann A2#7@ann A3@bob A4@bob A5#8@bob ~ -",
        "event_count, rules: three, group-by: [host, ip], condition: {gte: 2} ~"
            + " A0@ann A1@ann A2#7@ann A3/2@bob A4/2@bob A5/2#7@bob ~ -",
        "event_count, rules: three, group-by: [host, ip], condition: {gte: 1} ~"
            + " A0#7 A1#7 A2 ~ -",
        // Of three and four, the event is the same all the way.
        "temporal_ordered, rules: [twices, B], group-by: ip ~"
            + " A0@ann A1@ann A2@bob A3#7@bob B4#7 ~ 7: 0 1 2 3 4 @4",
        "temporal_ordered, rules: [twices, B], group-by: ip ~"
            + " A0@ann A1#7@ann A2@bob A3@bob B4#7 ~ -",
        "temporal_ordered, rules: [twices, B], group-by: user ~"
            + " A0@ann A1@ann A2@bob A3@bob B4@bob ~ bob: 0 1 2 3 4 @4",
        "temporal_ordered, rules: [twices, B], group-by: user ~"
            + " A0@ann A1@ann A2@bob A3@bob B4@ann ~ -",
        "event_count, rules: threes, group-by: host, condition: {gte: 1} ~"
            + " A0 A1 A2 A3/2 A4/2 A5/2 ~ 2: 0 1 2 3 4 5 @5",
        // An alias is of its own correlation: within another one it is no field.
        "temporal_ordered, rules: [three, B], group-by: x, aliases: {x: {three: ip, B: user}} ~"
            + " A0 A1 A2#7 B3@7 ~ 7: 0 1 2 3 @3",
        "temporal_ordered, rules: [three, B], group-by: x, aliases: {x: {three: ip, B: user}} ~"
            + " A0 A1#7 A2 B3@7 ~ -",
        "event_count, rules: pair, group-by: user, condition: {gte: 2} ~ A0 B1 A2/2 B3/2 ~"
            + " u: 0 1 2 3 @3",
        "event_count, rules: anyone, group-by: who, condition: {gte: 1} ~ A0 A1 ~ -",
        // The value likewise.
        "value_count, rules: three, group-by: user, condition: {gte: 2, field: ip} ~"
            + " A0 A1 A2#7 A3/2 A4/2 A5/2#8 ~ u: 0 1 2 3 4 5 @5",
        "value_count, rules: three, group-by: user, condition: {gte: 2, field: ip} ~"
            + " A0 A1 A2#7 A3/2 A4/2 A5/2#7 ~ -",
        "value_count, rules: three, group-by: user, condition: {gte: 2, field: ip} ~"
            + " A0 A1 A2#7 A3/2 A4/2#8 A5/2 ~ -",
        "value_sum, rules: [three, B], group-by: user, condition: {gte: 15, field: ip} ~"
            + " A0 A1 A2#7 B3#8 ~ u: 0 1 2 3 @3",
        "value_count, rules: three, group-by: user, condition: {gte: 2, field: [host, ip]} ~"
            + " A0 A1 A2#7 A3/2 A4/2 A5/2#7 ~ u: 0 1 2 3 4 5 @5",
        "value_count, rules: three, group-by: user, condition: {gte: 2, field: [host, ip]} ~"
            + " A0 A1 A2#7 A12 A13 A14#7 ~ -",
        "value_count, rules: three, group-by: user, condition: {gte: 1, field: [host, ip]} ~"
            + " A0 A1 A2 ~ -",
        "value_sum, rules: [three, B], group-by: user, condition: {gte: 9, field: x},"
            + " aliases: {x: {three: ip, B: host}} ~ A0 A1 A2#7 B3/2 ~ u: 0 1 2 3 @3"
      })
  void groupBy_isOfTheEventThatCompletedIt(String correlation, String events, String alerts) {
    assertThat(told(correlation + ", timespan: 1m", events))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  @Test
  void findingWithoutAField_isLeftOut() {
    Trial keys =
        new Trial(
            chain("event_count, rules: three, condition: {gte: 1}, group-by: ip, timespan: 1m"));
    Trial values =
        new Trial(
            chain(
                "value_count, rules: three, condition: {gte: 1, field: ip}, group-by: user,"
                    + " timespan: 1m"));

    assertThat(keys.alerts(events("A0#7 A1#7 A2"))).isEmpty();
    assertThat(keys.counters().get(Counter.UNKEYED)).isEqualTo(1);
    assertThat(values.alerts(events("A0#7 A1#7 A2"))).isEmpty();
    assertThat(values.counters().get(Counter.UNVALUED)).isEqualTo(1);
  }

  /** They are told apart although one place has them all. */
  @Test
  void alert_hasAllKeys() {
    Trial trial =
        new Trial(
            chain(
                "event_count, rules: three, condition: {gte: 1}, group-by: [host, ip],"
                    + " timespan: 1m"));
    List<Alert> alerts = trial.alerts(events("A0@ann A1@ann A2#7@ann A3@bob A4@bob A5#8@bob"));

    assertThat(alerts)
        .extracting(alert -> alert.keys().toString())
        .containsExactly(
            "[Named[name=host, value=1], Named[name=ip, value=7]]",
            "[Named[name=host, value=1], Named[name=ip, value=8]]");
  }

  /** Of user and account at one event: what is found of both is of the same events. */
  @Test
  void alertsOfOneEvent_haveIdsOfTheirOwn() {
    String more =
        correlation(
            "either",
            "type: event_count, rules: [A, B], group-by: who, timespan: 10s, condition: {gte: 1},"
                + " aliases: {who: {A: user, B: account}}");
    String outer =
        correlation(
            "eithers",
            "type: event_count, rules: [either, C], group-by: [who, host], timespan: 10s,"
                + " condition: {gte: 1}, aliases: {who: {either: who, C: user}}");
    Pattern pattern =
        last(
            parse(
                RULES + more + outer,
                "type: event_count, rules: [eithers, twice], group-by: x, timespan: 10s,"
                    + " condition: {gte: 1}, aliases: {x: {eithers: who, twice: host}}"));
    List<Alert> alerts =
        new Trial(pattern)
            .alerts(
                List.of(
                    Sample.at(
                        0,
                        0,
                        Map.of(
                            "kind", List.of("A", "B"), "user", "u", "account", "v", "host", "1"))));

    assertThat(alerts)
        .extracting(alert -> alert.keys().get(0).value())
        .containsExactlyInAnyOrder("u", "v");
    assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
  }

  /** Host 1 has to go at 1 and host 2 at 2; that could have mattered until 60.999. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "B0 B1/2 B2 B3 ~ 1: 2 3 @3 ~ true",
        "B0 B1/2 B2 B60.999 ~ 1: 2 3 @60.999 ~ true",
        "B0 B1/2 B2 B61 ~ 1: 2 3 @61 ~ false"
      })
  void outerGroupsBeyondTheLimit_areForgottenAndToldOf(
      String events, String told, boolean approximate) {
    Trial trial =
        new Trial(
            List.of(
                LivePattern.always(
                    chain(
                        "event_count, rules: [twice, B], condition: {gte: 2}, group-by: host,"
                            + " timespan: 60s"))),
            new Limits(1_000, 10, 10, 10, 10, 1, 20, 4_096, 100));
    List<Alert> alerts = trial.alerts(events(events));

    assertThat(Trial.told(alerts)).isEqualTo(told);
    assertThat(alerts).extracting(Alert::approximate).containsExactly(approximate);
    assertThat(trial.counters().get(Counter.GROUPS_CAPPED)).isEqualTo(2);
  }

  @Test
  void memoryOfOuterGroups_saysWhich() {
    Pattern pattern = chain("temporal_ordered, rules: [twice, B], group-by: host, timespan: 1m");
    Replay replay = new Replay(List.of(LivePattern.always(pattern)), Limits.DEFAULT);
    KeyBytes key = KeyBytes.of(Rule.of(LivePattern.always(pattern)), List.of());
    events("A0 A1/2").forEach(each -> replay.add(each.event(), each.values(replay.fields())));
    replay.advance(5_000);

    assertThat(replay.describe(key, ref -> "e" + ref.offset()))
        .containsExactly(
            "[2], rule 1: (e0, e1)", "twice[u], window: 2 events, the condition holds: e0, e1");
  }

  /** The first of A's threes on host 1 lacks a host, the second a user. */
  @Test
  void eventWithoutAFieldOfThoseWithin_isLeftOut() {
    Trial trial =
        new Trial(
            chain(
                "event_count, rules: three, condition: {gte: 1}, group-by: user"
                    + ", timespan: 1m"));
    List<Sample> events =
        List.of(
            Sample.at(0, 0, Map.of("kind", "A", "user", "u")),
            Sample.at(1, 1, Map.of("kind", "A", "host", 1)),
            Sample.at(2, 2, Map.of("kind", "A", "user", "u", "host", 1)),
            Sample.at(3, 3, Map.of("kind", "A", "user", "u", "host", 1)),
            Sample.at(4, 4, Map.of("kind", "A", "user", "u", "host", 1)));

    assertThat(Trial.told(trial.alerts(events))).isEqualTo("u: 2 3 4 @4");
    assertThat(trial.counters().get(Counter.UNKEYED)).isEqualTo(2);
  }

  /** Of a host whose threes are put aside for another's nothing is known when it comes again. */
  @Test
  void groupsBeyondTheLimit_areForgottenAndToldOf() {
    Limits limits = new Limits(1_000, 10, 10, 10, 10, 1, 20, 4_096, 100);
    Trial trial =
        new Trial(
            List.of(
                LivePattern.always(
                    chain(
                        "event_count, rules: three, condition: {gte: 1}, group-by: user,"
                            + " timespan: 60s"))),
            limits);

    // Host 1 has to go at 2, and could have mattered until 10.999 and what that is part of, 70.999;
    // host 2 at 3: until 71.999.
    List<Alert> alerts = trial.alerts(events("A0 A1 A2/2 A3 A4 A5 A69 A70 A71.998 A131 A132 A133"));

    assertThat(Trial.told(alerts)).isEqualTo("u: 3 4 5 @5; u: 6 7 8 @71.998; u: 9 10 11 @133");
    assertThat(alerts).extracting(Alert::approximate).containsExactly(true, true, false);
    assertThat(trial.counters().get(Counter.GROUPS_CAPPED)).isEqualTo(2);
  }

  /** At 10 host 1's window is empty: it makes room by itself. */
  @Test
  void groupsThatAreOver_areNoneToTheLimit() {
    Trial trial =
        new Trial(
            List.of(
                LivePattern.always(
                    chain(
                        "event_count, rules: three, condition: {gte: 1}, group-by: user,"
                            + " timespan: 60s"))),
            new Limits(1_000, 10, 10, 10, 10, 2, 20, 4_096, 100));

    assertThat(Trial.told(trial.alerts(events("A0 A9/2 A10/3 A10/3 A11/3"))))
        .isEqualTo("u: 2 3 4 @11");
    assertThat(trial.counters().get(Counter.GROUPS_CAPPED)).isZero();
  }

  /** All keys of these are those of what is within: they are older than others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "event_count, rules: [three, B], group-by: user, condition: {gte: 2} ~ A0 A1 A2 B3 ~"
            + " 80de44516dd45a908fcdb9036ef1137a ~ 6763340259393988881",
        "value_count, rules: [pair, three], group-by: x, aliases: {x: {pair: who, three: user}},"
            + " condition: {gte: 2, field: host} ~ A0 A1 B1 A2/2 B3/2 ~"
            + " 1de98290a704b3c668fcde7aae4faf03 ~ -4386957361498424487",
        "temporal_ordered, rules: [threes, B] ~ A0 A1 A2 A3/2 A4/2 A5/2 B6 ~"
            + " a0d463885671ed1abb04043846c63647 ~ 4546444966961072896"
      })
  void idsAndShapes_areTheSameForEver(String correlation, String events, String id, long shape) {
    Pattern pattern = chain(correlation + ", timespan: 1m");

    assertThat(new Trial(pattern).alerts(events(events))).extracting(Alert::id).containsExactly(id);
    assertThat(Rule.of(LivePattern.always(pattern)).shape()).isEqualTo(shape);
  }

  /** Two threes are six events, of which the first and the last are shown. */
  @Test
  void eventsOfAnAlert_areThoseOfItsParts() {
    Pattern pattern =
        chain("event_count, rules: three, condition: {gte: 2}, group-by: user, timespan: 60s");
    Alert alert =
        new Trial(
                List.of(LivePattern.always(pattern)),
                new Limits(1_000, 10, 10, 10, 10, 10, 4, 4_096, 100))
            .alerts(events("A0 A1 A2 A3/2 A4/2 A5/2"))
            .get(0);

    assertThat(alert.events())
        .extracting(event -> event.ref().offset())
        .containsExactly(0L, 1L, 4L, 5L);
    assertThat(alert.events()).extracting(Alert.Event::stage).containsOnly(1);
    assertThat(alert.matched()).isEqualTo(6);
    assertThat(alert.firstMillis()).isZero();
    assertThat(alert.lastMillis()).isEqualTo(5_000);
    assertThat(alert.events().get(3).fields()).hasToString("[Named[name=host, value=2]]");
    assertThat(alert.why()).isEqualTo("count is 2, which is >= 2, in 1m");
  }

  @Test
  void explanation_saysWhatIsWithin() {
    Pattern pattern = chain("temporal_ordered, rules: [three, B], group-by: user, timespan: 1m");
    Explainer explainer = new Explainer(pattern);
    Sample sample = Sample.at(0, 0, Map.of("kind", "A", "user", "u"));

    assertThat(explainer.explain(sample.event(), sample.values(explainer.fields())).toString())
        .contains("stage 1 of three → no", "lacks value host", "stage 2 → no");

    Replay replay = new Replay(List.of(LivePattern.always(pattern)), Limits.DEFAULT);
    List<Sample> events = events("A0 A1 A2 A3/2");
    events.forEach(each -> replay.add(each.event(), each.values(replay.fields())));
    replay.advance(5_000);
    assertThat(
            replay.describe(
                replay
                    .add(
                        Sample.at(9, 9, Map.of("kind", "B", "user", "u")).event(),
                        Sample.at(9, 9, Map.of("kind", "B", "user", "u")).values(replay.fields()))
                    .get(0),
                ref -> "e" + ref.offset()))
        .containsExactly(
            "rule 1: (e0, e1, e2)",
            "three[1], window: 3 events, the condition holds: e0, e1, e2",
            "three[2], window: 1 events, the condition does not hold: e3");
  }

  /** Of what is within another only what is to be a pattern is one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [three, B]|C pair threes twices anyone r",
        "rules: [three, B], generate: true|B C three pair threes twices anyone r",
        "rules: [threes, B]|C pair twices anyone r"
      })
  void correlationsWithin_areNoPatternsUnlessTheyAreToBe(String rules, String ids) {
    SigmaRules read = parse(RULES, "type: temporal, group-by: user, timespan: 1m, " + rules);

    assertThat(read.refusals()).isEmpty();
    assertThat(read.patterns()).extracting(Pattern::id).containsExactly(ids.split(" "));
  }

  @Test
  void text_hasAllThatItTakes() {
    SigmaRules read =
        parse(RULES, "type: temporal, rules: [threes, B], group-by: user, timespan: 1m");
    SigmaDefinition last = read.definitions().get(read.definitions().size() - 1);

    assertThat(last.documents())
        .extracting(each -> each.getOrDefault("name", "r"))
        .containsExactly("r", "threes", "three", "A", "B");
    assertThat(SigmaDefinition.read(Path.of("x"), last.text())).isEqualTo(last.pattern());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: temporal, rules: [three, B], group-by: x, aliases: {x: {B: user}}|WRONG|"
            + "correlation.aliases.x.three: is missing",
        "type: event_count, rules: bad, condition: {gte: 1}|UNSUPPORTED|the rule 'bad' is not taken",
        "type: event_count, rules: wide, condition: {gte: 1}|UNSUPPORTED|the rule 'wide' is not",
        "type: event_count, rules: r, condition: {gte: 1}|WRONG|"
            + "correlation.rules: lead back to the correlation itself: r",
        "type: event_count, rules: [three, back], condition: {gte: 1}|WRONG|"
            + "correlation.rules: lead back to the correlation itself: back, then r",
        "type: temporal, rules: [four, three]|UNSUPPORTED|correlation.rules: are correlations of"
            + " correlations, 5 of them within one another; write at most 4",
        "type: temporal, rules: [thirty, thirty2, five]|UNSUPPORTED|correlation.rules: have 65 rules"
            + " with those of their correlations; write at most 64"
      })
  void chain_isRefused(String correlation, Kind kind, String reason) {
    String more =
        correlation("bad", "type: rare, rules: A")
            + correlation("wide", "type: event_count, rules: A, timespan: 90d, condition: {gte: 1}")
            + correlation("back", "type: event_count, rules: r, timespan: 1m, condition: {gte: 1}")
            + correlation(
                "two", "type: event_count, rules: three, timespan: 1m, condition: {gte: 1}")
            + correlation(
                "three3", "type: event_count, rules: two, timespan: 1m, condition: {gte: 1}")
            + correlation(
                "four", "type: event_count, rules: three3, timespan: 1m, condition: {gte: 1}")
            + wide("thirty", 30)
            + wide("thirty2", 30)
            + wide("five", 5);
    SigmaRules read = parse(RULES + more, correlation + ", timespan: 10m");
    List<SigmaRefusal> refusals =
        read.refusals().stream().filter(each -> each.rule().equals("r")).toList();

    assertThat(read.patterns()).extracting(Pattern::id).doesNotContain("r");
    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).kind()).isEqualTo(kind);
    assertThat(refusals.get(0).reason()).contains(reason);
  }

  /** What leads into a circle, and is not on it, is refused for that. */
  @Test
  void circle_isToldOfItself() {
    SigmaRules read =
        parse(
            correlation("a", "type: event_count, rules: b, timespan: 1m, condition: {gte: 1}")
                + correlation(
                    "b", "type: event_count, rules: a, timespan: 1m, condition: {gte: 1}"),
            "type: event_count, rules: a, timespan: 1m, condition: {gte: 1}");

    assertThat(read.patterns()).isEmpty();
    assertThat(read.refusals())
        .extracting(SigmaRefusal::reason)
        .containsExactly(
            "correlation.rules: lead back to the correlation itself: b, then a",
            "correlation.rules: lead back to the correlation itself: a, then b",
            "correlation.rules: the rule 'a' is not taken itself");
  }

  /** As many as are taken can be run. */
  @Test
  void sixtyFourRulesWithin_areTaken() {
    SigmaRules read =
        parse(
            RULES + wide("thirty", 30) + wide("thirty2", 30) + wide("four4", 4),
            "type: temporal, rules: [thirty, thirty2, four4], timespan: 1m");

    assertThat(read.refusals()).isEmpty();
    assertThat(Rule.of(LivePattern.always(last(read))).steps()).hasSize(64);
  }

  @Test
  void fourDeep_areTakenAndFound() {
    String more =
        correlation("deep3", "type: event_count, rules: threes, timespan: 1m, condition: {gte: 1}");
    Pattern pattern =
        last(parse(RULES + more, "type: temporal_ordered, rules: [deep3, C], timespan: 1m"));

    assertThat(((Detection.Chain) pattern.detection()).links()).hasSize(1);
    assertThat(Trial.told(new Trial(pattern).alerts(events("A0 A1 A2 A3/2 A4/2 A5/2 C6"))))
        .isEqualTo(": 0 1 2 3 4 5 6 @6");
  }

  /** Two of A, B and C in this order, on one host each: on another one, or after ten seconds. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '~',
      value = {
        "A0 B1 A2/2 C3/2 ~ : 0 1 2 3 @3",
        "B0 A1 A2/2 C3/2 ~ -",
        "A0 B1 A2 C3 ~ -",
        "A0 B1 B12 C13 ~ : 0 1 2 3 @13"
      })
  void orderOfLessThanAllRules_isAnEventToo(String events, String alerts) {
    String more =
        correlation(
            "two",
            "type: temporal_ordered, rules: [A, B, C], group-by: host, timespan: 10s,"
                + " condition: {gte: 2}");
    Pattern pattern =
        last(
            parse(
                RULES + more, "type: event_count, rules: two, timespan: 1m, condition: {gte: 2}"));

    assertThat(Trial.told(new Trial(pattern).alerts(events(events))))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  /** Of so many rules, each asked for by itself. */
  private static String wide(String name, int rules) {
    String names =
        IntStream.range(0, rules).mapToObj(i -> name + "_" + i).collect(Collectors.joining(", "));
    return IntStream.range(0, rules)
            .mapToObj(i -> rule(name + "_" + i))
            .collect(Collectors.joining())
        + correlation(name, "type: temporal, rules: [" + names + "], timespan: 1m");
  }

  private static String told(String correlation, String events) {
    return Trial.told(new Trial(chain(correlation)).alerts(events(events)));
  }

  private static Pattern chain(String correlation) {
    SigmaRules read = parse(RULES, "type: " + correlation);
    assertThat(read.refusals()).isEmpty();
    return last(read);
  }

  private static Pattern last(SigmaRules rules) {
    return rules.patterns().get(rules.patterns().size() - 1);
  }

  private static SigmaRules parse(String rules, String correlation) {
    return SigmaRules.parse(
        Path.of("x.yml"),
        rules + "{title: T, id: r, fields: host, correlation: {" + correlation + "}}",
        SETTINGS);
  }

  /** With an account that is the user, and an address if there is one: {@code A0/2#7@ann}. */
  private static List<Sample> events(String text) {
    List<Sample> events = new ArrayList<>();
    for (String word : text.split(" ")) {
      String[] user = word.split("@", -1);
      String[] address = user[0].split("#", -1);
      String[] host = address[0].split("/", -1);
      String kinds = host[0].replaceAll("[0-9.]", "");
      Map<String, Object> fields = new HashMap<>();
      fields.put("kind", List.of(kinds.split("")));
      fields.put("user", user.length == 1 ? "u" : user[1]);
      fields.put("account", fields.get("user"));
      fields.put("host", host.length == 1 ? "1" : host[1]);
      if (address.length > 1) {
        fields.put("ip", address[1]);
      }
      events.add(
          Sample.at(events.size(), Double.parseDouble(host[0].substring(kinds.length())), fields));
    }
    return events;
  }
}
