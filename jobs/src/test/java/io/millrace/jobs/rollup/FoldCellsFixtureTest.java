package io.millrace.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of releases before this one go on where they ended: cells of every kind, and timers.
 */
class FoldCellsFixtureTest {

  @TempDir Path folder;

  /** By hand: prices are 0 to 19 and 0 to 1,199, of which the first halves are in the savepoint. */
  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void cellsOfARelease_areFoldedInto_andForgotten(String release) throws Exception {
    Path savepoint =
        Path.of(
            Objects.requireNonNull(
                    FoldCellsFixtureTest.class.getResource(
                        "/savepoints/rollup/" + release + "/fold-cells"))
                .toURI());
    FoldCellsFixture fixture = new FoldCellsFixture(folder);
    fixture.harness.initializeState(OperatorSnapshotUtil.readStateHandle(savepoint.toString()));
    fixture.harness.open();

    fixture.add(1);
    fixture.harness.setProcessingTime(20_000);

    Map<String, List<Object>> rows = fixture.rows();
    assertThat(rows)
        .containsOnlyKeys(
            "few minutely",
            "few hourly",
            "few daily",
            "many minutely",
            "many hourly",
            "many daily");
    rows.forEach(
        (row, values) -> {
          boolean few = row.startsWith("few");
          assertThat(values.subList(0, 5))
              .isEqualTo(
                  few
                      ? List.of(20L, number("190"), number("9.5"), number("0"), number("19"))
                      : List.of(
                          1_200L, number("719400"), number("599.5"), number("0"), number("1199")));
          // The root of (n^2 - 1) / 12.
          assertThat((BigDecimal) values.get(5))
              .isCloseTo(
                  number(few ? "5.766281297335398" : "346.4100412324485"), offset(number("1e-12")));
          assertThat(values.get(6)).isEqualTo(List.of(List.of("s0", "s1"), false));
          assertThat(values.get(7))
              .isEqualTo(
                  List.of(
                      few
                          ? List.of(List.of("s0", 7L), List.of("s1", 7L), List.of("s2", 6L))
                          : List.of(List.of("s0", 400L), List.of("s1", 400L), List.of("s2", 400L)),
                      0L));
          assertThat(first(values.get(8))).isBetween(few ? 9.0 : 560.0, few ? 9.0 : 640.0);
          assertThat(first(values.get(9))).isBetween(few ? 20.0 : 1_140.0, few ? 20.0 : 1_260.0);
          assertThat(values.get(10)).isEqualTo(few ? 20L : 1_200L);
        });

    fixture.harness.processWatermark(Long.MAX_VALUE - 1);
    assertThat(fixture.harness.numKeyedStateEntries()).isZero();
    assertThat(fixture.harness.numEventTimeTimers()).isZero();
    fixture.harness.close();
  }

  private static double first(Object estimate) {
    return (double) ((List<?>) estimate).get(0);
  }

  private static BigDecimal number(String digits) {
    return new BigDecimal(digits);
  }
}
