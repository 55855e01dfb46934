package io.millrace.benchmarks.patterns;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;

/**
 * The patterns as one writes them for FlinkCEP.
 *
 * <p>With {@code followedBy} and without skipping, an event takes further all that wait for it,
 * where EQL keeps the one that began last: the same last events are found, for each of them one
 * alert or several. The one that began last is EQL's.
 */
final class CepPatterns {

  /** Where a pattern's first, second, … event is. */
  static final List<String> STAGES = List.of("first", "second", "third");

  private CepPatterns() {}

  /**
   * A sequence.
   *
   * @param beginnings of the actions of each stage
   */
  record Sequence(String id, Duration span, List<List<String>> beginnings) implements Serializable {

    Pattern<Step, ?> pattern() {
      Pattern<Step, Step> pattern =
          Pattern.<Step>begin(STAGES.get(0), AfterMatchSkipStrategy.noSkip())
              .where(new BeginsWith(beginnings.get(0)));
      for (int stage = 1; stage < beginnings.size(); stage++) {
        pattern =
            pattern.followedBy(STAGES.get(stage)).where(new BeginsWith(beginnings.get(stage)));
      }
      // What EQL's maxspan allows itself is too late here.
      return pattern.within(span.plusMillis(1));
    }

    /** Whether the step is of any stage. */
    boolean wants(Step step) {
      return beginnings.stream()
          .anyMatch(stage -> stage.stream().anyMatch(step.action::startsWith));
    }
  }

  static List<Sequence> named(String rules) {
    return switch (rules) {
      case "10" -> IntStream.range(0, 10).mapToObj(CepPatterns::ofTen).toList();
      case "1" ->
          List.of(
              new Sequence(
                  "sequence-0",
                  Duration.ofHours(6),
                  List.of(List.of("step-1", "step-2"), List.of("step-3"), List.of("step-49"))));
      default -> throw new IllegalArgumentException("FlinkCEP has no rules " + rules);
    };
  }

  private static Sequence ofTen(int number) {
    return new Sequence(
        "sequence-" + number,
        Duration.ofMinutes(5),
        IntStream.range(0, STAGES.size())
            .mapToObj(stage -> List.of("step-" + (10 + 3 * number + stage)))
            .toList());
  }

  private static final class BeginsWith extends SimpleCondition<Step> {

    private static final long serialVersionUID = 1;

    private final String[] beginnings;

    BeginsWith(List<String> beginnings) {
      this.beginnings = beginnings.toArray(String[]::new);
    }

    @Override
    public boolean filter(Step step) {
      for (String beginning : beginnings) {
        if (step.action.startsWith(beginning)) {
          return true;
        }
      }
      return false;
    }
  }
}
