package io.millrace.flink.connector.cassandra.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration GREATEST = Duration.ofSeconds(5);

  @Test
  void pause_isAtLeastHalfOfAPauseThatDoubles() {
    RetryBackoff backoff = new RetryBackoff(FIRST, GREATEST, () -> 0.0);

    assertThat(IntStream.rangeClosed(1, 8).mapToLong(backoff::pauseMillis))
        .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 2500L, 2500L);
  }

  @Test
  void pause_isBelowTheWholeOfAPauseThatDoubles() {
    RetryBackoff backoff = new RetryBackoff(FIRST, GREATEST, () -> Math.nextDown(1.0));

    assertThat(IntStream.rangeClosed(1, 8).mapToLong(backoff::pauseMillis))
        .containsExactly(99L, 199L, 399L, 799L, 1599L, 3199L, 4999L, 4999L);
  }

  @Test
  void manyFailures_doNotOverflow() {
    RetryBackoff backoff = new RetryBackoff(FIRST, GREATEST, () -> 0.0);

    assertThat(backoff.pauseMillis(Integer.MAX_VALUE)).isEqualTo(2500L);
  }
}
