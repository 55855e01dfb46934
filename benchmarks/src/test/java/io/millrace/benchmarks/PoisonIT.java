package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code ./millrace bench poison} asserts, on few records and without its speed. */
class PoisonIT {

  @Test
  void everyKindOfPoison_becomesItsRejectAndStopsNothing() throws Exception {
    Path home = Path.of(System.getProperty("millrace.home"));

    assertThat(PoisonBench.verdictsAreRight(home, 20_000)).isTrue();
  }
}
