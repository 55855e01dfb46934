package io.millrace.patterns.engine.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Direction;
import io.millrace.patterns.model.Detection.Season;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherMachinesTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A0=1 A1=1 A2=2 A11=1 A21=1 | u: 0 @0; u: 2 @2; u: 3 @11; u: 4 @21",
        "A0=1 A9=1 A18=1 | u: 0 @0",
        "A0=1@ann A1=1@bob | ann: 0 @0; bob: 1 @1",
        "A0 A1=1 | u: 1 @1"
      })
  void term_isNewIfItWasNotThereInTheHistory(String events, String alerts) {
    Trial trial = new Trial(Make.pattern(newTerms(TEN_SECONDS)));

    assertThat(trial.told(events)).isEqualTo(alerts == null ? "" : alerts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A0=1 A1=2 A2.999=3 A3=4 A4=1 | u: 3 @3",
        // Each group learns by itself.
        "A0=1 A4=2@ann A5=2 A7=3@ann | u: 2 @5; ann: 3 @7",
        // What was forgotten is learned anew.
        "A0=1 A10=1 A11=2 A13=3 | u: 3 @13",
        "A0=1 A9.999=1 A11=2 | u: 2 @11"
      })
  void term_thatIsNewWhileTheGroupIsNew_isRememberedOnly(String events, String alerts) {
    Detection detection =
        new Detection.NewTerms(
            Make.kind("A"),
            Make.BY_USER,
            List.of(Make.field("value")),
            TEN_SECONDS,
            Duration.ofSeconds(3));

    assertThat(new Trial(Make.pattern(detection)).told(events)).isEqualTo(alerts);
  }

  private static Detection newTerms(Duration history) {
    return new Detection.NewTerms(
        Make.kind("A"), Make.BY_USER, List.of(Make.field("value")), history, Duration.ZERO);
  }

  @Test
  void list_standsForEachOfItsTerms() {
    List<Alert> alerts =
        new Trial(Make.pattern(newTerms(TEN_SECONDS)))
            .alerts(
                List.of(
                    Sample.at(0, 0, Map.of("kind", "A", "user", "u", "value", List.of("x", "y"))),
                    Sample.at(1, 1, Map.of("kind", "A", "user", "u", "value", "y")),
                    Sample.at(2, 2, Map.of("kind", "A", "user", "u", "value", List.of("y", "z")))));

    assertThat(Trial.told(alerts)).isEqualTo("u: 0 @0; u: 2 @2");
    assertThat(alerts)
        .extracting(Alert::why)
        .containsExactly(
            "value \"x\"; value \"y\" not seen for 10s", "value \"z\" not seen for 10s");
  }

  @Test
  void tooManyTerms_dropTheOneSeenLongestAgo() {
    Trial trial =
        new Trial(
            List.of(LivePattern.always(Make.pattern(newTerms(Duration.ofDays(1))))),
            new Limits(1_000, 2, 2, 2, 10, 10, 10, 4_096, 100));

    assertThat(trial.told("A0=1 A1=2 A2=1 A3=3 A4=2"))
        .isEqualTo("u: 0 @0; u: 1 @1; u: 3 @3; u: 4 @4");
    assertThat(trial.counters().get(Counter.TERMS_CAPPED)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A0 A5 A16 | u: 1 @15; u: 2 @26",
        "A0 A10 | u: 1 @20",
        "A0@ann A9@bob | ann: 0 @10; bob: 1 @19",
        "A0 B5 | u: 0 @10"
      })
  void heartbeat_thatDoesNotCome_isFoundOnce(String events, String alerts) {
    Detection detection = new Detection.Heartbeat(Make.kind("A"), Make.BY_USER, TEN_SECONDS);

    assertThat(new Trial(Make.pattern(detection)).told(events)).isEqualTo(alerts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A B | false | A0 B5 | u: 0 1 @5",
        "A B | false | B0 A5 | u: 0 1 @5",
        "A B | false | A0 B10 | -",
        "A B | false | AB0 | u: 0 @0",
        "A B | false | A0 B1 A2 B3 | u: 0 1 @1",
        "A B | false | A0 B1 A20 B21 | u: 0 1 @1; u: 2 3 @21",
        "A B | false | A0 B1 A10.5 B12 A13 | u: 0 1 @1",
        "A B | false | A0 B1 A11.5 B12 | u: 0 1 @1; u: 2 3 @12",
        "A*2 B | false | A0 B1 A2 | u: 0 1 2 @2",
        "A*2 B | false | A0 B1 A10 | -",
        "A B !X | false | X0 A1 B2 | -",
        "A B !X | false | X0 A1 B2 A9 B10 | u: 3 4 @10",
        "A B | true | A0 B5 | u: 0 1 @5",
        "A B | true | B0 A5 | -",
        "A B | true | B0 A1 B2 | u: 1 2 @2",
        "A B | true | A0 A1 B2 | u: 1 2 @2",
        "A B | true | A0 B0 | u: 0 1 @0",
        "A B | true | AB0 | -",
        "A B | true | A0 B10 | -",
        "A B C | true | A0 B1 A2 C3 | u: 0 1 3 @3",
        "A*2 B | true | A0 B1 A2 B3 | u: 0 2 3 @3"
      })
  void kinds_areThereTogether(String kinds, boolean ordered, String events, String alerts) {
    Detection detection = new Detection.Temporal(Make.stages(kinds), TEN_SECONDS, ordered);

    assertThat(new Trial(Make.pattern(detection)).told(events))
        .isEqualTo(alerts == null ? "" : alerts);
  }

  @Test
  void speed_isThatOfTheWayBetweenTwoEventsInARow() {
    Detection detection =
        new Detection.GeoVelocity(
            Make.kind("A"),
            Make.BY_USER,
            Make.field("lat"),
            Make.field("lon"),
            1_000,
            100,
            Duration.ofHours(10));

    List<Alert> alerts =
        new Trial(Make.pattern(detection))
            .alerts(
                List.of(
                    place(0, 0, 52.37, 4.90), // Amsterdam
                    place(1, 1, 52.09, 5.12), // Utrecht: 34 km are too few
                    place(2, 3_601, 40.71, -74.01), // New York in an hour
                    place(3, 3_602, 91, 0), // nowhere
                    place(4, 36_000, 52.37, 4.90), // and back, in nine
                    place(5, 72_000, 40.71, -74.01), // ten hours later to the second
                    place(6, 72_000, 52.37, 4.90))); // at once

    assertThat(Trial.told(alerts)).isEqualTo("u: 1 2 @3601; u: 5 6 @72000");
    assertThat(alerts.get(0).why()).isEqualTo("5888 km in 1h, 5888 km/h");
  }

  private static Sample place(int offset, double second, double latitude, double longitude) {
    return Sample.at(
        offset,
        second,
        Map.of("kind", "A", "user", "u", "lat", Double.toString(latitude), "lon", longitude));
  }

  @ParameterizedTest
  @CsvSource({
    // A quarter of the globe, half of it, and a degree of the equator: 6371.0088 km times pi/2, pi
    // and pi/180
    "0, 0, 90, 0, 10007.557",
    "0, 0, 0, 180, 20015.115",
    "0, 0, 0, 1, 111.19508",
    "10, 20, 10, 20, 0"
  })
  void way_isTheGreatCircle(double lat1, double lon1, double lat2, double lon2, double km) {
    assertThat(GeoMachine.kilometres(lat1, lon1, lat2, lon2)).isCloseTo(km, within(0.001));
  }

  @ParameterizedTest
  @CsvSource({
    // Tables of Student's t
    "1, 6.313752, 0.95",
    "3, 4.540703, 0.99",
    "10, 2.228139, 0.975",
    "30, 2.749996, 0.995",
    "5, 0, 0.5",
    "10, -2.228139, 0.025",
    "120, 1.657651, 0.95"
  })
  void student_isAsInTables(double degrees, double t, double probability) {
    assertThat(Student.cumulative(t, degrees)).isCloseTo(probability, within(1e-6));
  }

  @Test
  void baseline_isMeanAndVarianceOfTheLast() {
    Baseline three = Baseline.EMPTY.plus(1, 3).plus(2, 3).plus(6, 3);

    assertThat(three.mean()).isCloseTo(3, within(1e-12));
    assertThat(three.squares()).isCloseTo(14, within(1e-12)); // 4 + 1 + 9
    Baseline full = three.plus(6, 3);
    assertThat(full.count()).isEqualTo(3);
    assertThat(full.mean()).isCloseTo(4, within(1e-12)); // 3 + (6 - 3) / 3
  }

  /**
   * Two events in each of four intervals: mean 2, variance 2 as chance has it, so the prediction is
   * 2 + 4.541 × sqrt(2 × 1.25) = 9.18 at 99 %.
   */
  @ParameterizedTest
  @CsvSource({"9, ''", "10, 'u: 8 17 @49.999'"})
  void count_farAboveTheUsual_isASpike(int last, String alerts) {
    List<Sample> events = counts(2, 2, 2, 2, last);

    assertThat(
            Trial.told(
                new Trial(Make.pattern(spike(Season.NONE, Direction.UP, 0.99))).alerts(events)))
        .isEqualTo(alerts);
  }

  /** One event in sixteen intervals: 0.0625 + 2.602 × sqrt(0.0625 × 17/16) = 0.73 at 99 %. */
  @ParameterizedTest
  @CsvSource({"1, 0, true", "1, 2, false", "2, 2, true"})
  void spike_isNothingBelowTheLeast(int last, double least, boolean found) {
    List<Sample> events = counts(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last);
    Detection detection = spike(Season.NONE, Direction.UP, 0.99, least);

    assertThat(new Trial(Make.pattern(detection)).alerts(events).isEmpty()).isNotEqualTo(found);
  }

  /** What was usual may reach it, too: 10 in four intervals, then none. */
  @ParameterizedTest
  @CsvSource({"10, true", "11, false"})
  void spikeDownwards_isMeasuredByTheUsual(double least, boolean found) {
    List<Sample> events = counts(10, 10, 10, 10, 0, 10);
    Detection detection = spike(Season.NONE, Direction.DOWN, 0.8, least);

    assertThat(
            new Trial(Make.pattern(detection))
                .alerts(events).stream().anyMatch(alert -> alert.lastMillis() == 49_999))
        .isEqualTo(found);
  }

  /** Of 100 in four intervals: 100 - 2.353 × sqrt(100 × 1.25) = 73.7 at 95 %. */
  @ParameterizedTest
  @CsvSource({"74, false", "73, true", "0, true"})
  void count_farBelowTheUsual_isOneDownwards(int last, boolean found) {
    List<Sample> events = counts(100, 100, 100, 100, last, 100);
    List<Alert> alerts =
        new Trial(Make.pattern(spike(Season.NONE, Direction.DOWN, 0.95))).alerts(events);

    assertThat(alerts.stream().anyMatch(alert -> alert.lastMillis() == 49_999)).isEqualTo(found);
  }

  @Test
  void season_comparesWithTheSamePlace() {
    List<Sample> events = new ArrayList<>();
    // Five days, with ten events at noon and one at one.
    for (int day = 0; day < 5; day++) {
      for (int i = 0; i < 10; i++) {
        events.add(act(events.size(), day * 86_400 + 43_200 + i));
      }
      events.add(act(events.size(), day * 86_400 + 46_800));
    }
    // On the sixth ten at one: usual at noon.
    for (int i = 0; i < 10; i++) {
      events.add(act(events.size(), 5 * 86_400 + 46_800 + i));
    }
    Detection detection =
        new Detection.Spike(
            Make.kind("A"),
            Make.BY_USER,
            Aggregate.COUNT,
            null,
            Duration.ofHours(1),
            Season.DAY,
            5,
            4,
            0.99,
            Direction.UP,
            Double.NEGATIVE_INFINITY);

    List<Alert> alerts = new Trial(Make.pattern(detection)).alerts(events);

    assertThat(Trial.told(alerts)).isEqualTo("u: 55 64 @482399.999");
    assertThat(alerts.get(0).why()).isEqualTo("count of 1h is 10, usual is 1 (of 5 before)");
  }

  private static Detection spike(Season season, Direction direction, double confidence) {
    return spike(season, direction, confidence, Double.NEGATIVE_INFINITY);
  }

  private static Detection spike(
      Season season, Direction direction, double confidence, double least) {
    return new Detection.Spike(
        Make.kind("A"),
        Make.BY_USER,
        Aggregate.COUNT,
        null,
        TEN_SECONDS,
        season,
        20,
        4,
        confidence,
        direction,
        least);
  }

  /** So many in each interval. */
  private static List<Sample> counts(int... counts) {
    List<Sample> events = new ArrayList<>();
    for (int interval = 0; interval < counts.length; interval++) {
      for (int i = 0; i < counts[interval]; i++) {
        events.add(act(events.size(), interval * 10 + i * 0.05));
      }
    }
    return events;
  }

  private static Sample act(int offset, double second) {
    return Sample.at(offset, second, Map.of("kind", "A", "user", "u"));
  }

  @Test
  void single_isSuppressedByItsKeys() {
    Detection detection = new Detection.Eql(new Query.Single(Make.kind("A")));
    Pattern pattern =
        Make.pattern("p", 1, detection, new Pattern.Suppression(Make.BY_USER, TEN_SECONDS));

    List<Alert> alerts =
        new Trial(pattern).alerts(Sample.read("A0@ann A1@bob A5@ann A10@ann A11@bob"));

    assertThat(Trial.told(alerts)).isEqualTo("ann: 0 @0; bob: 1 @1; ann: 3 @10; bob: 4 @11");
    assertThat(alerts).extracting(Alert::suppressed).containsExactly(0L, 0L, 1L, 0L);
  }

  @Test
  void suppression_mayHaveKeysOfItsOwn() {
    Pattern pattern =
        Make.pattern(
            "p",
            1,
            Make.sequence("A B", 10, null),
            new Pattern.Suppression(
                List.of(new Key(Make.field("value"), false)), Duration.ofMinutes(1)));

    assertThat(new Trial(pattern).told("A0 B1=7 A2 B3=7 A4 B5=8"))
        .isEqualTo("u: 0 1 @1; u: 4 5 @5");
  }
}
