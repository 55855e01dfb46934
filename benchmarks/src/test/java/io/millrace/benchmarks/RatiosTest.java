package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A speed is divided by the one that the documentation says. */
class RatiosTest {

  @Test
  void ofOne_dividesTheOthersByIt() {
    List<Contender> all = List.of(contender("millrace-1", 200), contender("millrace-100", 50));

    assertThat(Rollup.DATASETS.ratios().lines(all)).containsExactly("ratio datasets-100=0.25");
    assertThat(Rollup.DATASETS.ratios().lines(all.subList(1, 2))).isEmpty();
  }

  @Test
  void ofPeers_dividesOursByEach_fastestSqlFirst() {
    List<Contender> all =
        List.of(
            contender("millrace", 900),
            contender("millrace-cassandra", 600),
            contender("sql-statement-set", 100),
            contender("sql-sketches", 300));

    assertThat(Rollup.DISTINCT.ratios().lines(all))
        .containsExactly("ratio sql-sketches-dense=2.00", "ratio sql-statement-set-dense=6.00");
  }

  private static Contender contender(String word, double speed) {
    Contender contender = new Contender(word, Workload.DENSE);
    contender.engine().runs().add(new Engine.Run(speed, 1, true));
    return contender;
  }
}
