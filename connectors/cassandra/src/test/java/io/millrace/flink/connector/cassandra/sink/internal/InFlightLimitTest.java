package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightLimitTest {

  private static final int START = 32;

  @Test
  void firstLimit_isTheGreatestWhereThatIsSmaller() {
    assertThat(new InFlightLimit(256).current()).isEqualTo(START);
    assertThat(new InFlightLimit(7).current()).isEqualTo(7);
  }

  @Test
  void asManySuccessesAsTheLimit_raiseItByOne() {
    InFlightLimit limit = new InFlightLimit(256);

    succeed(limit, START - 1);
    assertThat(limit.current()).isEqualTo(START);
    succeed(limit, 1);
    assertThat(limit.current()).isEqualTo(START + 1);
    succeed(limit, START + 1);
    assertThat(limit.current()).isEqualTo(START + 2);
  }

  @Test
  void success_neverRaisesAboveTheGreatest() {
    InFlightLimit limit = new InFlightLimit(34);

    succeed(limit, 1_000);

    assertThat(limit.current()).isEqualTo(34);
  }

  @Test
  void failuresOfOneEpoch_halveOnce() {
    InFlightLimit limit = new InFlightLimit(256);
    int epoch = limit.epoch();

    for (int i = 0; i < START; i++) {
      limit.onTrouble(epoch);
    }

    assertThat(limit.current()).isEqualTo(START / 2);
  }

  @Test
  void failureOfTheNextEpoch_halvesAgainDownToOne() {
    InFlightLimit limit = new InFlightLimit(256);

    int[] limits = new int[7];
    for (int i = 0; i < limits.length; i++) {
      limit.onTrouble(limit.epoch());
      limits[i] = limit.current();
    }

    assertThat(limits).containsExactly(16, 8, 4, 2, 1, 1, 1);
  }

  @Test
  void trouble_forgetsTheSuccessesBefore() {
    InFlightLimit limit = new InFlightLimit(256);
    succeed(limit, START - 1);

    limit.onTrouble(limit.epoch());
    succeed(limit, START / 2 - 1);

    assertThat(limit.current()).isEqualTo(START / 2);
    succeed(limit, 1);
    assertThat(limit.current()).isEqualTo(START / 2 + 1);
  }

  private static void succeed(InFlightLimit limit, int times) {
    for (int i = 0; i < times; i++) {
      limit.onSuccess();
    }
  }
}
