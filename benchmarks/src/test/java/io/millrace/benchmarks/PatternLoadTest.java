package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.benchmarks.PatternRule.Kind;
import io.millrace.jobs.common.OutboundTopics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The loads of patterns are what docs/benchmarks.md says of them. */
class PatternLoadTest {

  private static final long EVENTS = 500_000;

  @Test
  void event_isTheSameWheneverItIsMade() {
    assertThat(PatternLoad.MANY.event(7)).isEqualTo(PatternLoad.MANY.event(7));
    assertThat(PatternLoad.MANY.event(7)).isNotEqualTo(PatternLoad.MANY.event(8));
  }

  @Test
  void json_isAboutFiveHundredAndTwentyBytes() {
    assertThat(
            LongStream.range(0, 1_000)
                .mapToInt(number -> PatternLoad.MANY.event(number * 1_999).json().length)
                .average())
        .hasValueCloseTo(520.0, within(10.0));
  }

  @Test
  void times_areDifferent() {
    assertThat(
            LongStream.range(0, 10_000)
                .map(number -> PatternLoad.DAY.event(number).timestampMillis())
                .distinct()
                .count())
        .isEqualTo(10_000);
  }

  @Test
  void topic_isThatOfIngestWithThePrefix() {
    assertThat(PatternLoad.MANY.topic())
        .isEqualTo(new OutboundTopics(PatternLoad.MANY.prefix()).events("steps"));
  }

  @Test
  void thousand_areSequencesThresholdsAndSingleEvents() {
    Map<Kind, Long> counts =
        PatternRules.thousand().stream()
            .collect(Collectors.groupingBy(PatternRule::kind, Collectors.counting()));

    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Kind.SEQUENCE, 200L,
                Kind.COUNT, 100L,
                Kind.DISTINCT_PAGES, 50L,
                Kind.SUM_OF_QUANTITIES, 50L,
                Kind.SINGLE, 600L));
  }

  /** Asked for are at least one, half a stage, and one alert in 5,000 events. */
  @Test
  void thousand_haveTheSelectivityThatIsAskedFor() {
    PatternLoad load = PatternLoad.MANY.withEvents(EVENTS);
    PatternSelectivity selectivity = PatternSelectivity.of(load);
    PatternTruth truth = PatternTruth.of(load);

    assertThat(selectivity.equal()).isTrue();
    assertThat(selectivity.singles()).isBetween(1.0, 2.0);
    assertThat(selectivity.stages()).isBetween(0.5, 0.65);
    assertThat((double) EVENTS / (truth.alerts().size() - truth.ofSingles()))
        .isBetween(4_000.0, 6_000.0);
    assertThat(truth.ofSingles()).isEqualTo(600);
    assertThat((double) truth.stages() / EVENTS).isCloseTo(selectivity.stages(), within(0.02));
  }

  @Test
  void alerts_areOfSequencesAndOfEveryKindOfThreshold() {
    Map<String, Kind> kinds =
        PatternRules.thousand().stream()
            .collect(Collectors.toMap(PatternRule::id, PatternRule::kind));

    assertThat(PatternTruth.of(PatternLoad.MANY.withEvents(EVENTS)).alerts())
        .extracting(alert -> kinds.get(alert.pattern()))
        .contains(Kind.values());
  }

  @Test
  void ten_areThreeStagesOfOneEventInForty() {
    PatternSelectivity selectivity = PatternSelectivity.of(PatternLoad.FEW);

    assertThat(selectivity.equal()).isTrue();
    assertThat(selectivity.stages()).isCloseTo(0.75, within(0.02));
    assertThat(PatternRules.ten()).allSatisfy(rule -> assertThat(rule.stages()).hasSize(3));
  }

  /** Or there would be nothing to compare. */
  @Test
  void ten_areFoundInTheShortestLoadToo() {
    assertThat(PatternTruth.of(PatternLoad.FEW_SLOWLY.quick()).alerts()).hasSizeBetween(3, 10);
  }

  @Test
  void keys_areTwoHundredThousand() {
    Map<Integer, Long> counts =
        LongStream.range(0, EVENTS)
            .mapToObj(number -> PatternLoad.FEW.event(number).userNumber())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    // Of so many draws each is missed by e^-2.5.
    assertThat(counts.size()).isBetween(183_000, 185_000);
    assertThat(List.copyOf(counts.keySet())).allMatch(user -> user < 200_000);
  }
}
