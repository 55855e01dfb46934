package io.millrace.patterns.naive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.patterns.naive.Rule.Aggregate;
import io.millrace.patterns.naive.Rule.Comparison;
import io.millrace.patterns.naive.Rule.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found is written as {@code events@time}, the events by their place from 0 on. */
class NaiveWindowsTest {

  private static final Rule.Select ALL = new Rule.Select(null, new Condition.Always());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // An event is its number and time; the window is 10 long.
        "COUNT      | GREATER_OR_EQUAL | 2 | 1@0 1@9           | 0,1@9",
        "COUNT      | GREATER_OR_EQUAL | 2 | 1@0 1@10          | ",
        "COUNT      | GREATER_OR_EQUAL | 2 | 1@0 1@5 1@9 1@12  | 0,1@5",
        "COUNT      | GREATER_OR_EQUAL | 2 | 1@0 1@5 1@20 1@21 | 0,1@5 2,3@21",
        "COUNT      | GREATER_OR_EQUAL | 1 | 1@0 1@9           | 0@0",
        "COUNT      | GREATER_OR_EQUAL | 1 | 1@0 1@10          | 0@0 1@10",
        "COUNT      | LESS             | 2 | 1@0 1@1 1@20      | 0@0 2@20",
        "COUNT      | EQUAL            | 2 | 1@0 1@1 1@2 1@11  | 0,1@1 2,3@11",
        "COUNT      | NOT_EQUAL        | 1 | 1@0 1@1           | 0,1@1",
        "DISTINCT   | GREATER          | 1 | 7@0 7@1 8@2       | 1,2@2",
        "SUM        | GREATER          | 5 | 3@0 2@1 1@2       | 0,1,2@2",
        "AVERAGE    | GREATER_OR_EQUAL | 2 | 1@0 3@1 0@2       | 0,1@1",
        "PERCENTILE | GREATER_OR_EQUAL | 5 | 1@0 5@1 5@2       | 0,1,2@2",
        "PERCENTILE | LESS_OR_EQUAL    | 1 | 5@0 1@1           | 0,1@1",
      })
  void threshold_firesWhenItBecomesTrue(
      Aggregate aggregate, Comparison comparison, long limit, String events, @Nullable String at) {
    Rule rule = new Rule.Threshold(ALL, List.of(), aggregate, "n", 50, comparison, limit, 10);

    assertThat(found(rule, null, numbers(events))).isEqualTo(orEmpty(at));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1@0 1@1 1@2 1@6 1@7 | 0,1@1 0,1,2,3@6",
        "1@0 1@1 1@5 1@6     | 0,1@1 0,1,2,3@6",
      })
  void suppressedThreshold_firesAgainWhileItIsTrue(String events, String at) {
    Rule rule =
        new Rule.Threshold(ALL, List.of(), Aggregate.COUNT, "n", 50, Comparison.GREATER, 1, 10);

    assertThat(found(rule, new Suppressed(List.of(), 5), numbers(events))).isEqualTo(at);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1@0 1@9 2@9 1@19 1@28 | 0@0 2@9 3@19",
        "1@0 1@10              | 0@0 1@10",
      })
  void newTerms_areThoseNotSeenInTheirHistory(String events, String at) {
    Rule rule = new Rule.NewTerms(ALL, List.of(), List.of("n"), 10, 0);

    assertThat(found(rule, null, numbers(events))).isEqualTo(at);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1@0 1@10 1@21 | 1@20 2@31",
        "1@0 1@0       | 1@10",
      })
  void heartbeat_isMissedOnceAfterEachSilence(String events, String at) {
    assertThat(found(new Rule.Heartbeat(ALL, List.of(), 10), null, numbers(events))).isEqualTo(at);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A quarter of the equator is 6371.0088 * pi / 2 = 10,007.6 km: 10 h at 1,000 km/h.
        "0 | 90 | 36100000 | ",
        "0 | 90 | 36000000 | 0,1@36000000",
        "0 | 90 | 0        | 0,1@0",
        // One degree is 111.2 km, shorter than the least of 200 km; two are 222.4.
        "0 | 1  | 1        | ",
        "0 | 2  | 1        | 0,1@1",
        // From pole to pole it is half a circle.
        "90 | -90 | 0      | 0,1@0",
        // The window is a day.
        "0 | 90 | 86400000 | ",
      })
  void geoVelocity_isFasterThanOneCanTravel(
      long latitude, long other, long millis, @Nullable String at) {
    Rule rule = new Rule.GeoVelocity(ALL, List.of(), "lat", "lon", 1_000, 200, 86_400_000);
    List<PlainEvent> events =
        List.of(
            new PlainEvent(0, "c", 0, Map.of("lat", latitude, "lon", 0L)),
            new PlainEvent(
                1,
                "c",
                millis,
                latitude == 90
                    ? Map.of("lat", other, "lon", 0L)
                    : Map.of("lat", 0L, "lon", other)));

    assertThat(found(rule, null, events)).isEqualTo(orEmpty(at));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | a b    | a0 b9           | 0,1@9",
        "false | a b    | b0 a9           | 0,1@9",
        "false | a b    | a0 b10          | ",
        "false | a b    | a0 b1 a2 b3     | 0,1@1",
        "false | a b    | a0 b1 a11 b12   | 0,1@1 2,3@12",
        "false | a*2 b  | a0 b1 a2 a3     | 0,1,2@2",
        "false | a b !c | a0 c1 b2 a11 b12 | 2,3@11",
        "true  | a b    | b0 a1           | ",
        "true  | a b    | a0 b1 a2 b3     | 0,1@1",
        "true  | a b c  | a0 b1 b2 a3 c4  | 0,2,4@4",
        "true  | a*2 b  | a0 b1 a2 b3     | 0,2,3@3",
      })
  void temporal_needsEachKind(boolean ordered, String kinds, String events, @Nullable String at) {
    List<Rule.Step> steps = Arrays.stream(kinds.split(" ")).map(NaiveSequenceTest::step).toList();

    assertThat(found(new Rule.Temporal(steps, 10, ordered), null, NaiveSequenceTest.events(events)))
        .isEqualTo(orEmpty(at));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | a b    | b0             | 0@0",
        "2 | a b c  | a0 c1          | 0,1@1",
        "2 | a b c  | c0 b1 a2       | ",
        "2 | a b c  | a0 b1 c2       | 0,1@1",
        "2 | a b c  | a0 c10         | ",
        "2 | a b c  | b0 a1 c2       | 1,2@2",
        "3 | a b c d | a0 c1 b2 d3   | 0,1,3@3",
        "3 | a b c d | a0 c1 b2      | ",
        "3 | a b c d | a1 b2 c3 d11  | 0,1,2@3",
      })
  void someKindsInOrder_areThoseThatBeginLast(
      int least, String kinds, String events, @Nullable String at) {
    List<Rule.Step> steps = Arrays.stream(kinds.split(" ")).map(NaiveSequenceTest::step).toList();

    assertThat(
            found(
                new Rule.Temporal(
                    steps,
                    10,
                    true,
                    new Occurred.Count(
                        IntStream.rangeClosed(least, steps.size()).boxed().toList())),
                null,
                NaiveSequenceTest.events(events)))
        .isEqualTo(orEmpty(at));
  }

  @Test
  void spike_isOutsideThePredictionInterval() {
    // Counts 4 4 4 4 of each 10 ms: variance 4 (their mean), n = 4, so at 95 % on one side with 3
    // degrees of freedom t = 2.3534, and the limit is 4 + 2.3534 * 2 * sqrt(1.25) = 9.26.
    assertThat(found(spike(Aggregate.COUNT, Direction.UP), null, counts(4, 4, 4, 4, 9))).isEmpty();
    assertThat(found(spike(Aggregate.COUNT, Direction.UP), null, counts(4, 4, 4, 4, 10)))
        .isEqualTo("16,25@49");
    // Sums 4 4 5 5: mean 4.5, variance 1/3, limit 4.5 + 2.3534 * sqrt(1.25 / 3) = 6.02.
    assertThat(found(spike(Aggregate.SUM, Direction.UP), null, counts(4, 4, 5, 5, 6))).isEmpty();
    assertThat(found(spike(Aggregate.SUM, Direction.UP), null, counts(4, 4, 5, 5, 7)))
        .isEqualTo("18,24@49");
  }

  @Test
  void spikeDown_isFoundInAnEmptyInterval() {
    // As above: 9 9 9 9, and 0 is below 9 - 2.3534 * 3 * sqrt(1.25) = 1.1; then the baseline is
    // 7.2 with variance 16.2, and its limit below 0.
    assertThat(found(spike(Aggregate.COUNT, Direction.DOWN), null, counts(9, 9, 9, 9)))
        .isEqualTo("35@49");
  }

  @Test
  void student_isAsInItsTables() {
    assertThat(NaiveSpike.cumulative(2.353363, 3)).isCloseTo(0.95, within(1e-6));
    assertThat(NaiveSpike.cumulative(12.706205, 1)).isCloseTo(0.975, within(1e-6));
    assertThat(NaiveSpike.cumulative(-2.228139, 10)).isCloseTo(0.025, within(1e-6));
  }

  private static Rule spike(Aggregate aggregate, Direction direction) {
    return new Rule.Spike(ALL, List.of(), aggregate, "n", 10, 0, 10, 4, 0.95, direction);
  }

  /** As many events of the number 1 in each 10 ms. */
  private static List<PlainEvent> counts(int... counts) {
    List<PlainEvent> events = new ArrayList<>();
    for (int interval = 0; interval < counts.length; interval++) {
      for (int i = 0; i < counts[interval]; i++) {
        events.add(new PlainEvent(events.size(), "c", interval * 10L, Map.of("n", 1L)));
      }
    }
    return events;
  }

  private static List<PlainEvent> numbers(String text) {
    List<PlainEvent> events = new ArrayList<>();
    for (String word : text.split(" ")) {
      String[] parts = word.split("@");
      Map<String, Object> fields = new HashMap<>(Map.of("n", Long.valueOf(parts[0])));
      events.add(new PlainEvent(events.size(), "c", Long.parseLong(parts[1]), fields));
    }
    return events;
  }

  private static String found(Rule rule, @Nullable Suppressed suppressed, List<PlainEvent> events) {
    return Naive.find(rule, suppressed, events).stream()
        .map(
            found ->
                found.events().stream().map(String::valueOf).collect(Collectors.joining(","))
                    + "@"
                    + found.last())
        .collect(Collectors.joining(" "));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
