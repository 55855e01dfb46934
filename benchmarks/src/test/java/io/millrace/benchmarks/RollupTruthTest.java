package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.load.ResultRow;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The truth is that of hand arithmetic, and it finds what is wrong. */
class RollupTruthTest {

  private static final ResultRow.Key LAST_MINUTE = key("minutely", "2026-11-02T23:59:00Z");
  private static final ResultRow.Key FIRST_MINUTE = key("minutely", "2026-11-03T00:00:00Z");

  private final RollupTruth truth =
      new RollupTruth(
          List.of(
              RollupColumn.PURCHASES,
              RollupColumn.TOTAL,
              RollupColumn.LOWEST,
              RollupColumn.HIGHEST));

  /** 12.07 and 0.40 before midnight, 3.00 after it. */
  @BeforeEach
  void addThree() {
    truth.add(purchase("2026-11-02T23:59:00Z", 1_207));
    truth.add(purchase("2026-11-02T23:59:59.999Z", 40));
    truth.add(purchase("2026-11-03T00:00:00Z", 300));
  }

  @Test
  void rightRows_areNoProblem() {
    assertThat(problems(Tolerance.OURS, rows("12.47"))).isEmpty();
    assertThat(truth.rows()).isEqualTo(6);
  }

  @Test
  void sumOfDoubles_mayDifferAtItsEndOnlyForWhoCalculatesWithThem() {
    assertThat(problems(Tolerance.DOUBLES, rows("12.470000000000001"))).isEmpty();
    assertThat(problems(Tolerance.DOUBLES, rows("12.4700001"))).isNotEmpty();
    assertThat(problems(Tolerance.OURS, rows("12.470000000000001"))).isNotEmpty();
  }

  @Test
  void laterRow_takesThePlaceOfAnEarlierOne() {
    RollupTruth.Comparison comparison = truth.new Comparison(Tolerance.OURS);
    comparison.add(ResultRow.of(LAST_MINUTE, 1, "12.07", "12.07", "12.07"));
    rows("12.47").forEach(comparison::add);

    assertThat(comparison.problems()).isEmpty();
  }

  @Test
  void missingWrongAndForeignRows_areProblems() {
    List<ResultRow> right = rows("12.47");

    assertThat(problems(Tolerance.OURS, right.subList(1, right.size())))
        .containsExactly(
            "5 rows came out, and had to be 6",
            LAST_MINUTE + " is null, and had to be [2, 12.47, 0.40, 12.07]");
    assertThat(problems(Tolerance.OURS, rows("12.48")))
        .containsExactly(
            LAST_MINUTE + " is [2, 12.48, 0.4, 12.07], and had to be [2, 12.47, 0.40, 12.07]");

    RollupTruth.Comparison comparison = truth.new Comparison(Tolerance.OURS);
    right.forEach(comparison::add);
    comparison.add(ResultRow.of(key("minutely", "2026-11-03T00:01:00Z"), 1, "1", "1", "1"));
    assertThat(comparison.problems()).containsExactly("7 rows came out, and had to be 6");
  }

  private static List<ResultRow> rows(String totalBeforeMidnight) {
    return List.of(
        ResultRow.of(LAST_MINUTE, 2, totalBeforeMidnight, "0.4", "12.07"),
        ResultRow.of(FIRST_MINUTE, 1, "3", "3", "3.0"),
        ResultRow.of(key("hourly", "2026-11-02T23:00:00Z"), 2, "12.47", "0.4", "12.07"),
        ResultRow.of(key("hourly", "2026-11-03T00:00:00Z"), 1, "3", "3", "3"),
        ResultRow.of(key("daily", "2026-11-02T00:00:00Z"), 2, "12.47", "0.4", "12.07"),
        ResultRow.of(key("daily", "2026-11-03T00:00:00Z"), 1, "3", "3", "3"));
  }

  private List<String> problems(Tolerance tolerance, List<ResultRow> rows) {
    RollupTruth.Comparison comparison = truth.new Comparison(tolerance);
    rows.forEach(comparison::add);
    return comparison.problems();
  }

  private static ResultRow.Key key(String grain, String start) {
    return new ResultRow.Key(grain, Instant.parse(start).toEpochMilli(), "purchase-2", "AD");
  }

  private static WorkloadEvent purchase(String at, int cents) {
    return new WorkloadEvent(0, Instant.parse(at).toEpochMilli(), 2, 3, 0, cents, 0, 0);
  }
}
