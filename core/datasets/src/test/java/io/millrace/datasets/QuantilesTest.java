package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantilesTest {

  /** By hand: the one at place ⌈n · p / 100⌉. */
  @ParameterizedTest
  @CsvSource({
    "7, 50, 7",
    "1 2, 50, 1",
    "3 1 2, 50, 2",
    "4 3 2 1, 50, 2",
    "4 3 2 1, 50.01, 3",
    "4 3 2 1, 75, 3",
    "4 3 2 1, 100, 4",
    "4 3 2 1, 0.01, 1",
    "15 20 35 40 50, 5, 15",
    "15 20 35 40 50, 30, 20",
    "15 20 35 40 50, 40, 20",
    "15 20 35 40 50, 90, 50",
    "-0.5 1e3 0.25, 50, 0.25"
  })
  void fewNumbers_areRankedExactly(String numbers, BigDecimal percentile, double value) {
    Quantiles quantiles = new Quantiles();
    for (String number : numbers.split(" ")) {
      quantiles.add(Properties.number(number));
    }

    Quantiles.Estimate estimate = quantiles.estimate(percentile.movePointRight(2).intValueExact());
    assertThat(estimate.value()).isEqualTo(value);
    assertThat(estimate.lower()).isEqualTo(value);
    assertThat(estimate.upper()).isEqualTo(value);
  }

  @Test
  void noNumbers_haveNoQuantile() {
    Quantiles quantiles = new Quantiles();
    quantiles.add(Property.of("7"));
    quantiles.add(Property.of(true));

    assertThat(quantiles.estimate(5_000)).isNull();
    assertThat(quantiles.isEmpty()).isTrue();
  }

  @Test
  void exactNumbers_giveASketchWithTheSameQuantiles() {
    Quantiles quantiles = new Quantiles();
    for (int i = 128; i > 0; i--) {
      quantiles.add(Properties.number(String.valueOf(i)));
    }
    KllDoublesSketch sketch = sketch(quantiles.estimate(5_000));

    assertThat(sketch.getN()).isEqualTo(128);
    assertThat(sketch.isEstimationMode()).isFalse();
    for (int basisPoints = 1; basisPoints <= 10_000; basisPoints++) {
      assertThat(quantiles.estimate(basisPoints).value())
          .isEqualTo(sketch.getQuantile(basisPoints / 10_000.0, QuantileSearchCriteria.INCLUSIVE));
    }
  }

  /** However they are split; the bounds of a rank hold for 99 of 100, so 95 must. */
  @Test
  void manyNumbers_areRankedWithinTheErrorOfTheSketch() {
    long seed = System.nanoTime();
    System.out.println("printed seed of QuantilesTest: " + seed);
    Random random = new Random(seed);
    int n = 20_000;
    int withinError = 0;
    int withinBounds = 0;
    for (int round = 0; round < 100; round++) {
      List<Integer> numbers = new ArrayList<>();
      List<Quantiles> parts = new ArrayList<>();
      for (int i = 1; i <= n; i++) {
        numbers.add(i);
      }
      for (int i = 0; i < 1 + round * 3; i++) {
        parts.add(new Quantiles());
      }
      Collections.shuffle(numbers, random);
      for (int number : numbers) {
        Property property = Property.of(new BigDecimal(number));
        parts.get(random.nextInt(parts.size())).add(property);
      }
      Quantiles merged = parts.remove(0);
      parts.forEach(merged::merge);

      // The number is its own rank.
      int basisPoints = 1 + random.nextInt(10_000);
      Quantiles.Estimate estimate = merged.estimate(basisPoints);
      double rank = basisPoints / 10_000.0;
      double truth = Math.ceil(rank * n);
      double error = sketch(estimate).getNormalizedRankError(false);
      withinError += Math.abs(estimate.value() / n - rank) <= error + 1.0 / n ? 1 : 0;
      withinBounds += estimate.lower() <= truth && truth <= estimate.upper() ? 1 : 0;
      assertThat(sketch(estimate).getN()).isEqualTo(n);
    }

    assertThat(withinError).as("seed " + seed).isGreaterThanOrEqualTo(95);
    assertThat(withinBounds).as("seed " + seed).isGreaterThanOrEqualTo(95);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "19.99, 19.99",
    "-0.000001, -0.000001",
    "9007199254740993, 9007199254740992",
    "123456789012345678, 123456789012345680",
    "0.1234567890123456789, 0.12345678901234568",
    "0.9007199254740993, 0.9007199254740993",
    "1e-400, 0",
    "1e308, 1e308",
    "1e400, 1.7976931348623157e308",
    "-1e400, -1.7976931348623157e308"
  })
  void number_becomesItsNearestDouble(String number, double nearest) {
    assertThat(Doubles.of(Properties.number(number))).isEqualTo(nearest);
  }

  @Test
  void smallNumbers_becomeWhatJavaParses() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      BigDecimal number =
          BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(19));
      assertThat(Doubles.of(Property.of(number))).isEqualTo(Double.parseDouble(number.toString()));
    }
  }

  private static KllDoublesSketch sketch(Quantiles.Estimate estimate) {
    return KllDoublesSketch.heapify(Memory.wrap(estimate.sketch()));
  }
}
