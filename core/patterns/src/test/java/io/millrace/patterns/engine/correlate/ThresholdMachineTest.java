package io.millrace.patterns.engine.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Expression.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdMachineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // the window is 10 seconds
        "COUNT | 0 | GREATER_OR_EQUAL | 3 | A0 A1 A2 A3 A20 A21 A22 | u: 0 1 2 @2; u: 4 5 6 @22",
        "COUNT | 0 | GREATER_OR_EQUAL | 3 | A0 A5 A10 | -",
        "COUNT | 0 | GREATER_OR_EQUAL | 3 | A0.001 A5 A10 | u: 0 1 2 @10",
        "COUNT | 0 | GREATER_OR_EQUAL | 3 | A0 A1 A2 A11.5 A12 A12.5 | u: 0 1 2 @2; u: 3 4 5 @12.5",
        "COUNT | 0 | GREATER | 2 | A0 A1 A2 | u: 0 1 2 @2",
        "COUNT | 0 | GREATER_OR_EQUAL | 1 | A0 A5 A20 | u: 0 @0; u: 2 @20",
        "COUNT | 0 | EQUAL | 2 | A0 A1 A2 | u: 0 1 @1",
        "COUNT | 0 | LESS | 3 | A0 A1 A2 A9 A12 | u: 0 @0; u: 3 4 @12",
        "COUNT | 0 | LESS | 3 | A0 A1 A2 A11 | u: 0 @0; u: 2 3 @11",
        "COUNT | 0 | GREATER_OR_EQUAL | 2 | A0@ann A1@bob A2@ann | ann: 0 2 @2",
        "COUNT | 0 | GREATER_OR_EQUAL | 2 | A0 B1 | -",
        "SUM | 0 | GREATER | 10 | A0=4 A1=6 A2=1 | u: 0 1 2 @2",
        "SUM | 0 | GREATER | 10 | A0 A1=20 | u: 1 @1",
        "SUM | 0 | GREATER | 0.2 | A0=0.1 A1=0.1 A2=0.01 | u: 0 1 2 @2",
        "SUM | 0 | LESS | 0 | A0=4 A1=-6 A2=3 A3=-3 | u: 0 1 @1; u: 0 1 2 3 @3",
        "SUM | 0 | GREATER | 10 | A0=9 A10=2 | -",
        "AVERAGE | 0 | GREATER_OR_EQUAL | 5 | A0=4 A1=6 | u: 0 1 @1",
        "AVERAGE | 0 | NOT_EQUAL | 3 | A0=3 A1=3 A2=4 | u: 0 1 2 @2",
        "DISTINCT | 0 | GREATER_OR_EQUAL | 2 | A0=1 A1=1 A2=2 | u: 1 2 @2",
        "DISTINCT | 0 | GREATER_OR_EQUAL | 2 | A0=1 A1=1.0 A2=1e0 | -",
        "DISTINCT | 0 | GREATER_OR_EQUAL | 2 | A0=1 A10=2 | -",
        "DISTINCT | 0 | GREATER_OR_EQUAL | 2 | A0=1 A9=1 A10=2 | u: 1 2 @10",
        "PERCENTILE | 50 | GREATER | 5 | A0=1 A1=9 A2=9 | u: 0 1 2 @2",
        "PERCENTILE | 100 | GREATER | 5 | A0=1 A1=9 | u: 0 1 @1",
        "PERCENTILE | 1 | GREATER_OR_EQUAL | 5 | A0=1 A1=9 A10=5 | u: 1 2 @10",
        "PERCENTILE | 50 | EQUAL | 3 | A0=1 A1=3 A2=9 | u: 0 1 2 @2",
        "PERCENTILE | 90 | LESS | 4 | A0=9 A1=3 | -"
      })
  void aggregate_isFoundWhenItBecomesTrue(
      Aggregate aggregate,
      int percent,
      Comparison how,
      String limit,
      String events,
      String alerts) {
    Trial trial = new Trial(Make.pattern(Make.threshold(aggregate, percent, how, limit, 10)));

    assertThat(trial.told(events)).isEqualTo(alerts == null ? "" : alerts);
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT, A0 A1, 'count is 2, which is >= 2, in 10s'",
    "SUM, A0=0.5 A1=2.25, 'sum is 2.75, which is >= 2, in 10s'",
    "AVERAGE, A0=1 A1=3.5, 'average is 2.25, which is >= 2, in 10s'",
    "PERCENTILE, A0=1 A1=3 A2=3, 'percentile is 3, which is >= 2, in 10s'",
    "DISTINCT, A0=1 A1=3, 'distinct is 2, which is >= 2, in 10s'"
  })
  void why_saysTheAggregate(Aggregate aggregate, String events, String why) {
    Trial trial =
        new Trial(
            Make.pattern(Make.threshold(aggregate, 50, Comparison.GREATER_OR_EQUAL, "2", 10)));

    assertThat(trial.alerts(Sample.read(events))).extracting(Alert::why).containsExactly(why);
  }

  @Test
  void suppressed_areSaidByTheNext() {
    Trial trial =
        new Trial(
            Make.suppressed(
                Make.threshold(Aggregate.COUNT, 0, Comparison.GREATER_OR_EQUAL, "2", 10), 5));

    List<Alert> alerts = trial.alerts(Sample.read("A0 A1 A2 A3 A6 A7 A18 A19"));

    assertThat(Trial.told(alerts)).isEqualTo("u: 0 1 @1; u: 0 1 2 3 4 @6; u: 6 7 @19");
    assertThat(alerts).extracting(Alert::suppressed).containsExactly(0L, 2L, 0L);
    assertThat(trial.counters().get(Counter.SUPPRESSED)).isEqualTo(3);
  }

  @Test
  void window_keepsTheNewestEventsThatItHasRoomFor() {
    Limits limits = new Limits(1_000, 2, 2, 10, 10, 10, 10, 4_096, 100);
    Trial counts =
        new Trial(
            List.of(
                LivePattern.always(
                    Make.pattern(
                        Make.threshold(Aggregate.COUNT, 0, Comparison.GREATER_OR_EQUAL, "3", 10)))),
            limits);
    Trial sums =
        new Trial(
            List.of(
                LivePattern.always(
                    Make.pattern(Make.threshold(Aggregate.SUM, 0, Comparison.GREATER, "10", 10)))),
            limits);

    assertThat(counts.told("A0 A1 A2 A3 A4")).isEqualTo("u: 0 1 2 @2");
    List<Alert> alerts = sums.alerts(Sample.read("A0=1 A1=1 A2=10"));
    assertThat(Trial.told(alerts)).isEqualTo("u: 1 2 @2");
    assertThat(alerts.get(0).approximate()).isTrue();
    assertThat(sums.counters().get(Counter.WINDOW_CAPPED)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A0=9 A1=9 | -",
        "A0=9 A1=9 A2=9 | u: 0 1 2 @2",
        "A0=9 A1=9 A10=9 | -",
        "A0=9 A1=1 A2=1 A3=9 | u: 0 1 2 3 @3",
        "A0=9 A1=9 A2=9 A20=9 A21=9 A22=9 | u: 0 1 2 @2; u: 3 4 5 @22"
      })
  void fewerEventsThanTheLeast_areNotLookedAt(String events, String alerts) {
    Trial trial =
        new Trial(
            Make.pattern(Make.threshold(Aggregate.PERCENTILE, 60, Comparison.GREATER, "5", 10, 3)));

    assertThat(trial.told(events)).isEqualTo(alerts == null ? "" : alerts);
  }
}
