package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentile_isTheLeastThatSoManyDoNotExceed() {
    Latencies hundred = Latencies.of(LongStream.rangeClosed(1, 100).map(i -> 101 - i).toArray());

    assertThat(hundred.percentile(0.5)).isEqualTo(50);
    assertThat(hundred.percentile(0.99)).isEqualTo(99);
    assertThat(hundred).hasToString("p50=50 p99=99 max=100");
  }

  @Test
  void percentile_ofNone_isMinusOne() {
    assertThat(Latencies.of(new long[0]).percentile(0.5)).isEqualTo(-1);
  }
}
