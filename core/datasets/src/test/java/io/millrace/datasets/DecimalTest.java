package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTest {

  private static final long[] EDGES = {
    0,
    1,
    -1,
    10,
    922337203685477580L,
    922337203685477581L,
    -922337203685477580L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE / 100,
    Long.MIN_VALUE / 100,
    1_000_000_000_000_000_000L
  };

  @Test
  void comparison_equalsThatOfBigDecimals() {
    for (long a : EDGES) {
      for (long b : EDGES) {
        for (int scaleOfA : new int[] {0, 1, 2, 18, 19, 40}) {
          for (int scaleOfB : new int[] {0, 1, 2, 18, 19, 40}) {
            Decimal left = new Decimal();
            Decimal right = new Decimal();
            left.set(a, scaleOfA);
            right.set(b, scaleOfB);
            BigDecimal bigLeft = BigDecimal.valueOf(a, scaleOfA);
            BigDecimal bigRight = BigDecimal.valueOf(b, scaleOfB);
            int expected = bigLeft.compareTo(bigRight);

            assertThat(left.compareTo(right)).as(bigLeft + " " + bigRight).isEqualTo(expected);
            assertThat(left.compareTo(b, scaleOfB)).isEqualTo(expected);
            right.set(bigRight);
            assertThat(left.compareTo(right)).isEqualTo(expected);
            assertThat(right.compareTo(a, scaleOfA)).isEqualTo(-expected);
          }
        }
      }
    }
  }

  @Test
  void sum_equalsThatOfBigDecimals() {
    long seed = System.nanoTime();
    System.out.println("printed seed of DecimalTest: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      Decimal sum = new Decimal();
      BigDecimal expected = BigDecimal.ZERO;
      for (int i = 0; i < 30; i++) {
        long digits = EDGES[random.nextInt(EDGES.length)] >> random.nextInt(3);
        int scale = random.nextInt(random.nextBoolean() ? 3 : 40);
        sum.add(digits, scale);
        expected = expected.add(BigDecimal.valueOf(digits, scale));
        assertThat(sum.value()).as("seed " + seed).isEqualByComparingTo(expected);
      }
      assertThat(sum.value()).isEqualTo(Spelling.canonical(expected));
    }
  }
}
