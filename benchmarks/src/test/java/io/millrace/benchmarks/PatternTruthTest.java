package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.patterns.FoundAlert;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told to be wrong with alerts. */
class PatternTruthTest {

  private static final FoundAlert ONE = new FoundAlert("p", "ada", 1, 5);
  private static final FoundAlert OTHER = new FoundAlert("p", "bob", 2, 6);

  private static final PatternTruth TRUTH = new PatternTruth(Set.of(ONE, OTHER), 0, 0);

  @Test
  void allOfThem_areRight() {
    assertThat(TRUTH.problems(List.of(OTHER, ONE))).isEmpty();
  }

  @Test
  void missingWrongAndDoubled_areTold() {
    assertThat(TRUTH.problems(List.of(ONE, ONE, new FoundAlert("p", "bob", 1, 6))))
        .containsExactly(
            "1 alerts came twice",
            "1 alerts are missing, such as " + OTHER,
            "1 alerts are wrong, such as FoundAlert[pattern=p, key=bob, firstMillis=1, lastMillis=6]");
  }

  /** EQL keeps the one that began last; FlinkCEP tells of both. */
  @Test
  void alertsOfOneLastEvent_areTheOneThatBeganLastForFlinkCep() {
    List<FoundAlert> both = List.of(ONE, new FoundAlert("p", "ada", 0, 5), OTHER);

    assertThat(PatternStack.isEqual("flink-cep-heap", both, TRUTH)).isTrue();
    assertThat(PatternStack.isEqual("millrace", both, TRUTH)).isFalse();
  }
}
