package io.millrace.patterns.engine.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Make;
import io.millrace.patterns.engine.Named;
import io.millrace.patterns.engine.Sample;
import io.millrace.patterns.engine.Trial;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Query;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceMachineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // stages, until, events, alerts; maxspan is 10 seconds
        "A B | - | A0 B1 | u: 0 1 @1",
        "A B | - | B0 A1 | -",
        "A B | - | A0 A1 B2 | u: 1 2 @2",
        "A B | - | A0 B1 B2 | u: 0 1 @1",
        "A B | - | A0 B10 | u: 0 1 @10",
        "A B | - | A0 B10.001 | -",
        "A B | - | A0 B0 | u: 0 1 @0",
        "A B | - | B0 A0 | -",
        "A B | - | AB0 | -",
        "A B | - | A0 AB1 B2 | u: 0 1 @1; u: 1 2 @2",
        "A A | - | A0 A1 A2 | u: 0 1 @1; u: 1 2 @2",
        "A | - | A0 B1 A2 | u: 0 @0; u: 2 @2",
        "A*3 | - | A0 A1 A2 A3 | u: 0 1 2 @2; u: 1 2 3 @3",
        "A*3 | - | A0 A1 A10.5 A11 | u: 1 2 3 @11",
        "A*2 B | - | A0 A1 B2 | u: 0 1 2 @2",
        "A*2 B | - | A0 B1 A2 B3 | u: 0 2 3 @3",
        "A B C | - | A0 B1 A2 B3 C4 | u: 2 3 4 @4",
        "A B C | - | A0 B1 A2 C3 B4 C5 | u: 0 1 3 @3; u: 2 4 5 @5",
        "A B | - | A0@ann B1@bob A2@bob B3@ann | ann: 0 3 @3",
        // missing between
        "A !X B | - | A0 X1 B2 | -",
        "A !X B | - | A0 B2 X3 | u: 0 1 @2",
        "A !X B | - | A0 X1 A2 B3 | u: 2 3 @3",
        "A !X B | - | X0 A1 B2 | u: 1 2 @2",
        "A !X B | - | A0 BX1 | u: 0 1 @1",
        "A !X B | - | AX0 B1 | u: 0 1 @1",
        "A !X !Y B | - | A0 Y1 B2 | -",
        "A !X B | - | A0 X1@v B2 | u: 0 2 @2",
        "A B !X C | - | A0 B1 X2 B3 C4 | -",
        "A*2 !X B | - | A0 X1 A2 B3 | u: 0 2 3 @3",
        "A*2 !X B | - | A0 A1 X2 B3 | -",
        // missing at the end
        "A !B | - | A0 | u: 0 @10",
        "A !B | - | A0 B5 | -",
        "A !B | - | A0 B10 | -",
        "A !B | - | A0 B10.001 | u: 0 @10",
        "A !B | - | A0 B0 | -",
        "A !B | - | B0 A0 | u: 1 @10",
        "A !B | - | AB0 | u: 0 @10",
        "A !B | - | A0 A1 | u: 0 @10; u: 1 @11",
        "A !B | - | A0 B3 A5 | u: 2 @15",
        "A B !X | - | A0 B2 | u: 0 1 @12",
        "A B !X | - | A0 B2 X5 | -",
        "A B !X | - | A0 B2 X10 | -",
        "A B !X | - | A0 B2 X10.001 | u: 0 1 @12",
        "A B !X | - | A0 X1 B2 | u: 0 2 @12",
        "A B !X | - | A0 B2 A3 B8 X11 | u: 0 1 @12",
        "A B !X | - | A0 B2 A3 B8 X14 | u: 0 1 @12; u: 2 3 @18",
        "A*3 !X | - | A0 A1 A2 A4 | u: 0 1 2 @12; u: 1 2 3 @14",
        // missing at the start
        "!A B | - | B0 | u: 0 @0",
        "!A B | - | A0 B5 | -",
        "!A B | - | A0 B10 | -",
        "!A B | - | A0 B10.001 | u: 1 @10.001",
        "!A B | - | B0 A1 | u: 0 @0",
        "!A B | - | AB0 | u: 0 @0",
        "!X A B | - | X0 A6 B12 | u: 1 2 @12",
        "!X A B | - | X3 A6 B12 | -",
        "!X A B | - | A0 X1 B2 | u: 0 2 @2",
        "!X A !Y | - | A5 | u: 0 @15",
        "!X A !Y | - | X0 A5 | u: 1 @15",
        "!X A !Y | - | X0 A5 Y10 | -",
        "!X A !Y | - | X0 A5 Y11 | u: 1 @15",
        "!X A !Y | - | A5 Y15 | u: 0 @15",
        "!X A B !Y | - | X0 A1 B3 Y10 | -",
        "!X A B !Y | - | X0 A1 B3 Y10.001 | u: 1 2 @13",
        // until
        "A B | U | A0 U1 B2 | -",
        "A B | U | A0 B1 U2 | u: 0 1 @1",
        "A B | U | A0 BU1 | u: 0 1 @1",
        "A B | U | AU0 B1 | u: 0 1 @1",
        "A B | U | A0 U1 A2 B3 | u: 2 3 @3",
        "A B | U | A0 U1@v B2 | u: 0 2 @2",
        "A !B | U | A0 U1 | -",
        "A !B | U | U0 A1 | u: 1 @11",
        "A B !X | U | A0 B2 U10 | -",
        "A B !X | U | A0 B2 U10.001 | u: 0 1 @12"
      })
  void stages_areMetInTheirOrder(String stages, String until, String events, String alerts) {
    Trial trial = new Trial(Make.pattern(Make.sequence(stages, 10, until)));

    assertThat(trial.told(events)).isEqualTo(alerts == null ? "" : alerts);
  }

  @Test
  void stages_mayNameTheKeyDifferently() {
    Detection detection =
        new Detection.Eql(
            new Query.Sequence(
                List.of(
                    new Query.Stage(Make.kind("A"), Make.BY_USER, 1, false),
                    new Query.Stage(
                        Make.kind("B"), List.of(new Key(Make.field("actor"), false)), 1, false)),
                Duration.ofSeconds(10),
                null));

    List<Alert> alerts =
        new Trial(Make.pattern(detection))
            .alerts(
                List.of(
                    Sample.at(0, 0, Map.of("kind", "A", "user", 7)),
                    Sample.at(1, 1, Map.of("kind", "B", "actor", "seven", "user", 7)),
                    Sample.at(2, 2, Map.of("kind", "B", "actor", 7.0))));

    assertThat(Trial.told(alerts)).isEqualTo("7: 0 2 @2");
    assertThat(alerts.get(0).keys()).extracting(Named::name).containsExactly("user");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A !X | A0 | 1 event, and what must not follow did not within 10s",
        "A B !X | A0 B2 X11 | 2 events in 2s, and what must not follow did not within 10s of the first"
      })
  void absence_saysWithinWhichTime(String stages, String events, String why) {
    Trial trial = new Trial(Make.pattern(Make.sequence(stages, 10, null)));

    assertThat(trial.alerts(Sample.read(events))).extracting(Alert::why).containsExactly(why);
  }

  @Test
  void tooManyThatWait_dropTheOldest() {
    Limits limits = new Limits(1_000, 2, 10, 10, 10, 10, 10, 4_096, 100);
    Trial trial =
        new Trial(
            List.of(LivePattern.always(Make.pattern(Make.sequence("A !B", 10, null)))), limits);

    assertThat(trial.told("A0 A1 A2")).isEqualTo("u: 1 @11; u: 2 @12");
    assertThat(trial.counters().get(Counter.WAITING_CAPPED)).isEqualTo(1);
  }
}
