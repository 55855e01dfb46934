package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquaresTest {

  /** The first from a textbook, the others computed in Python, with fractions and 120 digits. */
  @ParameterizedTest
  @CsvSource({
    "2 4 4 4 5 5 7 9, 2",
    "1 2, 0.5",
    "1 2 3, 0.8164965809277260327324280249019638",
    "1 2 2, 0.4714045207910316829338962414032327",
    "0.1 0.2 0.4, 0.1247219128924647128527916244105516",
    "1000000000000000000 1000000000000000001, 0.5",
    "5, 0",
    "0.1 0.10 1e-1, 0",
    "-1e30 1e30, 1000000000000000000000000000000",
    "1e-20 3e-20, 0.00000000000000000001"
  })
  void standardDeviation_isOfAllNumbersAndRoundedOnce(String numbers, BigDecimal deviation) {
    assertThat(deviation(numbers.split(" "))).isEqualTo(deviation);
  }

  @Test
  void standardDeviation_ofNoNumbers_isNone() {
    assertThat(new Squares().standardDeviation(new Numbers())).isNull();
  }

  @Test
  void standardDeviation_equalsTwoPassesWithBigDecimals() {
    long seed = System.nanoTime();
    System.out.println("printed seed of SquaresTest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> numbers = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(50); i++) {
        numbers.add(
            BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(19))
                .toString());
      }
      assertThat(deviation(numbers.toArray(String[]::new)))
          .as("seed " + seed + ": " + numbers)
          .isEqualByComparingTo(twoPasses(numbers));
    }
  }

  private static BigDecimal twoPasses(List<String> numbers) {
    MathContext enough = new MathContext(200, RoundingMode.HALF_EVEN);
    BigDecimal count = BigDecimal.valueOf(numbers.size());
    BigDecimal sum = BigDecimal.ZERO;
    for (String number : numbers) {
      sum = sum.add(new BigDecimal(number));
    }
    BigDecimal mean = sum.divide(count, enough);
    BigDecimal squares = BigDecimal.ZERO;
    for (String number : numbers) {
      squares = squares.add(new BigDecimal(number).subtract(mean).pow(2));
    }
    return squares.divide(count, enough).sqrt(new MathContext(120)).round(MathContext.DECIMAL128);
  }

  private static BigDecimal deviation(String... numbers) {
    Numbers sums = new Numbers();
    Squares squares = new Squares();
    for (String number : numbers) {
      sums.add(Properties.number(number));
      squares.add(Properties.number(number));
    }
    return squares.standardDeviation(sums);
  }
}
