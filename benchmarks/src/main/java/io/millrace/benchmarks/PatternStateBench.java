package io.millrace.benchmarks;

import io.millrace.benchmarks.patterns.PatternArguments.Measure;
import io.millrace.benchmarks.patterns.StateSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much a sequence over six hours remembers of two million keys: ours, and FlinkCEP. */
final class PatternStateBench {

  private static final Duration CHECKPOINTS = Duration.ofSeconds(5);
  private static final Duration QUICK_CHECKPOINTS = Duration.ofSeconds(1);

  private PatternStateBench() {}

  static boolean run(Path root, boolean quick) throws Exception {
    PatternLoad day = quick ? PatternLoad.DAY.quick() : PatternLoad.DAY;
    PatternLoad load = day.withEvents(Long.getLong("bench.events", day.events()));
    PatternTruth truth = PatternTruth.of(load);
    StateBound bound = StateBound.of(load);
    System.out.println(PatternSelectivity.of(load).line(load, truth));
    System.out.println(bound.line());
    try (PatternStack stack = PatternStack.start(root)) {
      stack.fill(load);
      List<Engine> engines = new ArrayList<>();
      boolean within = true;
      for (String word : List.of(PatternStack.OURS, PatternStack.CEP_HEAP)) {
        PatternStack.Outcome outcome =
            stack.run(word, load, Measure.STATE, quick ? QUICK_CHECKPOINTS : CHECKPOINTS, 0);
        boolean equal = PatternStack.isEqual(word, outcome.alerts(), truth);
        StateSizes.Size size = StateSizes.Size.parse(outcome.state());
        System.out.printf(
            Locale.ROOT,
            "state engine=%s bytes=%d entries=%d checkpoints=%d bytes_by_bound=%.2f%n",
            word,
            size.bytes(),
            size.entries(),
            size.checkpoints(),
            (double) size.bytes() / bound.bytes());
        if (word.equals(PatternStack.OURS)) {
          within = size.checkpoints() > 0 && size.bytes() <= bound.bytes();
        }
        Engine engine = new Engine(word, new ArrayList<>());
        engine.runs().add(Engine.Run.of(outcome.measured(), equal, List.of("kafka")));
        engines.add(engine);
      }
      engines.forEach(engine -> System.out.println(engine.line()));
      System.out.println("within_bound=" + within);
      System.out.println(engines.get(0).ratio(engines.get(1)));
      return within && engines.stream().allMatch(Engine::equal);
    }
  }
}
