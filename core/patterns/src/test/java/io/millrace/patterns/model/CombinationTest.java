package io.millrace.patterns.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.patterns.model.Combination.All;
import io.millrace.patterns.model.Combination.Alternative;
import io.millrace.patterns.model.Combination.Any;
import io.millrace.patterns.model.Combination.Count;
import io.millrace.patterns.model.Combination.Kind;
import io.millrace.patterns.model.Combination.Not;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CombinationTest {

  private static final Combination A = new Kind(0);
  private static final Combination B = new Kind(1);
  private static final Combination C = new Kind(2);

  @Test
  void alternatives_areMultipliedOut() {
    Combination formula = new All(List.of(A, new Any(List.of(B, new Not(C)))));

    assertThat(formula.alternatives())
        .containsExactlyInAnyOrder(new Alternative(0b011, 0), new Alternative(0b001, 0b100));
  }

  @Test
  void alternatives_ofTheOpposite() {
    Combination formula = new Not(new Any(List.of(A, new All(List.of(B, C)))));

    assertThat(formula.alternatives())
        .containsExactlyInAnyOrder(new Alternative(0, 0b011), new Alternative(0, 0b101));
  }

  @Test
  void alternatives_thatSayMoreThanAnother_orCannotBe_areLeftOut() {
    Combination formula =
        new Any(List.of(new All(List.of(A, B)), A, new All(List.of(C, new Not(C)))));

    assertThat(formula.alternatives()).containsExactly(new Alternative(0b001, 0));
  }

  /** Ten times one of two are 1,024. */
  @Test
  void alternatives_thatAreTooMany_areAnError() {
    Combination formula =
        new All(
            IntStream.range(0, 10)
                .<Combination>mapToObj(i -> new Any(List.of(new Kind(2 * i), new Kind(2 * i + 1))))
                .toList());

    assertThatThrownBy(formula::alternatives).hasMessage("more than 512 combinations");
    assertThatThrownBy(() -> new Count(Set.of(1)).alternatives())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
