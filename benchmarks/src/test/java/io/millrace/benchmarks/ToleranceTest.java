package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sketches may be off by what they say, and everything else by nothing. */
class ToleranceTest {

  @Test
  void distinctValues_areExactUpTo256AndThenOffByFourErrors() {
    assertThat(Tolerance.OURS.isDistinct("256.0", 256)).isTrue();
    assertThat(Tolerance.OURS.isDistinct("257.0", 256)).isFalse();
    // 4 * 1.04 / 64 = 6.5 %.
    assertThat(Tolerance.OURS.isDistinct("1064.9", 1_000)).isTrue();
    assertThat(Tolerance.OURS.isDistinct("1065.1", 1_000)).isFalse();
    assertThat(Tolerance.OURS.isDistinct("934.9", 1_000)).isFalse();
    assertThat(Tolerance.SKETCHES.isDistinct("100.0004", 100)).isTrue();
    assertThat(Tolerance.DOUBLES.isDistinct("1001", 1_000)).isFalse();
  }

  @Test
  void quantile_isOffByARankAtMostWhereAllNumbersAreKept() {
    int[] cents = IntStream.rangeClosed(1, 100).toArray();

    assertThat(isQuantile(Tolerance.OURS, "0.95", cents)).isTrue();
    // Between the 95th and the 96th, as PERCENTILE interpolates.
    assertThat(isQuantile(Tolerance.DOUBLES, "0.9505", cents)).isTrue();
    assertThat(isQuantile(Tolerance.OURS, "0.93", cents)).isFalse();
    assertThat(isQuantile(Tolerance.OURS, "0.98", cents)).isFalse();
    assertThat(isQuantile(Tolerance.SKETCHES, "0.93", cents)).isTrue();
  }

  @Test
  void quantileOfASketch_isOffByThreeHundredthsOfTheRanks() {
    int[] cents = IntStream.rangeClosed(1, 10_000).toArray();

    assertThat(isQuantile(Tolerance.OURS, "92.02", cents)).isTrue();
    assertThat(isQuantile(Tolerance.OURS, "97.98", cents)).isTrue();
    assertThat(isQuantile(Tolerance.OURS, "91.9", cents)).isFalse();
    assertThat(isQuantile(Tolerance.OURS, "98.1", cents)).isFalse();
    assertThat(isQuantile(Tolerance.DOUBLES, "95.1", cents)).isFalse();
  }

  @Test
  void quantileThatManyNumbersEqual_hasAllOfTheirRanks() {
    assertThat(isQuantile(Tolerance.DOUBLES, "0.07", new int[] {7, 7, 7, 7, 7, 7, 7})).isTrue();
    assertThat(isQuantile(Tolerance.DOUBLES, "0.06", new int[] {7, 7, 7, 7, 7, 7, 7})).isFalse();
  }

  private static boolean isQuantile(Tolerance tolerance, String found, int[] sortedCents) {
    return tolerance.isQuantile(found, 0.95, sortedCents);
  }
}
